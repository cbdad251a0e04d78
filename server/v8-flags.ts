import { setFlagsFromString } from 'node:v8'

/** Sets what the server asks of V8, for all threads of the process: before it starts any. */
export function setV8Flags(): void {
  // V8 13.6 may end the process (`Check failed: jit_page.has_value()`) where threads replace generic
  // wrappers of WebAssembly by compiled ones; Node's own loader has such in each thread. Made at once,
  // none is replaced.
  setFlagsFromString('--no-wasm-generic-wrapper')
  // Under load V8 comes to take what belongs to a request for long-lived, and puts it where only the full
  // collection looks; it is garbage after some milliseconds, and keeps what it refers to. Each small
  // collection then takes 4 to 10 ms of the main thread in place of 2, and the heap grows to four times.
  setFlagsFromString('--no-allocation-site-pretenuring')
}
