import { CHAIN_START } from '../group/chain.ts'
import type { Head } from '../group/head.ts'
import type { Connection } from './connection.ts'

/** Reads where the ledger stands. */
export function readHead(connection: Connection): Head {
  const group = connection
    .prepare<[], { id: number; last: number; time: number; hash: Uint8Array }>(
      `SELECT id, last_journal_id AS last, time_ms AS time, hash FROM commit_group
       ORDER BY id DESC LIMIT 1`,
    )
    .get()
  const highest = (table: 'card' | 'journal') =>
    connection.prepare<[], number | null>(`SELECT max(id) FROM ${table}`).pluck().get() ?? 0
  return {
    journalId: highest('journal'),
    cardNumber: highest('card'),
    groupId: group?.id ?? 0,
    hash: group?.hash ?? CHAIN_START,
    timeMs: group?.time ?? 0,
  }
}
