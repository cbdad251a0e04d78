import { heldBy } from './card-proof.ts'
import { expectSame } from './difference.ts'
import type { ProvenRow } from './journal-row.ts'
import { askEach, type Proof } from './reader.ts'
import { readReversals } from './undo-history.ts'

type HoldRow = [
  id: number,
  kind: string,
  outcome: string,
  cardId: number | null,
  requestedMinor: number,
]

/**
 * Proves the ends of holds among these operations: each ended a hold of the same card, all of it, and
 * is the one end that is kept of it.
 */
export function* proveHolds(rows: readonly ProvenRow[]): Proof<void> {
  const enders = rows.filter(({ row }) => {
    const isEnd = row.kind === 'release' || row.kind === 'redeem'
    return isEnd && row.outcome === 'posted' && row.original_id !== null
  })
  if (enders.length === 0) return
  const ids = enders.map(({ row }) => row.original_id ?? 0)
  const found = yield* askEach<HoldRow>(
    'SELECT id, kind, outcome, card_id, requested_minor FROM journal WHERE line = 0 AND id IN (?)',
    ids,
  )
  const holds = new Map(found.map((hold) => [hold[0], hold]))
  const kept = yield* readReversals(ids)
  for (const { row, groupId } of enders) {
    const [, kind, outcome, cardId, heldMinor] = holds.get(row.original_id ?? 0) ?? []
    const where = `operation ${row.id}, the end of hold ${row.original_id}`
    const same = (expected: string | number | null | undefined, got: typeof expected) =>
      expectSame('reversals', where, expected, got, { group: groupId })
    same('a posted hold', `a ${outcome} ${kind}`)
    same(cardId, row.card_id)
    same(heldMinor, row.kind === 'release' ? row.requested_minor : heldBy(row))
    const { amount_minor, voided_by, refunded_minor } = kept.get(row.original_id ?? 0) ?? {}
    same(heldMinor, amount_minor)
    same(row.id, voided_by)
    same(0, refunded_minor)
  }
}
