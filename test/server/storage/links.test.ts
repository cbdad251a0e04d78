import BetterSqlite3 from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { databaseFile } from '../../../server/storage/index.ts'
import { standing } from '../ledger/corrections.ts'
import { cardWith, openTestNetwork, run, stockedCard, type TestNetwork } from '../ledger/network.ts'
import { activate, fund, redeem, voidRequest } from '../ledger/requests.ts'

let network: TestNetwork
beforeAll(async () => {
  network = await openTestNetwork()
})
afterAll(() => network.end())

/** The newest operation of this request leads to itself, as in a file that was damaged. */
async function leadBack(requestId: string): Promise<void> {
  await network.database.close()
  const file = new BetterSqlite3(databaseFile(network.folder))
  file.exec('DROP TRIGGER journal_is_never_updated')
  file.prepare('UPDATE journal SET card_previous_id = id WHERE request_id = ?').run(requestId)
  file.close()
  await network.reopen()
}

test('links of a card that lead back: whatever has to follow them fails, and the ledger goes on', async () => {
  const card = await stockedCard(network)
  const bought = activate(network.station, card, 5000)
  await run(network, bought)
  const more = redeem(network.station, card, 1000)
  await run(network, more)
  await run(network, voidRequest(network.station, more.requestId))
  await run(network, standing('block', network.webstore, card))
  const last = standing('unblock', network.webstore, card)
  await run(network, last)
  await leadBack(last.requestId)
  const undo = voidRequest(network.station, bought.requestId)
  await expect(network.database.ledger.execute(undo)).rejects.toMatchObject({
    ...{ code: 'request_failed', outcome: 'not_done' },
  })
  const other = await cardWith(network, 700)
  expect(await run(network, fund(network.station, other, 300))).toMatchObject({
    balanceMinor: 1000,
  })
}, 20_000)
