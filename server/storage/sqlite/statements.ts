import {
  type CardRow,
  type ClaimRow,
  ORIGINAL_COLUMNS,
  type OriginalRow,
  type StoredRow,
} from '../group/rows.ts'
import type { Connection } from './connection.ts'

/** Every statement of the money path, prepared once for a connection. */
export type Statements = ReturnType<typeof prepareStatements>

const CARD = `SELECT id, uid, program_id, form, state, currency, last_four,
  pin_hash IS NOT NULL AS has_pin, balance_minor, held_minor, last_journal_id, expires_at_ms,
  reloads, activated_at_ms, successor_id FROM card`

// No joins here: SQLite makes the plan of one anew whenever a value is bound.
const ORIGINAL = `SELECT ${ORIGINAL_COLUMNS.map((name) => `j.${name}`).join(', ')},
  j.card_previous_id, j.request_id, j.answer,
  (SELECT voided_by FROM reversal WHERE journal_id = j.id) AS voided_by,
  (SELECT refunded_minor FROM reversal WHERE journal_id = j.id) AS refunded_minor
  FROM journal j`

/** Prepares all statements; fails at once when the schema does not fit. */
export function prepareStatements(connection: Connection) {
  return { ...prepareReads(connection), ...prepareWrites(connection) }
}

type Key = [key: Uint8Array]
type Request = [caller: string, requestId: string]

function prepareReads(connection: Connection) {
  return {
    stored: connection.prepare<Request, StoredRow>(
      `SELECT id, time_ms, content_hash, outcome, original_id, answer FROM journal
       WHERE caller = ? AND request_id = ? AND line = 0`,
    ),
    tombstone: connection
      .prepare<Key, number>('SELECT journal_id FROM tombstone WHERE key = ?')
      .pluck(),
    anyTombstone: connection.prepare<[], number>('SELECT 1 FROM tombstone LIMIT 1').pluck(),
    claim: connection.prepare<Key, ClaimRow>(
      `SELECT id, time_ms, request_id, answer FROM journal
       WHERE id = (SELECT journal_id FROM claim WHERE key = ? AND released_by IS NULL)`,
    ),
    cardByLookup: connection.prepare<Key, CardRow>(`${CARD} WHERE number_lookup = ?`),
    cardByUid: connection.prepare<[uid: string], CardRow>(`${CARD} WHERE uid = ?`),
    cardByNumber: connection.prepare<[id: number], CardRow>(`${CARD} WHERE id = ?`),
    originalById: connection.prepare<[id: number], OriginalRow>(`${ORIGINAL} WHERE j.id = ?`),
    originalByRequest: connection.prepare<Request, OriginalRow>(
      `${ORIGINAL} WHERE j.caller = ? AND j.request_id = ? AND j.line = 0`,
    ),
    originalsByOrder: connection.prepare<
      [orderId: string, line: string | null, card: number],
      OriginalRow
    >(
      `${ORIGINAL} WHERE j.order_id = ? AND j.order_line IS ? AND j.card_id = ?
         AND j.kind = 'redeem' AND j.outcome = 'posted' ORDER BY j.id DESC`,
    ),
    sealed: connection
      .prepare<[journalId: number, nowMs: number], Uint8Array>(
        'SELECT sealed FROM sealed_answer WHERE journal_id = ? AND expires_at_ms > ?',
      )
      .pluck(),
  }
}

function prepareWrites(connection: Connection) {
  return {
    addCard: connection.prepare<unknown[]>(
      `INSERT INTO card (id, uid, program_id, form, state, currency, number_lookup, number_sealed,
         key_version, last_four, pin_hash, batch, created_at_ms, expires_at_ms)
       SELECT ?, ?, id, ?, ?, currency, ?, ?, ?, ?, ?, ?, ?, ? FROM program WHERE id = ?`,
    ),
    changeCard: connection.prepare<
      [balance: number, state: string, journalId: number, id: number, previous: number | null]
    >(
      // OR ROLLBACK: a change that breaks a rule undoes its group anyway, and SQLite then need not
      // copy the page beforehand so that it could undo this statement alone.
      `UPDATE OR ROLLBACK card SET balance_minor = ?, state = ?, last_journal_id = ?
       WHERE id = ? AND last_journal_id IS ?`,
    ),
    // A state that stays is not written: SQLite would look after the index of waiting cards.
    changeBalance: connection.prepare<
      [balance: number, journalId: number, id: number, previous: number | null]
    >(
      `UPDATE OR ROLLBACK card SET balance_minor = ?, last_journal_id = ?
       WHERE id = ? AND last_journal_id IS ?`,
    ),
    changeHeld: connection.prepare<
      [
        balance: number,
        held: number,
        state: string,
        journalId: number,
        id: number,
        previous: number | null,
      ]
    >(
      `UPDATE OR ROLLBACK card SET balance_minor = ?, held_minor = ?, state = ?, last_journal_id = ?
       WHERE id = ? AND last_journal_id IS ?`,
    ),
    changeActivation: connection.prepare<[activatedAtMs: number | null, id: number]>(
      'UPDATE card SET activated_at_ms = ? WHERE id = ?',
    ),
    changeExpiry: connection.prepare<[expiresAtMs: number | null, id: number]>(
      'UPDATE card SET expires_at_ms = ? WHERE id = ?',
    ),
    changeReloads: connection.prepare<[reloads: number, id: number]>(
      'UPDATE card SET reloads = ? WHERE id = ?',
    ),
    changeSuccessor: connection.prepare<[successorId: number, id: number]>(
      'UPDATE card SET successor_id = ? WHERE id = ?',
    ),
    linkCard: connection.prepare<[journalId: number, id: number, previous: number | null]>(
      'UPDATE card SET last_journal_id = ? WHERE id = ? AND last_journal_id IS ?',
    ),
    addClaim: connection.prepare<[key: Uint8Array, journalId: number]>(
      `INSERT INTO claim (key, journal_id) VALUES (?, ?) ON CONFLICT (key) DO UPDATE
         SET journal_id = excluded.journal_id, released_by = NULL WHERE released_by IS NOT NULL`,
    ),
    releaseClaim: connection.prepare<[releasedBy: number, key: Uint8Array, journalId: number]>(
      'UPDATE claim SET released_by = ? WHERE key = ? AND journal_id = ?',
    ),
    addTombstone: connection.prepare<[key: Uint8Array, journalId: number]>(
      'INSERT INTO tombstone (key, journal_id) VALUES (?, ?) ON CONFLICT (key) DO NOTHING',
    ),
    putReversal: connection.prepare<
      [journalId: number, amount: number, voidedBy: number | null, refunded: number]
    >(
      `INSERT INTO reversal (journal_id, amount_minor, voided_by, refunded_minor)
       VALUES (?, ?, ?, ?) ON CONFLICT (journal_id) DO UPDATE
         SET voided_by = excluded.voided_by, refunded_minor = excluded.refunded_minor`,
    ),
    addSealed: connection.prepare<[journalId: number, sealed: Uint8Array, expiresAtMs: number]>(
      'INSERT INTO sealed_answer (journal_id, sealed, expires_at_ms) VALUES (?, ?, ?)',
    ),
    addGroup: connection.prepare<
      [id: number, first: number, last: number, timeMs: number, hash: Uint8Array]
    >(
      `INSERT INTO commit_group (id, first_journal_id, last_journal_id, time_ms, hash)
       VALUES (?, ?, ?, ?, ?)`,
    ),
  }
}
