import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readConfig } from '../../../../server/config.ts'
import { startServer } from '../../../../server/server.ts'
import { startPostgres, type TestPostgres } from '../../../helpers/postgres.ts'
import { adminBrowser } from '../../house/admin-browser.ts'
import { done, OPERATOR_EMAIL, PASSWORD } from '../../house/open-server.ts'
import { openCounter } from '../../redemptions/counter-house.ts'
import { type ApiHouse, openApiHouse } from '../../stored-value/api-house.ts'
import { eventually } from './eventually.ts'

let postgres: TestPostgres
let url: string
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

it('a server on PostgreSQL: what people see of its ledger is the same as on SQLite', async () => {
  const { number, pin } = await house.activeCard(5000)
  const redeem = (requestId: string, amountMinor: number) =>
    house.post('/v1/storedvalue/redeem', {
      ...{ requestId, amountMinor, currency: 'EUR', card: { number, pin } },
    })
  expect((await redeem('kept', 1200)).status).toBe(200)
  await redeem('undone', 800)
  await house.post('/v1/storedvalue/void', {
    ...{ requestId: 'undoing', original: { requestId: 'undone' } },
  })
  const { deviceId } = await openCounter(house, house.location.locationId)

  const { operator } = house
  expect(done(await operator.call('overview', {}))).toMatchObject({
    ...{ liabilityMinor: 3800, activeCards: 1, soldTodayMinor: 5000, redeemedTodayMinor: 1200 },
    ...{ redeemedTodayCount: 1, stations: [{ deviceId, online: true }] },
  })
  const search = { text: number, state: null, form: null, cursor: null }
  expect(done(await operator.call('search-cards', search))).toMatchObject({
    ...{ total: 1, next: null, cards: [{ balanceMinor: 3800, lastFour: number.slice(-4) }] },
  })
  const { operations } = done(await operator.call('list-redemptions', {}))
  expect(operations.map(({ kind, state }) => `${kind} ${state}`)).toEqual([
    ...['void posted', 'redeem voided', 'redeem posted'],
  ])
  const ages = { from: '2020-01-01', to: '2099-12-31' }
  const { lines, ledger } = done(await operator.call('list-payables', ages))
  expect(lines).toMatchObject([{ redeemedMinor: 2000, voidedMinor: 800, payableMinor: 1200 }])
  expect(ledger).toMatchObject([{ payableMinor: 1200 }])
  const again = await redeem('kept', 1200)
  expect(again.body.value).toMatchObject({ replayed: true, appliedMinor: 1200 })
})

it('a second server on the same database: a device that it revokes is cut off here', async () => {
  const counter = await openCounter(house, house.location.locationId)
  const { deviceId } = counter
  const keys = path.join(house.folder, 'keys.json')
  const settings = ['--database-url', url, '--key-file', keys, '--data', house.folder]
  const reading = readConfig(['--port', '0', '--log-level', 'silent', ...settings], {})
  if (reading.kind !== 'config') throw new Error('the settings are no settings')
  const second = await startServer(reading.config, {})
  try {
    const operator = adminBrowser(second.url)
    done(await operator.call('sign-in', { email: OPERATOR_EMAIL, password: PASSWORD }))
    const isOnline = async () =>
      done(await house.operator.call('overview', {})).stations.some(
        (station) => station.deviceId === deviceId && station.online,
      )
    expect(await isOnline()).toBe(true)
    done(await operator.call('revoke-device', { deviceId, reason: 'stolen' }))
    await eventually(async () => !(await isOnline()))
  } finally {
    await second.close()
  }
})
