import type { Waiter } from './attempt.ts'

/** Calls that wait for the ledger. */
export interface Queue {
  readonly size: () => number
  readonly add: (waiter: Waiter) => void
  readonly take: (most: number) => Waiter[]
  /** Puts them in front of all others, in their order. */
  readonly putBack: (waiters: readonly Waiter[]) => void
  /** Resolves when there is something. */
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
      if (waiting.length === 1) wake()
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
