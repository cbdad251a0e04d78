import type { Scanner, ScannerSink } from '../ports.ts'

/** A scanner that reads what it is told: for the demo and for tests of whole stations. */
export interface ScriptedScanner extends Scanner {
  /** Hands over one reading as a device would. False while the scanner is not started. */
  readonly read: (text: string) => boolean
}

export function scriptedScanner(): ScriptedScanner {
  let sink: ScannerSink | undefined
  return {
    name: 'scripted',
    start: async (given) => {
      sink = given
      given.onHealth()
    },
    stop: async () => {
      sink = undefined
    },
    health: () => ({
      status: sink === undefined ? 'off' : 'ok',
      problem: null,
      detail: null,
      lastSeenAtMs: null,
    }),
    read: (text) => {
      sink?.onReading(text)
      return sink !== undefined
    },
  }
}
