import type { Schema } from '../schema.ts'
import { askEach, type Proof } from './reader.ts'

/** An operation that took back another one, whole or in part. */
export interface Undoing {
  readonly id: number
  readonly timeMs: number
  readonly kind: 'void' | 'refund'
  readonly amountMinor: number
  readonly debitAccount: string | null
  readonly creditAccount: string | null
}

/** What took back each of these operations, the oldest first. */
export function* readUndoings(originalIds: readonly number[]): Proof<Map<number, Undoing[]>> {
  const rows = yield* askEach<
    [number, number, number, Undoing['kind'], number | null, string | null, string | null]
  >(
    `SELECT original_id, id, time_ms, kind, amount_minor, debit_account, credit_account FROM journal
      WHERE outcome = 'posted' AND line = 0 AND original_id IN (?)`,
    originalIds,
  )
  const found = new Map<number, Undoing[]>()
  for (const [original, id, timeMs, kind, amount, debitAccount, creditAccount] of rows) {
    const list = found.get(original) ?? []
    found.set(original, list)
    list.push({ id, timeMs, kind, amountMinor: amount ?? 0, debitAccount, creditAccount })
  }
  for (const list of found.values()) list.sort((a, b) => a.timeMs - b.timeMs || a.id - b.id)
  return found
}

/** The operation that took back the last of this amount; null while something of it stands. */
export function undoneWholeBy(
  amountMinor: number | null,
  undoings: readonly Undoing[] = [],
): number | null {
  const taken = undoings.reduce((sum, { amountMinor: part }) => sum + part, 0)
  return taken > 0 && taken === (amountMinor ?? 0) ? (undoings.at(-1)?.id ?? null) : null
}

/** The columns of an operation that its claims and undoings follow from. */
export type OriginalOperation = Pick<
  Schema['journal'],
  | 'id'
  | 'time_ms'
  | 'caller'
  | 'kind'
  | 'outcome'
  | 'card_id'
  | 'location_id'
  | 'order_id'
  | 'order_line'
  | 'payment_key'
  | 'requested_minor'
  | 'debit_account'
  | 'credit_account'
  | 'amount_minor'
  | 'currency'
  | 'original_id'
>

const COLUMNS = [
  'id',
  'time_ms',
  'caller',
  'kind',
  'outcome',
  'card_id',
  'location_id',
  'order_id',
  'order_line',
  'payment_key',
  'requested_minor',
  'debit_account',
  'credit_account',
  'amount_minor',
  'currency',
  'original_id',
] as const

/** The operations whose `column` is one of these values. */
export function* readOperations(
  column: 'id' | 'order_id',
  values: readonly (number | string)[],
): Proof<OriginalOperation[]> {
  const rows = yield* askEach<unknown[]>(
    `SELECT ${COLUMNS.join(', ')} FROM journal WHERE line = 0 AND ${column} IN (?)`,
    values,
  )
  return rows.map(
    (row) =>
      Object.fromEntries(COLUMNS.map((name, place) => [name, row[place]])) as OriginalOperation,
  )
}
