import { OverloadedError } from './overloaded.ts'

/** Lets so many works run at a time, in two rows. */
export interface Turns {
  /** Before all that wait in the other row. Rejects with an OverloadedError when too many wait here. */
  readonly first: <Value>(work: () => Promise<Value>) => Promise<Value>
  /** When nobody waits in the first row. Its callers bound themselves. */
  readonly last: <Value>(work: () => Promise<Value>) => Promise<Value>
}

/** What is told to wait: a row moves on within moments. */
const RETRY_AFTER_MS = 2_000

export function createTurns(bounds: {
  readonly atOnce: number
  readonly waitingMax: number
}): Turns {
  const first: Array<() => void> = []
  const last: Array<() => void> = []
  let running = 0

  const next = (): void => {
    if (running >= bounds.atOnce) return
    const begin = first.shift() ?? last.shift()
    if (begin === undefined) return
    running += 1
    begin()
  }
  const enter = <Value>(row: Array<() => void>, work: () => Promise<Value>): Promise<Value> => {
    const over = (): void => {
      running -= 1
      next()
    }
    return new Promise<Value>((resolve, reject) => {
      row.push(() => void work().then(resolve, reject).finally(over))
      next()
    })
  }
  return {
    first: (work) =>
      first.length >= bounds.waitingMax
        ? Promise.reject(new OverloadedError(RETRY_AFTER_MS))
        : enter(first, work),
    last: (work) => enter(last, work),
  }
}
