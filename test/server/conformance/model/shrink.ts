import type { Event } from './steps.ts'

/**
 * Leaves out of a failing history whatever it fails without: halves first, then ever smaller
 * pieces. Tries at most so many histories; what is left still fails.
 */
export async function shrink(
  events: readonly Event[],
  fails: (events: readonly Event[]) => Promise<boolean>,
  tries: number,
): Promise<readonly Event[]> {
  let left = flatten(events)
  let rest = tries
  for (let piece = Math.ceil(left.length / 2); piece >= 1 && rest > 0; piece = next(piece)) {
    for (let from = 0; from < left.length && rest > 0; ) {
      const without = [...left.slice(0, from), ...left.slice(from + piece)]
      rest -= 1
      if (without.length > 0 && (await fails(gather(without)))) left = without
      else from += piece
    }
    if (piece === 1) break
  }
  return gather(left)
}

function next(piece: number): number {
  return Math.ceil(piece / 2)
}

/** One step of one batch, or something between batches: the least that can be left out. */
interface Atom {
  readonly batch: number
  readonly event: Event
}

function flatten(events: readonly Event[]): readonly Atom[] {
  return events.flatMap((event, batch): Atom[] =>
    event.is === 'batch'
      ? event.steps.map((step) => ({ batch, event: { is: 'batch', steps: [step] } }))
      : [{ batch, event }],
  )
}

/** Steps that were sent at once stay together. */
function gather(atoms: readonly Atom[]): readonly Event[] {
  const groups = Map.groupBy(atoms, ({ batch }) => batch)
  return [...groups.values()].map((group): Event => {
    const [first] = group
    if (first?.event.is !== 'batch') return first?.event ?? { is: 'reopen' }
    return {
      is: 'batch',
      steps: group.flatMap(({ event }) => (event.is === 'batch' ? event.steps : [])),
    }
  })
}
