import type { Statement } from 'better-sqlite3'
import type { Schema } from '../schema.ts'
import { JOURNAL_COLUMNS } from './chain.ts'
import type { Connection } from './connection.ts'

/** The columns of a card that a decision needs. */
export type CardRow = Pick<
  Schema['card'],
  | 'id'
  | 'uid'
  | 'program_id'
  | 'form'
  | 'state'
  | 'currency'
  | 'last_four'
  | 'balance_minor'
  | 'held_minor'
  | 'last_journal_id'
  | 'expires_at_ms'
> & { readonly has_pin: 0 | 1 }

/** The columns of an earlier operation, with what was undone of it. */
export type OriginalRow = Pick<
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
  | 'card_previous_id'
> & { readonly voided_by: number | null; readonly refunded_minor: number | null }

export type StoredRow = Pick<
  Schema['journal'],
  'id' | 'content_hash' | 'outcome' | 'original_id' | 'answer'
>
export type ClaimRow = Pick<Schema['journal'], 'id' | 'time_ms' | 'request_id' | 'answer'>

/** Every statement of the money path, prepared once for a connection. */
export interface Statements {
  readonly stored: Statement<[caller: string, requestId: string], StoredRow>
  readonly tombstone: Statement<[key: Uint8Array], number>
  readonly anyTombstone: Statement<[], number>
  readonly claim: Statement<[key: Uint8Array], ClaimRow>
  readonly cardByLookup: Statement<[lookup: Uint8Array], CardRow>
  readonly cardByUid: Statement<[uid: string], CardRow>
  readonly cardByNumber: Statement<[id: number], CardRow>
  readonly originalById: Statement<[id: number], OriginalRow>
  readonly originalByRequest: Statement<[caller: string, requestId: string], OriginalRow>
  readonly originalsByOrder: Statement<
    [orderId: string, line: string | null, card: number],
    OriginalRow
  >
  readonly addJournal: Statement<unknown[]>
  readonly addCard: Statement<unknown[]>
  readonly changeCard: Statement<
    [balance: number, state: string, journalId: number, id: number, previous: number | null]
  >
  readonly changeActivation: Statement<[activatedAtMs: number | null, id: number]>
  readonly linkCard: Statement<[journalId: number, id: number, previous: number | null]>
  readonly addClaim: Statement<[key: Uint8Array, journalId: number]>
  readonly releaseClaim: Statement<[releasedBy: number, key: Uint8Array, journalId: number]>
  readonly addTombstone: Statement<[key: Uint8Array, journalId: number]>
  readonly putReversal: Statement<
    [journalId: number, amount: number, voidedBy: number | null, refunded: number]
  >
  readonly addSealed: Statement<[journalId: number, sealed: Uint8Array, expiresAtMs: number]>
  readonly sealed: Statement<[journalId: number, nowMs: number], Uint8Array>
  readonly addGroup: Statement<
    [id: number, first: number, last: number, timeMs: number, hash: Uint8Array]
  >
}

const CARD = `SELECT id, uid, program_id, form, state, currency, last_four,
  pin_hash IS NOT NULL AS has_pin, balance_minor, held_minor, last_journal_id, expires_at_ms
  FROM card`

const ORIGINAL = `SELECT j.id, j.time_ms, j.caller, j.kind, j.outcome, j.card_id, j.location_id,
  j.order_id, j.order_line, j.payment_key, j.requested_minor, j.debit_account, j.credit_account,
  j.amount_minor, j.currency, j.original_id, j.card_previous_id, r.voided_by, r.refunded_minor
  FROM journal j LEFT JOIN reversal r ON r.journal_id = j.id`

/** Prepares all statements; fails at once when the schema does not fit. */
export function prepareStatements(connection: Connection): Statements {
  return { ...prepareReads(connection), ...prepareWrites(connection) }
}

function prepareReads(connection: Connection) {
  return {
    stored: connection.prepare<[string, string], StoredRow>(
      `SELECT id, content_hash, outcome, original_id, answer FROM journal
       WHERE caller = ? AND request_id = ? AND line = 0`,
    ),
    tombstone: connection
      .prepare<[Uint8Array], number>('SELECT journal_id FROM tombstone WHERE key = ?')
      .pluck(),
    anyTombstone: connection.prepare<[], number>('SELECT 1 FROM tombstone LIMIT 1').pluck(),
    claim: connection.prepare<[Uint8Array], ClaimRow>(
      `SELECT j.id, j.time_ms, j.request_id, j.answer FROM claim c JOIN journal j ON j.id = c.journal_id
       WHERE c.key = ? AND c.released_by IS NULL`,
    ),
    cardByLookup: connection.prepare<[Uint8Array], CardRow>(`${CARD} WHERE number_lookup = ?`),
    cardByUid: connection.prepare<[string], CardRow>(`${CARD} WHERE uid = ?`),
    cardByNumber: connection.prepare<[number], CardRow>(`${CARD} WHERE id = ?`),
    originalById: connection.prepare<[number], OriginalRow>(`${ORIGINAL} WHERE j.id = ?`),
    originalByRequest: connection.prepare<[string, string], OriginalRow>(
      `${ORIGINAL} WHERE j.caller = ? AND j.request_id = ? AND j.line = 0`,
    ),
    originalsByOrder: connection.prepare<[string, string | null, number], OriginalRow>(
      `${ORIGINAL} WHERE j.order_id = ? AND j.order_line IS ? AND j.card_id = ?
         AND j.kind = 'redeem' AND j.outcome = 'posted' ORDER BY j.id DESC`,
    ),
    sealed: connection
      .prepare<[number, number], Uint8Array>(
        'SELECT sealed FROM sealed_answer WHERE journal_id = ? AND expires_at_ms > ?',
      )
      .pluck(),
  }
}

function prepareWrites(connection: Connection) {
  const places = JOURNAL_COLUMNS.map(() => '?').join(', ')
  return {
    addJournal: connection.prepare<unknown[]>(
      `INSERT INTO journal (${JOURNAL_COLUMNS.join(', ')}) VALUES (${places})`,
    ),
    addCard: connection.prepare<unknown[]>(
      `INSERT INTO card (id, uid, program_id, form, state, currency, number_lookup, number_sealed,
         key_version, last_four, pin_hash, batch, created_at_ms)
       SELECT ?, ?, id, ?, ?, currency, ?, ?, ?, ?, ?, ?, ? FROM program WHERE id = ?`,
    ),
    changeCard: connection.prepare<[number, string, number, number, number | null]>(
      `UPDATE card SET balance_minor = ?, state = ?, last_journal_id = ?
       WHERE id = ? AND last_journal_id IS ?`,
    ),
    changeActivation: connection.prepare<[number | null, number]>(
      'UPDATE card SET activated_at_ms = ? WHERE id = ?',
    ),
    linkCard: connection.prepare<[number, number, number | null]>(
      'UPDATE card SET last_journal_id = ? WHERE id = ? AND last_journal_id IS ?',
    ),
    addClaim: connection.prepare<[Uint8Array, number]>(
      `INSERT INTO claim (key, journal_id) VALUES (?, ?) ON CONFLICT (key) DO UPDATE
         SET journal_id = excluded.journal_id, released_by = NULL WHERE released_by IS NOT NULL`,
    ),
    releaseClaim: connection.prepare<[number, Uint8Array, number]>(
      'UPDATE claim SET released_by = ? WHERE key = ? AND journal_id = ?',
    ),
    addTombstone: connection.prepare<[Uint8Array, number]>(
      'INSERT INTO tombstone (key, journal_id) VALUES (?, ?) ON CONFLICT (key) DO NOTHING',
    ),
    putReversal: connection.prepare<[number, number, number | null, number]>(
      `INSERT INTO reversal (journal_id, amount_minor, voided_by, refunded_minor)
       VALUES (?, ?, ?, ?) ON CONFLICT (journal_id) DO UPDATE
         SET voided_by = excluded.voided_by, refunded_minor = excluded.refunded_minor`,
    ),
    addSealed: connection.prepare<[number, Uint8Array, number]>(
      'INSERT INTO sealed_answer (journal_id, sealed, expires_at_ms) VALUES (?, ?, ?)',
    ),
    addGroup: connection.prepare<[number, number, number, number, Uint8Array]>(
      `INSERT INTO commit_group (id, first_journal_id, last_journal_id, time_ms, hash)
       VALUES (?, ?, ?, ?, ?)`,
    ),
  }
}
