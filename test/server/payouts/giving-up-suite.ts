import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deliver } from '../../../server/bank-delivery/index.ts'
import { letArrive } from '../../../server/payouts/arriving.ts'
import { makeFile, recordOutcome } from '../../../server/payouts/index.ts'
import { deliverNext, findFile } from '../../../server/payouts/sending.ts'
import type { RunView } from '../../../src/contract/admin/payout-views.ts'
import type { LocationId } from '../../../src/contract/ids.ts'
import { readSent } from '../bank-outcomes/bank-answers.ts'
import { codeOf, done, OPERATOR_EMAIL, PASSWORD } from '../house/open-server.ts'
import { eventually } from '../storage/postgres/eventually.ts'
import {
  accountsOf,
  addNacha,
  addPlace,
  FINANCE_EMAIL,
  fileOf,
  giveAccount,
  NACHA,
  openPayoutHouse,
  outcome,
  type PayoutHouse,
  runAndApprove,
  signIn,
  tradeOf,
  untilRun,
  usAccount,
} from './payout-house.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const NO_SECRETS = { password: '', privateKey: '', access: '', second: '' }

/** A file that pays nobody, the same on every engine. */
export function tellGivingUp(
  settingsOf: () => Promise<readonly string[]>,
  prove: (house: PayoutHouse) => Promise<void>,
): void {
  let house: PayoutHouse
  let trade: ReturnType<typeof tradeOf>
  let card: Awaited<ReturnType<typeof trade.sell>>
  let profileId = ''
  const shops: LocationId[] = []
  beforeAll(async () => {
    house = await openPayoutHouse(await settingsOf())
    profileId = await addNacha(house)
    for (const [at, name] of ['Main Street Bakery', 'Quiet Cafe', 'River Books'].entries()) {
      const place = await addPlace(house, name)
      await giveAccount(house, place, at + 1)
      shops.push(place)
    }
    trade = tradeOf(house)
    card = await trade.sell(10_000_000)
  }, 60_000)
  afterAll(() => house.close())

  const trades = async (amountMinor: number) => {
    for (const shop of shops) await trade.redeem(shop, card, amountMinor)
  }
  const fileIn = (run: RunView) => {
    const [file] = run.files
    if (file === undefined) throw new Error('the run has no file')
    return file
  }
  const giveUp = (fileId: string, password = PASSWORD) =>
    house.operator.call('give-up-file', { fileId, reason: 'Refused whole, says Ann', password })
  const stands = async () => {
    const accounts = await accountsOf(house)
    return {
      owed: shops.map((shop) => accounts[`payable:${shop}`] ?? 0),
      onWay: accounts[`settling:${house.networkId}`] ?? 0,
      arrived: accounts[`bank:${house.networkId}`] ?? 0,
    }
  }
  const payoutsOf = (runId: string) =>
    house.context.database.read
      .selectFrom('payout')
      .where('run_id', '=', runId)
      .orderBy('sequence')
      .selectAll()
      .execute()
  const signInAgain = async () => {
    house = {
      ...house,
      operator: await signIn(house.url, OPERATOR_EMAIL),
      finance: await signIn(house.url, FINANCE_EMAIL),
    }
  }

  test('a file at the bank that was refused whole: all is owed again, and the next run pays it once', async () => {
    await trades(1_000)
    const run = await runAndApprove(house)
    const { fileId } = fileIn(run)
    done(await house.operator.call('mark-file-sent', { fileId }))
    expect(await stands()).toEqual({ owed: [0, 0, 0], onWay: 3_000, arrived: 0 })
    expect(codeOf(await giveUp(fileId, 'another password'))).toBe('SIGN_IN_FAILED')
    done(await giveUp(fileId))
    expect(codeOf(await giveUp(fileId))).toBe('STATE_CONFLICT')
    const settled = await untilRun(house.operator, run.runId, 'settled')
    expect(await stands()).toEqual({ owed: [1_000, 1_000, 1_000], onWay: 0, arrived: 0 })
    expect(fileIn(settled).givenUp).toMatchObject({ reason: 'Refused whole, says Ann' })

    const next = await runAndApprove(house)
    expect(next.totals[0]).toMatchObject({ payouts: 3, payoutMinor: 3_000 })
    const again = await payoutsOf(next.runId)
    const before = await payoutsOf(run.runId)
    expect(before.map(({ replaced_by }) => replaced_by).sort()).toEqual(
      again.map(({ reference }) => reference).sort(),
    )
    expect(await stands()).toEqual({ owed: [0, 0, 0], onWay: 3_000, arrived: 0 })
    const entries = readSent(await fileOf(house.operator, fileIn(next).fileId))
    expect(entries).toHaveLength(3)
  })

  test('a file that was counted as arrived: what the bank was thought to have paid is owed again', async () => {
    await trades(500)
    const run = await runAndApprove(house)
    const { fileId } = fileIn(run)
    done(await house.operator.call('mark-file-sent', { fileId }))
    const before = await stands()
    house.advance(14 * DAY_MS)
    while (await letArrive(house.context));
    await signInAgain()
    await untilRun(house.operator, run.runId, 'settled')
    expect((await stands()).onWay).toBeLessThan(before.onWay)
    const { arrived } = await stands()
    done(await giveUp(fileId))
    await eventually(async () => (await stands()).owed.every((owed) => owed === 500))
    expect((await stands()).arrived).toBe(arrived - 1_500)
  })

  test('some of it was paid, says the bank: it was not refused whole', async () => {
    const run = await runAndApprove(house)
    const { fileId } = fileIn(run)
    done(await house.operator.call('mark-file-sent', { fileId }))
    const [one] = await payoutsOf(run.runId)
    const reference = one?.reference ?? ''
    done(await recordOutcome(house.context, { reference }, outcome('paid', { code: '' })))
    const before = await stands()
    const refused = await giveUp(fileId)
    expect(codeOf(refused)).toBe('STATE_CONFLICT')
    expect(await stands()).toEqual(before)
    expect(
      fileIn(done(await house.operator.call('read-run', { runId: run.runId }))).givenUp,
    ).toBeNull()
  })

  test('killed in the midst: whoever goes on owes each of them once', async () => {
    await trades(200)
    const run = await runAndApprove(house)
    const { fileId } = fileIn(run)
    done(await house.operator.call('mark-file-sent', { fileId }))
    const before = await stands()
    const [one] = await payoutsOf(run.runId)
    const reference = one?.reference ?? ''
    // What a server leaves that was killed after the first of the payouts, before the ledger heard of it.
    const { database, nowMs } = house.context
    const back = database.read
      .updateTable('payout')
      .set({ state: 'returned', owed: 'payout_return', ended_at_ms: nowMs() })
      .where('reference', '=', reference)
      .compile()
    const notice = { reference, notice_key: `given-up:${fileId}`, kind: 'refused' }
    const said = database.read
      .insertInto('payout_notice')
      .values({ ...notice, code: 'GIVEN-UP', words: 'Refused', at_ms: nowMs() })
      .compile()
    const word = database.read
      .insertInto('payout_file_given_up')
      .values({
        ...{ file_id: fileId, reason: 'Refused', given_up_by: 'staff:one' },
        ...{ given_up_at_ms: nowMs(), is_done: 0 },
      })
      .compile()
    const left = [back, said, word].map((query) => ({ query, changes: 1 }))
    expect(await database.write(left)).toBe(true)
    // The next look of the server, which another run calls for.
    await trade.redeem(shops[0] as LocationId, card, 50)
    await runAndApprove(house)
    await untilRun(house.operator, run.runId, 'settled')
    const after = await stands()
    expect(before.onWay - after.onWay + 50).toBe(600)
    const states = (await payoutsOf(run.runId)).map(({ state, owed }) => ({ state, owed }))
    expect(states).toEqual(Array(3).fill({ state: 'returned', owed: null }))
  })

  test('a file that waits for its destination is brought nowhere any more, by nobody', async () => {
    const home = path.join(house.folder, 'deliveries', house.networkId)
    const outside = fs.mkdtempSync(path.join(house.folder, 'outside-'))
    fs.mkdirSync(home, { recursive: true })
    fs.symlinkSync(outside, path.join(home, 'bank'))
    const { deliveryId } = done(
      await house.operator.call('add-bank-delivery', {
        ...{ name: 'Folder', secrets: NO_SECRETS, settings: { kind: 'folder', folder: 'bank' } },
      }),
    )
    const bringTo = (place: string | null) =>
      house.operator.call('change-bank-profile', {
        ...{ profileId, name: 'Dollars', settings: NACHA, deliveryId: place },
        ...{ timeZone: 'America/New_York', password: PASSWORD },
        calendar: 'us-fed',
      })
    done(await bringTo(deliveryId))
    await trades(300)
    const run = await runAndApprove(house)
    const { fileId } = fileIn(run)
    await eventually(async () => {
      const view = done(await house.operator.call('read-run', { runId: run.runId }))
      return fileIn(view).problem !== null
    })
    const row = await findFile(house.context, house.networkId, fileId)
    if (row === undefined) throw new Error('the file is gone')
    const { database } = house.context
    const record = (state: 'naming' | 'begun') =>
      database.read
        .updateTable('bank_delivery_file')
        .set({ state })
        .where('file_name', '=', row.name)
        .compile()
    // It may have got its name there: only that place knows.
    expect(await database.write([{ query: record('naming'), changes: 1 }])).toBe(true)
    expect(codeOf(await giveUp(fileId))).toBe('STATE_CONFLICT')
    expect(await database.write([{ query: record('begun'), changes: 1 }])).toBe(true)
    const before = await stands()
    done(await giveUp(fileId))
    await untilRun(house.operator, run.runId, 'settled')
    expect(before.onWay - (await stands()).onWay).toBe(run.totals[0]?.payoutMinor)

    fs.rmSync(path.join(home, 'bank'))
    fs.mkdirSync(path.join(home, 'bank'))
    house.advance(DAY_MS)
    await signInAgain()
    expect(await deliverNext(house.context)).toBe(false)
    // A server that stood still with the file in its hands, and goes on now.
    const made = await makeFile(house.context, row)
    await deliver(house.context, deliveryId, { fileName: row.name, ...made })
    expect(fs.readdirSync(path.join(home, 'bank'))).toEqual([])
    const { files } = done(await house.operator.call('list-delivered-files', {}))
    expect(files[0]).toMatchObject({ fileName: row.name, state: 'stopped', problem: null })
    done(await bringTo(null))
  })

  test('a prenote that went with it proves nothing, and another goes with the next file', async () => {
    const place = await addPlace(house, 'New Here')
    const entered = await house.operator.call('enter-bank-account', {
      ...{ locationId: place, details: usAccount(77), again: usAccount(77) },
      ...{ payeeName: 'New Here Inc', contactEmail: 'owner@shop.example' },
      ...{ verification: 'prenote', mandate: null, password: PASSWORD },
    })
    const { accountId } = done(entered)
    const agreed = { accountId, password: PASSWORD }
    done(await house.finance.call('approve-bank-account', agreed))
    await trades(100)
    const run = await runAndApprove(house)
    const prenotes = async (runId: string) =>
      (await payoutsOf(runId)).filter(({ purpose }) => purpose === 'prenote')
    expect(await prenotes(run.runId)).toHaveLength(1)
    const { fileId } = fileIn(run)
    done(await house.operator.call('mark-file-sent', { fileId }))
    done(await giveUp(fileId))
    await untilRun(house.operator, run.runId, 'settled')
    house.advance(30 * DAY_MS)
    await signInAgain()
    await trade.redeem(place, card, 4_000)
    const next = await runAndApprove(house)
    expect(await prenotes(next.runId)).toHaveLength(1)
    const line = { runId: next.runId, locationId: place }
    expect(done(await house.operator.call('read-run-line', line)).line).toMatchObject({
      ...{ payoutMinor: 0, carriedMinor: 4_000, why: 'unverified' },
    })
  })

  test('the ledger and its records prove themselves', async () => {
    await prove(house)
  })
}
