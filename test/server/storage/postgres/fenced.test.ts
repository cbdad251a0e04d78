import { expect, it } from 'vitest'
import { cardWith, run } from '../../ledger/network.ts'
import { newCard, redeem } from '../../ledger/requests.ts'
import { postgresHouse } from './postgres-house.ts'

const house = postgresHouse()

/** The old primary comes back behind the same address: without the last group. */
async function comesBack(): Promise<void> {
  const card = await cardWith(house.network, 10_000)
  await run(house.network, redeem(house.network.station, card, 100))
  await run(house.network, redeem(house.network.station, card, 200))
  await house.loseThirdGroup()
}

const WHY = 'An old primary may have come back'

it('an old primary: nothing outside the ledger is written to it, either', async () => {
  await comesBack()
  const { read, write, broken, trouble } = house.network.database
  const job = { name: 'payouts', holder: 'me', lease_until_ms: 1 }
  const query = read.insertInto('job').values(job).compile()
  await expect(write([{ query, changes: 1 }])).rejects.toThrow(WHY)
  expect(await house.postgres.query(house.url, 'SELECT name FROM job')).toEqual([])
  expect((await broken).message).toContain(WHY)
  expect(trouble()).toContain('commit group 3')
})

it('an old primary: rules of the ledger are not changed in it', async () => {
  await comesBack()
  const { read, write } = house.network.database
  const query = read.updateTable('location').set({ state: 'closed' }).compile()
  await expect(write([{ query }])).rejects.toThrow(WHY)
  const states = await house.postgres.query(house.url, 'SELECT DISTINCT state FROM location')
  expect(states).toEqual([{ state: 'open' }])
})

it('an old primary: no card is stocked in it', async () => {
  await comesBack()
  const { ledger } = house.network.database
  await expect(ledger.stock([newCard(house.network.programId)])).rejects.toThrow(WHY)
})

it('an old primary: a server that nobody asks anything finds out, and ends', async () => {
  await comesBack()
  expect((await house.network.database.broken).message).toContain(WHY)
})
