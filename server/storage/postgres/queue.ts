import type { Waiter } from './attempt.ts'

/** Calls that wait for the ledger. */
export interface Queue {
  readonly size: () => number
  readonly add: (waiter: Waiter) => void
  readonly take: (most: number) => Waiter[]
  /** Puts them in front of all others, in their order. */
  readonly putBack: (waiters: readonly Waiter[]) => void
  /** Resolves when there is something; for what is asked now, after this turn of the event loop. */
  readonly filled: () => Promise<void>
  /** Lets those go who wait for something to come. */
  readonly wake: () => void
}

export function openQueue(): Queue {
  let waiting: Waiter[] = []
  let bell = Promise.withResolvers<void>()
  const wake = () => {
    bell.resolve()
    bell = Promise.withResolvers()
  }
  return {
    size: () => waiting.length,
    add: (waiter) => {
      waiting.push(waiter)
      // After this turn: what its other frames ask is read and decided together with it.
      if (waiting.length === 1) setImmediate(wake)
    },
    take: (most) => {
      if (waiting.length <= most) {
        const all = waiting
        waiting = []
        return all
      }
      return waiting.splice(0, most)
    },
    putBack: (waiters) => {
      waiting = [...waiters, ...waiting]
    },
    filled: () => (waiting.length > 0 ? Promise.resolve() : bell.promise),
    wake,
  }
}
