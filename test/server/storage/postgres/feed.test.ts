import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { cardWith, done } from '../../ledger/network.ts'
import { redeem } from '../../ledger/requests.ts'
import { eventually } from './eventually.ts'
import { postgresHouse } from './postgres-house.ts'

const house = postgresHouse()

const REDEMPTIONS = 60
/** A session counts what it did within this time after it fell silent. */
const COUNTED_WITHIN_MS = 2_500

it('feed: a server alone reads back no group of its own; a second one reads them by their index', async () => {
  const card = await cardWith(house.network, 10_000)
  const before = await reads()
  const alone = await redeemAndHear(card)
  expect(alone).toBe(REDEMPTIONS)
  const afterOwn = await reads()
  // The word of each group comes on another connection, often before the answer to its commit.
  expect(afterOwn.groups - before.groups).toBeLessThan(REDEMPTIONS / 4)

  const other = await house.openOther()
  let heard = 0
  other.ledger.onDidCommit((operations) => {
    heard += operations.length
  })
  await redeemAndHear(card)
  await eventually(() => heard === REDEMPTIONS)
  const afterBoth = await reads()
  expect(afterBoth.groups).toBeGreaterThan(afterOwn.groups)
  // Reading all cards for a few groups would hold up both servers when there are a million.
  expect(afterBoth.wholeCards - afterOwn.wholeCards).toBe(0)
  await other.close()
})

async function redeemAndHear(card: Awaited<ReturnType<typeof cardWith>>): Promise<number> {
  let heard = 0
  const stop = house.network.database.ledger.onDidCommit((operations) => {
    heard += operations.length
  })
  for (let count = 0; count < REDEMPTIONS; count += 1)
    done(await house.network.database.ledger.execute(redeem(house.network.station, card, 1)))
  await eventually(() => heard >= REDEMPTIONS)
  stop()
  return heard
}

/** How often groups were looked up, and all cards were read, by all sessions. */
async function reads(): Promise<{ readonly groups: number; readonly wholeCards: number }> {
  await delay(COUNTED_WITHIN_MS)
  const [row] = await house.postgres.query(
    house.url,
    `SELECT (SELECT sum(seq_scan + idx_scan)::int FROM pg_stat_user_tables
        WHERE relname = 'commit_group') AS groups,
      (SELECT seq_scan::int FROM pg_stat_user_tables WHERE relname = 'card') AS cards`,
  )
  return { groups: Number(row?.['groups']), wholeCards: Number(row?.['cards']) }
}
