import type BetterSqlite3 from 'better-sqlite3'
import {
  CHAIN_START,
  canonicalRow,
  groupHash,
  JOURNAL_COLUMNS,
  type JournalValues,
} from '../../../server/storage/group/chain.ts'
import type { Schema } from '../../../server/storage/schema.ts'
import { cardWith, run, type TestNetwork } from '../ledger/network.ts'
import { fund, nextRequestId, redeem, refund, voidRequest } from '../ledger/requests.ts'
import { changeUnguarded } from './unguarded.ts'

/** Operations 1 to 10, of every kind, with claims, a tombstone and reversals. */
export async function story(network: TestNetwork): Promise<void> {
  const { station } = network
  const card = await cardWith(network, 5000)
  await run(network, fund(station, card, 1000))
  const order = { orderId: 'V-1', lineId: null, allowRepeat: false }
  const first = redeem(station, card, 2000, { order, payment: { key: 'P-1', json: '{}' } })
  await run(network, first)
  await run(network, redeem(station, card, 2000, { order, payment: { key: 'P-1', json: '{}' } }))
  const second = redeem(station, card, 500, { payment: { key: 'P-2', json: '{}' } })
  await run(network, second)
  await run(network, refund(station, { by: 'request', requestId: first.requestId }, 700))
  await run(network, voidRequest(station, second.requestId))
  await run(network, voidRequest(station, nextRequestId()))
  await network.database.ledger.execute(redeem(station, card, 90_000))
  await cardWith(network, 2500)
}

/** Makes the chain again over what stands in the journal now, as a careful forger would. */
export function rehash(folder: string): void {
  changeUnguarded(folder, rehashAll)
}

function rehashAll(file: BetterSqlite3.Database): void {
  const groups = file.prepare<[], Schema['commit_group']>('SELECT * FROM commit_group ORDER BY id')
  const rows = file
    .prepare<[number, number], JournalValues>(
      `SELECT ${JOURNAL_COLUMNS.join(', ')} FROM journal WHERE id BETWEEN ? AND ? ORDER BY id`,
    )
    .raw()
  const set = file.prepare('UPDATE commit_group SET hash = ? WHERE id = ?')
  let hash: Uint8Array = CHAIN_START
  for (const group of groups.all()) {
    const { id, first_journal_id: firstJournalId, last_journal_id: lastJournalId } = group
    const header = { id, firstJournalId, lastJournalId, timeMs: group.time_ms }
    hash = groupHash(hash, header, rows.all(firstJournalId, lastJournalId).map(canonicalRow))
    set.run(hash, id)
  }
}
