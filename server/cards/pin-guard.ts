import type { PinFact } from '../ledger/request.ts'
import { PIN_LOCK_MS, PIN_WRONG_MAX, PINS_WATCHED_MAX } from './limits.ts'

/**
 * Counts wrong PINs. After {@link PIN_WRONG_MAX} in a row a number is locked for
 * {@link PIN_LOCK_MS}: no PIN of it is judged then, a right one neither. Numbers are counted whether
 * or not there is such a card, so that a lock tells nothing about that. Memory only: a server that
 * starts again has forgotten, which nobody who guesses can bring about.
 */
export interface PinGuard {
  /**
   * The judgement of one PIN, or `locked` without one. `lookup` stands for the number. Those of one
   * number are judged one after another: many at once are no more guesses than their number.
   */
  readonly judge: (lookup: Uint8Array, check: () => Promise<PinFact>) => Promise<PinFact>
}

interface Watched {
  wrong: number
  /** Server time; 0 while it is not locked. */
  lockedUntilMs: number
}

export function createPinGuard(nowMs: () => number): PinGuard {
  const watched = new Map<string, Watched>()
  const running = new Map<string, Promise<unknown>>()

  const judge = async (number: string, check: () => Promise<PinFact>): Promise<PinFact> => {
    const before = watched.get(number) ?? { wrong: 0, lockedUntilMs: 0 }
    if (before.lockedUntilMs > nowMs()) return 'locked'
    const fact = await check()
    if (fact === 'right') watched.delete(number)
    if (fact !== 'wrong') return fact
    const wrong = (before.lockedUntilMs > 0 ? 0 : before.wrong) + 1
    const isLocked = wrong >= PIN_WRONG_MAX
    watched.delete(number)
    watched.set(number, { wrong, lockedUntilMs: isLocked ? nowMs() + PIN_LOCK_MS : 0 })
    if (watched.size > PINS_WATCHED_MAX) forgetOldest(watched)
    return fact
  }
  return {
    judge: async (lookup, check) => {
      const number = Buffer.from(lookup).toString('base64')
      const turn = (running.get(number) ?? Promise.resolve()).then(() => judge(number, check))
      const settled = turn.catch(() => undefined)
      running.set(number, settled)
      try {
        return await turn
      } finally {
        if (running.get(number) === settled) running.delete(number)
      }
    },
  }
}

function forgetOldest(watched: Map<string, Watched>): void {
  const oldest = watched.keys().next()
  if (!oldest.done) watched.delete(oldest.value)
}
