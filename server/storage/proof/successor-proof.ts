import type { OriginalOperation } from '../group/rows.ts'
import { askEach, type Proof } from './reader.ts'

/** Which card took the place of which, as their rows say; those are proven by themselves. */
export type Successors = ReadonlyMap<number, number>

/** Reads the successors of the cards of these operations, and theirs. */
export function* readSuccessors(originals: Iterable<OriginalOperation>): Proof<Successors> {
  const known = new Map<number, number>()
  let at = [...new Set([...originals].flatMap(({ card_id: id }) => id ?? []))]
  while (at.length > 0) {
    const rows = yield* askEach<[number, number]>(
      'SELECT id, successor_id FROM card WHERE successor_id IS NOT NULL AND id IN (?)',
      at,
    )
    // One that is known already was gone through: changed rows may lead in a circle.
    at = rows.flatMap(([id, next]) => (known.has(id) ? [] : [next]))
    for (const [id, next] of rows) known.set(id, next)
  }
  return known
}

/** True for the card itself and all that took its place since. */
export function isSuccessor(successors: Successors, cardId: number, later: number): boolean {
  const seen = new Set<number>()
  for (let at: number | undefined = cardId; at !== undefined && !seen.has(at); ) {
    if (at === later) return true
    seen.add(at)
    at = successors.get(at)
  }
  return false
}
