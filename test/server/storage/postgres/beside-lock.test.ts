import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { proveDatabase } from '../../conformance/prove-database.ts'
import { cardWith, run } from '../../ledger/network.ts'
import { redeem } from '../../ledger/requests.ts'
import { eventually } from './eventually.ts'
import { postgresHouse } from './postgres-house.ts'

const house = postgresHouse()

/** Long enough for one more task to be decided in memory. */
const DECIDING_MS = 500

/**
 * A group fails and is decided again under the lock; another one is decided meanwhile, with the same
 * ids. That one must not be sent as it is: it met cards as they were before the first and others as
 * they are after it, and the links of a card could then lead back to themselves.
 */
test('a group under the lock: what is decided beside it is decided again, and never sent as it was', async () => {
  const [card, other] = [await cardWith(house.network, 5000), await cardWith(house.network, 5000)]
  await run(house.network, redeem(house.network.station, card, 1))
  const head = await house.holdLock('SELECT rules_changed()')
  const first = run(house.network, redeem(house.network.station, card, 100))
  await eventually(() => house.isInTheWay(head))
  const row = await house.holdLock(`SELECT 1 FROM card WHERE uid = '${card.cardId}' FOR UPDATE`)
  // The group was decided under other rules: it fails, and is decided again under the lock.
  await head.query('COMMIT')
  await eventually(() => house.isInTheWay(row))
  const beside = run(house.network, redeem(house.network.station, other, 200))
  await delay(DECIDING_MS)
  await row.query('COMMIT')
  expect(await first).toMatchObject({ balanceMinor: 4899 })
  expect(await beside).toMatchObject({ balanceMinor: 4800 })
  await Promise.all([head.end(), row.end()])
  // Of the two groups only the one that was to fail did. The count is whole when connections end.
  await house.network.database.close()
  await eventually(async () => (await rolledBack()) > 0)
  expect(await rolledBack()).toBe(1)
  expect(await proveDatabase(house.url)).toMatchObject({ ok: true })
})

/** Transactions of this database that the server had to undo. */
async function rolledBack(): Promise<number> {
  const [row] = await house.postgres.query(
    house.url,
    'SELECT xact_rollback::int AS count FROM pg_stat_database WHERE datname = current_database()',
  )
  return Number(row?.['count'])
}
