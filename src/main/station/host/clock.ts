import { randomBytes } from 'node:crypto'
import type { Clock, Random } from '../ports.ts'

/** The PC's own clocks. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs)
    return () => clearTimeout(timer)
  },
}

/** The operating system's cryptographic source. */
export const cryptoRandom: Random = {
  bytes: (count) => new Uint8Array(randomBytes(count)),
}
