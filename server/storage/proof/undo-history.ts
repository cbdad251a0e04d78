import { ORIGINAL_COLUMNS, type OriginalOperation } from '../group/rows.ts'
import type { Schema } from '../schema.ts'
import { askEach, type EngineKind, type Proof } from './reader.ts'

/** An operation that took back another one, whole or in part. */
export interface Undoing {
  readonly id: number
  /** Its place in the order of commits. */
  readonly place: number
  readonly kind: 'void' | 'refund' | 'release' | 'import_reversal'
  readonly amountMinor: number
  readonly debitAccount: string | null
  readonly creditAccount: string | null
  /** The card that it gave to; null when it gave to none. */
  readonly cardId: number | null
}

/**
 * SQL of a row's place in the order of commits. Where several processes write, that is the order of
 * groups, not of ids; within a group it is that of ids.
 */
function placeOf(engine: EngineKind): string {
  if (engine === 'sqlite') return 'j.id'
  return `(SELECT g.id FROM commit_group g WHERE g.first_journal_id <= j.id
    ORDER BY g.first_journal_id DESC LIMIT 1)`
}

/** The one that was committed first comes first. */
export function byPlace(
  one: { readonly place: number; readonly id: number },
  two: { readonly place: number; readonly id: number },
): number {
  return one.place - two.place || one.id - two.id
}

/** What took back each of these operations, the oldest first. */
export function* readUndoings(
  engine: EngineKind,
  originalIds: readonly number[],
): Proof<Map<number, Undoing[]>> {
  const rows = yield* askEach<
    [
      number,
      number,
      number,
      Undoing['kind'],
      number | null,
      string | null,
      string | null,
      number | null,
    ]
  >(
    `SELECT j.original_id, j.id, ${placeOf(engine)} AS place, j.kind, j.amount_minor, j.debit_account,
            j.credit_account, j.card_id FROM journal j
      WHERE j.outcome = 'posted' AND j.line = 0
        AND j.kind IN ('void', 'refund', 'release', 'import_reversal')
        AND j.original_id IN (?)`,
    originalIds,
  )
  const found = new Map<number, Undoing[]>()
  for (const [original, id, place, kind, amount, debitAccount, creditAccount, cardId] of rows) {
    const list = found.get(original) ?? []
    found.set(original, list)
    list.push({ id, place, kind, amountMinor: amount ?? 0, debitAccount, creditAccount, cardId })
  }
  for (const list of found.values()) list.sort(byPlace)
  return found
}

/** What is kept of what was undone, by the operation that it was undone of. */
export function* readReversals(ids: readonly number[]): Proof<Map<number, Schema['reversal']>> {
  const rows = yield* askEach<[number, number, number | null, number]>(
    `SELECT journal_id, amount_minor, voided_by, refunded_minor FROM reversal
      WHERE journal_id IN (?)`,
    ids,
  )
  return new Map(
    rows.map(([journal_id, amount_minor, voided_by, refunded_minor]) => [
      journal_id,
      { journal_id, amount_minor, voided_by, refunded_minor },
    ]),
  )
}

/** The operation that took back the last of this amount; null while something of it stands. */
export function undoneWholeBy(
  amountMinor: number | null,
  undoings: readonly Undoing[] = [],
): number | null {
  const last = undoings.at(-1)
  if (last?.kind === 'release') return last.id
  const taken = undoings.reduce((sum, { amountMinor: part }) => sum + part, 0)
  return taken > 0 && taken === (amountMinor ?? 0) ? (last?.id ?? null) : null
}

/** An operation with its place in the order of commits. */
export type PlacedOperation = OriginalOperation & { readonly place: number }

/** The operations whose `column` is one of these values. */
export function* readOperations(
  engine: EngineKind,
  column: 'id' | 'order_id',
  values: readonly (number | string)[],
): Proof<PlacedOperation[]> {
  const rows = yield* askEach<unknown[]>(
    `SELECT ${ORIGINAL_COLUMNS.map((name) => `j.${name}`).join(', ')}, ${placeOf(engine)} AS place
       FROM journal j WHERE j.line = 0 AND j.${column} IN (?)`,
    values,
  )
  return rows.map((row) => {
    const named = ORIGINAL_COLUMNS.map((name, column) => [name, row[column]])
    return { ...Object.fromEntries(named), place: Number(row.at(-1)) } as PlacedOperation
  })
}
