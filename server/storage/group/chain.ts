import { createHash } from 'node:crypto'
import { toHex } from '../wire-form.ts'

/** The columns of the journal in the order in which they are written and hashed; the answer is last. */
export const JOURNAL_COLUMNS = [
  'id',
  'line',
  'time_ms',
  'caller',
  'request_id',
  'content_hash',
  'kind',
  'outcome',
  'code',
  'card_id',
  'location_id',
  'channel',
  'clerk',
  'order_id',
  'order_line',
  'payment_key',
  'payment',
  'requested_minor',
  'debit_account',
  'credit_account',
  'amount_minor',
  'currency',
  'balance_after_minor',
  'original_id',
  'card_previous_id',
  'rule_version',
  'answer',
] as const

/** A row of the journal as values in the order of {@link JOURNAL_COLUMNS}. */
export type JournalValues = (string | number | null | Uint8Array)[]

const CONTENT_HASH = JOURNAL_COLUMNS.indexOf('content_hash')

/** The hash before the first group. */
export const CHAIN_START = Buffer.alloc(32)

/**
 * The text of a row that the chain is made over: a JSON array of its values, blobs as hex, and after
 * it the answer, which is JSON already.
 */
export function canonicalRow(values: JournalValues): string {
  const answer = values.at(-1)
  const others: unknown[] = values.slice(0, -1)
  others[CONTENT_HASH] = toHex(values[CONTENT_HASH] as Uint8Array)
  return `${JSON.stringify(others)}${String(answer)}`
}

/** What is hashed of a commit group besides its rows. */
export interface GroupHeader {
  readonly id: number
  readonly firstJournalId: number
  readonly lastJournalId: number
  readonly timeMs: number
}

/** SHA-256 over the rows of a group, one a line. */
export function rowsHash(rows: readonly string[]): Buffer {
  return createHash('sha256')
    .update(`${rows.join('\n')}\n`)
    .digest()
}

/**
 * SHA-256 of the hash before, the header and the hash of the rows. The rows stand apart, so that
 * they are hashed where they are made, and the group gets its place in the chain where it is
 * committed.
 */
export function linkHash(
  previous: Uint8Array,
  { id, firstJournalId, lastJournalId, timeMs }: GroupHeader,
  rows: Uint8Array,
): Buffer {
  const header = JSON.stringify([id, firstJournalId, lastJournalId, timeMs])
  return createHash('sha256').update(previous).update(`${header}\n`).update(rows).digest()
}

/** The hash of a group with these rows after the group with the hash `previous`. */
export function groupHash(
  previous: Uint8Array,
  header: GroupHeader,
  rows: readonly string[],
): Buffer {
  return linkHash(previous, header, rowsHash(rows))
}
