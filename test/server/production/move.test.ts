import { afterAll, beforeAll, expect, test } from 'vitest'
import { moveLedger } from '../../../server/storage/index.ts'
import { startPostgres, type TestPostgres } from '../../helpers/postgres.ts'
import { proveDatabase } from '../conformance/prove-database.ts'
import { done } from '../house/open-server.ts'
import { compareSides } from '../storage/move/sides.ts'
import { type ApiHouse, openApiHouse } from '../stored-value/api-house.ts'
import { openPrintingHouse, planBatch, printBatch } from './house.ts'

let postgres: TestPostgres
let house: ApiHouse
beforeAll(async () => {
  postgres = await startPostgres()
  house = await openApiHouse()
})
afterAll(async () => {
  await house.close()
  await postgres.end()
})

test('a ledger with batches moves: the same stock, and the proof holds there', async () => {
  const printing = await openPrintingHouse(house)
  const { batch, lines } = await printBatch(house, printing, {
    ...{ programId: house.programId, count: 600 },
  })
  const { batchId } = batch
  done(await house.operator.call('receive-batch', { batchId }))
  const { locationId } = house.location
  const range = { batchId, locationId, firstSerial: 1, lastSerial: 50 }
  const { allocationId } = done(await house.operator.call('allocate-cards', range))
  const missing = [{ firstSerial: 4, lastSerial: 6 }]
  done(await house.operator.call('report-missing', { allocationId, missing }))
  // One more is in the making as the ledger moves.
  const { programId } = house
  await planBatch(house, { programId, printer: printing.printer, count: 5_000, name: 'Underway' })
  const url = await postgres.createDatabase()
  await house.stop()
  await moveLedger({ dataDirectory: house.folder, databaseUrl: url, onProgress: () => undefined })
  expect(await proveDatabase(url)).toMatchObject({ ok: true })
  const counts = await compareSides(house.folder, url)
  expect(counts.get('batch_item')).toBeGreaterThanOrEqual(lines.length)
  expect(counts.get('batch_piece')).toBeGreaterThan(2)
  expect(counts.get('stock_allocation')).toBe(1)
  expect(counts.get('stock_missing')).toBe(1)
})
