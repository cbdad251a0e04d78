import { afterAll, beforeAll, expect, test } from 'vitest'
import { startPostgres, type TestPostgres } from '../../helpers/postgres.ts'
import { proveDatabase } from '../conformance/prove-database.ts'
import { done } from '../house/open-server.ts'
import { type ApiHouse, openApiHouse, refusalOf } from '../stored-value/api-house.ts'
import { openPrintingHouse, printBatch } from './house.ts'

let postgres: TestPostgres
let url = ''
let house: ApiHouse
beforeAll(async () => {
  postgres = await startPostgres()
  url = await postgres.createDatabase()
  house = await openApiHouse(['--database-url', url])
})
afterAll(async () => {
  await house.close()
  await postgres.end()
})

test('PostgreSQL: a batch from its plan to a sale, and the proof of the ledger after it', async () => {
  const printing = await openPrintingHouse(house)
  const made = await printBatch(house, printing, { programId: house.programId, count: 700 })
  const { batchId } = made.batch
  expect(made.lines).toHaveLength(700)
  done(await house.operator.call('receive-batch', { batchId }))
  const { locationId } = house.location
  const range = { batchId, locationId, firstSerial: 1, lastSerial: 10 }
  const { allocationId } = done(await house.operator.call('allocate-cards', range))
  const overlapping = { ...range, firstSerial: 10, lastSerial: 11 }
  expect(await house.operator.call('allocate-cards', overlapping)).toMatchObject({ ok: false })
  const sell = (serial: number) => {
    const line = made.lines[serial - 1]
    return house.post('/v1/storedvalue/fund-and-activate', {
      ...{ requestId: `sale-${serial}-${Math.random()}`, amountMinor: 2500, currency: 'EUR' },
      card: { number: line?.['number'], pin: line?.['pin'] },
    })
  }
  expect(refusalOf(await sell(1))).toBe('403 CARD_NOT_ACCEPTED_HERE')
  done(await house.operator.call('receive-allocation', { allocationId }))
  expect((await sell(1)).status).toBe(200)
  const missing = [{ firstSerial: 2, lastSerial: 3 }]
  done(await house.operator.call('report-missing', { allocationId, missing }))
  expect(refusalOf(await sell(2))).toBe('409 CARD_BLOCKED')
  const stock = done(await house.operator.call('read-stock', {}))
  expect(stock.locations).toMatchObject([{ onHand: 7, sold: 1, missing: 2 }])
  expect(await proveDatabase(url)).toMatchObject({ ok: true })
})
