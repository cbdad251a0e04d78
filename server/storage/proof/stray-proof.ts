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
}
