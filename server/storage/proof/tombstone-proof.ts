import type { Schema } from '../schema.ts'
import type { Connection } from '../sqlite/connection.ts'
import { expectSame } from './difference.ts'

type Row = Pick<Schema['journal'], 'id' | 'kind' | 'outcome' | 'original_id'>

/** Each tombstone was left by a void that found nothing. */
export function proveTombstones(connection: Connection): number {
  const leftBy = connection.prepare<[number], Row>(
    'SELECT id, kind, outcome, original_id FROM journal WHERE id = ? AND line = 0',
  )
  const stones = connection.prepare<[], Schema['tombstone']>('SELECT * FROM tombstone').all()
  for (const { journal_id: id } of stones) {
    const row = leftBy.get(id)
    const isRight = row?.kind === 'void' && row.outcome === 'empty' && row.original_id === null
    const found = isRight ? 'a void of nothing' : `${row?.outcome ?? 'no'} ${row?.kind ?? 'row'}`
    expectSame('tombstones', `tombstone of operation ${id}`, 'a void of nothing', found)
  }
  return stones.length
}
