import { afterAll, beforeAll, expect, test } from 'vitest'
import { startPostgres, type TestPostgres } from '../../helpers/postgres.ts'
import { proveDatabase } from '../conformance/prove-database.ts'
import { codeOf, done } from '../house/open-server.ts'
import { type ApiHouse, openApiHouse, refusalOf } from '../stored-value/api-house.ts'
import { makeForeignFile } from './foreign-file.ts'
import { booksOf, check, controlOf, secondPerson, stage, untilState } from './import-house.ts'

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

test('PostgreSQL: a file from its dry run to its reversal, once more, and the proof', async () => {
  const finance = await secondPerson(house)
  const file = makeForeignFile({ seed: 11, rows: 600 })
  const before = await booksOf(house)
  const faulty = makeForeignFile({ seed: 12, rows: 600, withFaults: true, takenNumber: '00' })
  const faults = done(await check(house.operator, house.programId, faulty.csv)).faults
  expect(faults).toHaveLength(faulty.planted.length)
  for (const round of [1, 2]) {
    const { importId } = done(await stage(house.operator, house.programId, file))
    done(await finance.call('commit-import', { importId, ...controlOf(file) }))
    expect(await untilState(finance, importId, 'committed')).toMatchObject({
      ...{ importedRows: 600, importedMinor: file.remainingMinor, refusedRows: 0 },
    })
    expect(await booksOf(house)).toEqual(before.map((amount) => amount + file.remainingMinor))
    // With letters: once nothing is imported any more, other numbers need a check digit again.
    const [one] = file.cards.filter(
      (card) => card.number.startsWith('GC') && card.state === 'active' && card.remainingMinor > 99,
    )
    const { number = '', pin = '' } = one ?? {}
    const card = { number, pin }
    const sale = { requestId: `sale-${round}`, amountMinor: 50, currency: 'EUR', card }
    const spent = await house.post('/v1/storedvalue/redeem', sale)
    expect(spent.body.value).toMatchObject({ appliedMinor: 50 })
    const reversal = { importId, exceptUsed: false, reason: 'The wrong file' }
    expect(codeOf(await finance.call('reverse-import', reversal))).toBe('STATE_CONFLICT')
    const undo = { requestId: `void-${round}`, original: { requestId: sale.requestId } }
    expect((await house.post('/v1/storedvalue/void', undo)).status).toBe(200)
    done(await finance.call('reverse-import', reversal))
    expect(await untilState(finance, importId, 'reversed')).toMatchObject({ importedRows: 0 })
    expect(await booksOf(house)).toEqual(before)
    const lost = await house.post('/v1/storedvalue/balance', { card })
    expect(refusalOf(lost)).toBe('404 CARD_NOT_FOUND_OR_PIN_INVALID')
  }
  expect(await proveDatabase(url)).toMatchObject({ ok: true })
})
