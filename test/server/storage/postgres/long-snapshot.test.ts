import { expect, test } from 'vitest'
import { cardWith, run } from '../../ledger/network.ts'
import { redeem } from '../../ledger/requests.ts'
import { eventually } from './eventually.ts'
import { postgresHouse } from './postgres-house.ts'

const house = postgresHouse()

/** Versions of the one row that all commits pass: some 65 fill a page. */
const GROUPS = 1_000
const FULL_PAGES = 10
/** To lock the row, to change it, to put it on another page when its own is full. Some 20 when all are read. */
const PAGES_A_COMMIT = 10

test('somebody who looks at one moment for long: no commit goes through what is kept for them', async () => {
  const { network, url } = house
  const card = await cardWith(network, GROUPS)
  const snapshot = await house.holdLock('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ')
  await snapshot.query('SELECT count(*) FROM journal')
  await house.postgres.query(url, 'SELECT pg_stat_reset()')
  for (let done = 0; done < GROUPS; done += 1) await run(network, redeem(network.station, card, 1))
  // The figures come when the connections have ended.
  await network.database.close()
  await eventually(async () => (await pagesRead(url)) > GROUPS)
  const pages = await pagesRead(url)
  const [kept] = await house.postgres.query(
    url,
    `SELECT pg_relation_size('ledger_head') / 8192 AS pages`,
  )
  await snapshot.end()
  expect(Number(kept?.['pages'])).toBeGreaterThan(FULL_PAGES)
  expect(pages / GROUPS).toBeLessThan(PAGES_A_COMMIT)
})

async function pagesRead(url: string): Promise<number> {
  const [row] = await house.postgres.query(
    url,
    `SELECT heap_blks_hit + heap_blks_read AS pages FROM pg_statio_user_tables
      WHERE relname = 'ledger_head'`,
  )
  return Number(row?.['pages'])
}
