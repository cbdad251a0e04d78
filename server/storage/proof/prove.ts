import { type Difference, DifferenceFound } from './difference.ts'
import { ask, type Proof } from './reader.ts'

export { type Difference, describeDifference } from './difference.ts'

/** What a proof came to. */
export type Verification<Figures> =
  | { readonly ok: true; readonly figures: Figures }
  | { readonly ok: false; readonly difference: Difference }

/** Ends a proof in its figures or in its first difference, with the commit group of that. */
export function* prove<Figures>(proof: Proof<Figures>): Proof<Verification<Figures>> {
  try {
    return { ok: true, figures: yield* proof }
  } catch (error) {
    if (!(error instanceof DifferenceFound)) throw error
    const { difference, place } = error
    const group = place.group ?? (yield* groupOf(place.journalId))
    return { ok: false, difference: group === undefined ? difference : { ...difference, group } }
  }
}

function* groupOf(journalId: number | undefined): Proof<number | undefined> {
  if (journalId === undefined) return undefined
  const [row] = yield* ask<[number]>(
    `SELECT id FROM commit_group WHERE first_journal_id <= ? AND last_journal_id >= ?
      ORDER BY id LIMIT 1`,
    journalId,
    journalId,
  )
  return row?.[0]
}
