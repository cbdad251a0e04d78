import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig } from '../../../server/config.ts'
import { type RunningServer, startServer } from '../../../server/server.ts'
import type { LocationId } from '../../../src/contract/ids.ts'
import { currency, minor } from '../../../src/contract/money.ts'
import { NO_TERMS } from '../../../src/contract/terms.ts'
import { startPostgres, type TestPostgres } from '../../helpers/postgres.ts'
import { proveDatabase } from '../conformance/prove-database.ts'
import type { AdminBrowser } from '../house/admin-browser.ts'
import { done, OPERATOR_EMAIL, PASSWORD } from '../house/open-server.ts'
import {
  accountsOf,
  addNacha,
  addPlace,
  FINANCE_EMAIL,
  fileOf,
  giveAccount,
  openPayoutHouse,
  type PayoutHouse,
  signIn,
  tradeOf,
  untilRun,
} from './payout-house.ts'

const PLACES = 12
/** What the network is charged for each card that it sold. */
const FEE_MINOR = 10

let postgres: TestPostgres
let url = ''
let house: PayoutHouse
let other: RunningServer
let folder = ''
const places: LocationId[] = []
/** The same two people, signed in at the other server. */
let olga: AdminBrowser
let fanny: AdminBrowser
beforeAll(async () => {
  postgres = await startPostgres()
  url = await postgres.createDatabase()
  house = await openPayoutHouse(['--database-url', url])
  folder = mkdtempSync(path.join(os.tmpdir(), 'other-'))
  const keys = path.join(house.folder, 'keys.json')
  const settings = ['--data', folder, '--port', '0', '--database-url', url, '--key-file', keys]
  const reading = readConfig(settings, {})
  if (reading.kind !== 'config') throw new Error('the settings are no settings')
  other = await startServer(reading.config, { log: pino({ level: 'silent' }) })
  olga = await signIn(other.url, OPERATOR_EMAIL)
  fanny = await signIn(other.url, FINANCE_EMAIL)
  await addNacha(house)
  const fee = {
    ...{ id: 'sales', label: 'Sales', basisPoints: 0, fixedMinor: minor(FEE_MINOR), tax: null },
    ...{ minimumMinor: null, maximumMinor: null },
    kind: 'gateway',
    payer: 'network',
    basis: 'sale',
    collection: 'netted',
  } as const
  const agreed = { basedOn: 0, validFrom: null, reason: 'Agreed', password: PASSWORD }
  const terms = { ...NO_TERMS, fees: [fee] }
  done(await house.operator.call('change-terms', { currency: currency('USD'), terms, ...agreed }))
  for (let at = 0; at < PLACES; at++) {
    const locationId = await addPlace(house, `Shop ${at}`)
    places.push(locationId)
    await giveAccount(house, locationId, at)
  }
}, 120_000)
afterAll(async () => {
  await other?.close()
  await house?.close()
  await postgres?.end()
  rmSync(folder, { recursive: true, force: true })
})

/** What clerks do at both servers, each of which numbers its operations from a block of its own. */
async function tradeAtBoth(amountMinor: number): Promise<void> {
  const [here, there] = [tradeOf(house), tradeOf({ ...house, context: other.context })]
  const card = await here.sell(1_000_000)
  for (const [at, locationId] of places.entries())
    await (at % 2 === 0 ? there : here).redeem(locationId, card, amountMinor)
  // Last of all a number of the older block, after higher ones were written.
  for (const locationId of places) await here.redeem(locationId, card, 1)
}

const settling = async () => (await accountsOf(house))[`settling:${house.networkId}`] ?? 0

test('two servers make and approve one run at one moment: one of each, and every cent is paid once', async () => {
  let paid = 0
  for (let round = 1; round <= 3; round++) {
    await tradeAtBoth(1_000 * round)
    const made = await Promise.all(
      [house.operator, olga].map((browser) => browser.call('make-run', { cutOffMs: null })),
    )
    const [run] = made.filter(({ ok }) => ok).map(done)
    expect(made.filter(({ ok }) => ok)).toHaveLength(1)
    const runId = run?.runId ?? ''
    // What is sold meanwhile, on either server, belongs to the next run.
    const [approved] = await Promise.all([
      Promise.all(
        [house.finance, fanny].map((browser) =>
          browser.call('approve-run', { runId, password: PASSWORD }),
        ),
      ),
      tradeAtBoth(7),
    ])
    expect(approved.filter(({ ok }) => ok)).toHaveLength(1)
    const view = await untilRun(house.operator, runId, 'generated')
    const { payouts } = await house.context.database.read
      .selectFrom('payout')
      .where('run_id', '=', runId)
      .select(({ fn }) => fn.sum<number>('amount_minor').as('payouts'))
      .executeTakeFirstOrThrow()
    paid += Number(payouts)
    expect(await settling()).toBe(paid)
    const { fileId = '' } = view.files[0] ?? {}
    const files = await Promise.all([fileOf(house.operator, fileId), fileOf(olga, fileId)])
    expect(files[0]).toBe(files[1])
  }
  // The last run takes what is left: then nothing is owed, and all of it was paid.
  const last = done(await olga.call('make-run', { cutOffMs: null }))
  done(await house.finance.call('approve-run', { runId: last.runId, password: PASSWORD }))
  await untilRun(olga, last.runId, 'generated')
  const accounts = await accountsOf(house)
  expect(places.map((locationId) => accounts[`payable:${locationId}`])).toEqual(places.map(() => 0))
  const redeemed = PLACES * (1_000 + 2_000 + 3_000 + 3 * 7 + 6)
  expect(await settling()).toBe(redeemed)
  expect(accounts[`fee:${house.networkId}`]).toBe(6 * FEE_MINOR)
  expect(await proveDatabase(url)).toMatchObject({ ok: true })
}, 120_000)

test('two servers cancel and approve one draft at one moment: one of them does', async () => {
  for (let round = 0; round < 4; round++) {
    await tradeAtBoth(50)
    const before = await settling()
    const { runId } = done(await house.operator.call('make-run', { cutOffMs: null }))
    const [cancelled, approved] = await Promise.all([
      olga.call('cancel-run', { runId, reason: 'Too early' }),
      house.finance.call('approve-run', { runId, password: PASSWORD }),
    ])
    expect([cancelled.ok, approved.ok].filter(Boolean)).toHaveLength(1)
    const view = await untilRun(house.operator, runId, 'generated', 'cancelled')
    expect(view.state === 'cancelled').toBe(cancelled.ok)
    expect((await settling()) > before).toBe(approved.ok)
  }
}, 120_000)
