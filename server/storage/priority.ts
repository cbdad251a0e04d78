import { readlinkSync } from 'node:fs'
import { setPriority } from 'node:os'

/** How much lower the priority of work is that nobody waits for at a counter. */
const NICENESS = 10

/** From now on all other programs, and a server on the same machine, go before this process. */
export function yieldProcess(): void {
  attempt(() => setPriority(NICENESS))
}

/**
 * From now on the other threads of this process go before this one. Only Linux has priorities of
 * threads; elsewhere nothing changes.
 */
export function yieldThread(): void {
  attempt(() => {
    const thread = /^\d+\/task\/(\d+)$/.exec(readlinkSync('/proc/thread-self'))?.[1]
    if (thread !== undefined) setPriority(Number(thread), NICENESS)
  })
}

/** Where it may not be done, the work goes on at the priority that it has. */
function attempt(change: () => void): void {
  try {
    change()
  } catch {
    // A system without such priorities.
  }
}
