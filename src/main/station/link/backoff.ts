import { RECONNECT_CAP_MS, RECONNECT_FIRST_MS } from '../limits.ts'
import type { Random } from '../ports.ts'

/**
 * How long to wait before the next connection: drawn evenly between zero and a bound that doubles
 * with each failure ("full jitter"), so that stations that lost the server together come back apart.
 */
export function reconnectDelay(failures: number, random: Random): number {
  const bound = Math.min(RECONNECT_CAP_MS, RECONNECT_FIRST_MS * 2 ** Math.min(failures, 16))
  return Math.floor(unit(random) * bound)
}

/** At least half the time and at most all of it: for waits that someone asked for. */
export function jittered(delayMs: number, random: Random): number {
  return Math.floor(delayMs * (0.5 + unit(random) / 2))
}

/** Evenly in [0, 1). */
function unit(random: Random): number {
  const [a = 0, b = 0, c = 0] = random.bytes(3)
  return (a * 65_536 + b * 256 + c) / 16_777_216
}
