import { hex } from './chain-proof.ts'
import { expectSame } from './difference.ts'
import { ask, type EngineKind, type Proof } from './reader.ts'
import type { Walked } from './walk.ts'

/** No row of the journal lies outside the commit groups, and no row lies in two of them. */
export function* proveStrays(
  engine: EngineKind,
  { end, rows }: Pick<Walked, 'end' | 'rows'>,
): Proof<void> {
  if (engine === 'sqlite') {
    const [row] = yield* ask<[number]>(
      'SELECT id FROM journal WHERE id > ? OR id < 1 ORDER BY id LIMIT 1',
      end.lastJournalId,
    )
    const found = row ? 'in none' : 'in a commit group'
    expectSame('chain', `operation ${row?.[0]}`, 'in a commit group', found)
    return
  }
  const [overlap] = yield* ask<[number]>(
    `SELECT o.id FROM (SELECT id, first_journal_id,
         lag(last_journal_id) OVER (ORDER BY first_journal_id) AS before FROM commit_group) o
      WHERE o.before >= o.first_journal_id ORDER BY o.id LIMIT 1`,
  )
  const place = overlap ? { group: overlap[0] } : {}
  const where = `commit group ${overlap?.[0]}`
  expectSame(
    'chain',
    where,
    'apart from others',
    overlap ? 'over another' : 'apart from others',
    place,
  )
  const [count] = yield* ask<[number]>('SELECT count(*) FROM journal')
  expectSame('chain', 'the number of rows', rows, Number(count?.[0] ?? 0))
  yield* proveHead(end)
}

/** The row that all servers continue from says where the ledger really ends. */
function* proveHead(end: Walked['end']): Proof<void> {
  const [head, other] = yield* ask<[number, Uint8Array, number, number, number, number]>(
    'SELECT group_id, hash, time_ms, next_journal_id, next_card_number, tombstones FROM ledger_head',
  )
  const [last] = yield* ask<[number | null, number | null, number | null, number]>(
    `SELECT (SELECT max(time_ms) FROM commit_group) AS time_ms,
            (SELECT max(id) FROM journal) AS journal_id, (SELECT max(id) FROM card) AS card_id,
            (SELECT count(*) FROM tombstone) AS tombstones`,
  )
  const where = 'the head of the ledger'
  expectSame('chain', where, 'there', head && last ? 'there' : 'gone')
  expectSame('chain', where, 'one row', other ? 'several rows' : 'one row')
  if (!head || !last) return
  const [groupId, hash, timeMs, nextJournalId, nextCard, tombstones] = head
  const same = (what: string, expected: string | number, found: string | number) =>
    expectSame('chain', `${what} in ${where}`, expected, found)
  same('commit group', end.groupId, groupId)
  same('hash', hex(end.hash), hex(hash))
  same('time', Number(last[0] ?? 0), timeMs)
  same('number of tombstones', Number(last[3]), tombstones)
  same('next operation', 'a new number', isNew(nextJournalId, last[1]))
  same('next card', 'a new number', isNew(nextCard, last[2]))
}

function isNew(next: number, last: number | null): string {
  return next > Number(last ?? 0) ? 'a new number' : `${next}, which is taken`
}
