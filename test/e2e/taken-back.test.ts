import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROOT } from '../../commands/run.ts'
import { FREE_PORTS, type House, openHouse, type SampleCard } from '../../demo/house.ts'
import { readyNumber, readyText } from '../../demo/programs.ts'
import { freshStationUrl, openScreen, type ScreenClient } from '../../demo/screen-client.ts'
import type { ScreenState } from '../../src/contract/screen/state.ts'
import { readOperations } from '../faults/ledger-file.ts'
import { activationLinkOf } from './scene.ts'
import { print, type Slip } from './tills.ts'

let folder: string
let house: House
let screen: ScreenClient
let second: ScreenClient
let secondPort: number

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countermark-taken-back-'))
  house = await openHouse(folder, { ports: FREE_PORTS })
  screen = await openStation(house.stationUrl, 'Counter 1')
  const program = await house.openStation('second')
  second = await openStation(readyText(program, 'url'), 'Counter 2')
  secondPort = readyNumber(program, 'printerPort')
})
afterAll(async () => {
  screen?.close()
  second?.close()
  await house?.close()
  rmSync(folder, { recursive: true, force: true })
})

async function openStation(url: string, deviceName: string): Promise<ScreenClient> {
  const opened = await openScreen(url)
  await opened.ask('activate-device', { link: await activationLinkOf(house), deviceName })
  await opened.waitFor(isReady)
  return opened
}

const isReady = (state: ScreenState) =>
  state.activation === 'active' && state.server.status === 'ok'

function card(index: number): SampleCard {
  const found = house.cards[index]
  if (!found) throw new Error('the example has too few cards')
  return found
}

/** What the server says is on a card. */
async function balanceOf(index: number): Promise<unknown> {
  const { number, pin } = card(index)
  const reply = await house.api.ask('balance', { card: { number, pin } })
  return reply.ok ? reply.value['balanceMinor'] : reply
}

const ring = (slip: Slip, port = house.printerPort) => print(port, slip)
const isFor = (receiptNumber: string) => (row: { receiptNumber: string | null }) =>
  row.receiptNumber === receiptNumber

async function waitForPayment(receiptNumber: string, at = screen): Promise<string> {
  const state = await at.waitFor(({ waiting }) => waiting.some(isFor(receiptNumber)))
  return state.waiting.find(isFor(receiptNumber))?.paymentId ?? ''
}

/** Scans a card and presses SELECT; resolves with the outcome. */
async function select(
  paymentId: string,
  index: number,
  at = screen,
): Promise<ScreenState['outcome']> {
  const lastFour = await scan(index, at)
  await at.ask('select-payment', { paymentId, partial: 'deny', lastFour })
  const { outcome } = await at.waitFor(
    ({ outcome: { kind } }) => kind === 'approved' || kind === 'refused',
  )
  return outcome
}

async function scan(index: number, at = screen): Promise<string> {
  await at.ask('next-customer', {})
  const { number } = card(index)
  await at.ask('type-card', { text: number })
  const isKnown = ({ card: held }: ScreenState) =>
    held?.status === 'known' && held.lastFour === number.slice(-4)
  await at.waitFor(isKnown)
  return number.slice(-4)
}

/** Waits until a receipt that was taken back stands so. */
async function waitForStatus(receiptNumber: string, status: string, at = screen) {
  const isThere = ({ takenBack }: ScreenState) =>
    takenBack.reversals.some((one) => isFor(receiptNumber)(one) && one.status === status)
  const state = await at.waitFor(isThere)
  const found = state.takenBack.reversals.find(isFor(receiptNumber))
  if (!found) throw new Error('it is gone again')
  return found
}

/** A paper that ends what was printed before it: when it is on the list, all before it was read. */
async function waitUntilRead(receiptNumber: string): Promise<void> {
  await ring({ receiptNumber, amountText: '0.01' })
  const paymentId = await waitForPayment(receiptNumber)
  await screen.ask('dismiss-payment', { paymentId, reason: 'the end of a test' })
}

describe('what tills do after SELECT, and beside it', () => {
  test('void before SELECT: the payment leaves the list with its reason', async () => {
    const slip = { receiptNumber: 'V-100', amountText: '9.00' }
    await ring(slip)
    await waitForPayment('V-100')
    await ring({ ...slip, headings: ['*** VOID ***'] })
    await waitForStatus('V-100', 'withdrawn')
    expect(screen.state()?.waiting.filter(isFor('V-100'))).toEqual([])
    expect(await balanceOf(0)).toBe(4000)
  })

  test('void after SELECT: proposed, confirmed with one key, the money is back', async () => {
    const slip = { receiptNumber: 'V-101', amountText: '13.00' }
    await ring(slip)
    const outcome = await select(await waitForPayment('V-101'), 0)
    expect(outcome).toMatchObject({ kind: 'approved', appliedMinor: 1300 })
    expect(await balanceOf(0)).toBe(2700)
    await ring({ ...slip, headings: ['*** VOID ***'] })
    const proposed = await waitForStatus('V-101', 'proposed')
    expect(proposed).toMatchObject({ action: 'void', amountMinor: 1300 })
    expect(await balanceOf(0)).toBe(2700)
    await screen.ask('confirm-reversal', { reversalId: proposed.reversalId })
    await waitForStatus('V-101', 'given_back')
    expect(await balanceOf(0)).toBe(4000)
    expect(screen.state()?.waiting.filter(isFor('V-101'))).toEqual([])
    const [redeemed] = readOperations(house.serverDirectory, 'redeem')
    expect(redeemed).toMatchObject({ amountMinor: 1300, voided: true })
  })

  test('a reprint, on the same wire and marked as a copy: no second payment', async () => {
    const slip = { receiptNumber: 'R-200', amountText: '11.00', below: ['22.11.2026 09:14'] }
    await ring(slip)
    expect((await select(await waitForPayment('R-200'), 1)).kind).toBe('approved')
    await ring(slip)
    await ring({ ...slip, headings: ['***** DUPLICATE *****'] })
    await waitUntilRead('R-201')
    const { waiting, takenBack } = screen.state() ?? {}
    expect(waiting?.filter(isFor('R-200'))).toEqual([])
    expect(takenBack?.reversals.filter(isFor('R-200'))).toEqual([])
    expect(await balanceOf(1)).toBe(8900)
  })

  test('a training sale, and a void in training: nothing at all', async () => {
    const slip = { receiptNumber: 'T-300', amountText: '12.00' }
    await ring({ ...slip, headings: ['TRAINING MODE'] })
    await ring({ ...slip, headings: ['TRAINING MODE', '*** VOID ***'] })
    await waitUntilRead('T-301')
    const { waiting, takenBack } = screen.state() ?? {}
    expect(waiting?.filter(isFor('T-300'))).toEqual([])
    expect(takenBack?.reversals.filter(isFor('T-300'))).toEqual([])
  })

  test('two tills, one amount, one second: two payments told apart, each taken from its card', async () => {
    const one = { receiptNumber: 'E-400', amountText: '7.50', till: '1' }
    const other = { receiptNumber: 'E-400', amountText: '7.50', till: '2' }
    await Promise.all([ring(one), ring(other)])
    const both = ({ waiting }: ScreenState) => waiting.filter(isFor('E-400')).length === 2
    await screen.waitFor(both)
    const lastFour = await scan(3)
    const { waiting } = await screen.waitFor((state) => both(state) && state.card !== null)
    const twins = waiting.filter(isFor('E-400'))
    expect(twins.map(({ till }) => till).toSorted()).toEqual(['1', '2'])
    expect(twins.map(({ suggested }) => suggested)).toEqual([false, false])
    const [first, last] = twins.toSorted((a, b) => (a.till ?? '').localeCompare(b.till ?? ''))
    await screen.ask('select-payment', {
      ...{ paymentId: first?.paymentId ?? '', partial: 'deny', lastFour },
    })
    await screen.waitFor(({ outcome }) => outcome.kind === 'approved')
    expect((await select(last?.paymentId ?? '', 4)).kind).toBe('approved')
    expect([await balanceOf(3), await balanceOf(4)]).toEqual([6750, 1750])
    const taken = readOperations(house.serverDirectory, 'redeem').filter(
      ({ amountMinor }) => amountMinor === 750,
    )
    const tills = taken.map(({ payment }) => JSON.parse(payment ?? '{}').till)
    expect(tills).toEqual(['1', '2'])
  })

  test('one payment chosen at two stations at once: exactly one wins, the other is told', async () => {
    const slip = { receiptNumber: 'S-500', amountText: '14.00' }
    await Promise.all([ring(slip), ring(slip, secondPort)])
    const ids = [await waitForPayment('S-500'), await waitForPayment('S-500', second)]
    const before = [await balanceOf(1), await balanceOf(3)].map(Number)
    const outcomes = await Promise.all([
      select(ids[0] ?? '', 1, screen),
      select(ids[1] ?? '', 3, second),
    ])
    const kinds = outcomes.map(({ kind }) => kind)
    expect(kinds.toSorted()).toEqual(['approved', 'refused'])
    const refused = outcomes.find(({ kind }) => kind === 'refused')
    expect(refused).toMatchObject({ code: 'PAYMENT_ALREADY_TAKEN' })
    const after = [await balanceOf(1), await balanceOf(3)].map(Number)
    const taken = before.map((minor, index) => minor - (after[index] ?? 0))
    expect(taken).toEqual(kinds.map((kind) => (kind === 'approved' ? 1400 : 0)))
    for (const each of [screen, second]) {
      const left = each.state()?.waiting.filter(isFor('S-500')) ?? []
      expect(left.filter(({ reasons }) => !reasons.includes('taken-elsewhere'))).toEqual([])
    }
  })

  test('taken at one station: told live at the other, not selectable there, free again after undo', async () => {
    const slip = { receiptNumber: 'L-550', amountText: '5.00' }
    await Promise.all([ring(slip), ring(slip, secondPort)])
    const paymentId = await waitForPayment('L-550', second)
    await select(await waitForPayment('L-550'), 1)
    const reasons = ({ waiting }: ScreenState) => waiting.find(isFor('L-550'))?.reasons
    await second.waitFor((state) => reasons(state)?.includes('taken-elsewhere') === true)
    expect(await select(paymentId, 3, second)).toMatchObject({ code: 'PAYMENT_ALREADY_TAKEN' })
    const reference = screen.state()?.lastRedemption?.reference ?? ''
    await screen.ask('undo-last', { reference })
    await second.waitFor((state) => reasons(state)?.includes('taken-elsewhere') === false)
  })

  test('refund of a part the same day: a refund linked to the redemption', async () => {
    const slip = { receiptNumber: 'P-600', amountText: '10.00' }
    await ring(slip)
    await select(await waitForPayment('P-600'), 3)
    const before = Number(await balanceOf(3))
    await ring({ ...slip, amountText: '4.00', headings: ['REFUND OF RECEIPT P-600'] })
    const proposed = await waitForStatus('P-600', 'proposed')
    expect(proposed).toMatchObject({ action: 'refund', amountMinor: 400 })
    await screen.ask('confirm-reversal', { reversalId: proposed.reversalId })
    await waitForStatus('P-600', 'given_back')
    expect(await balanceOf(3)).toBe(before + 400)
  })

  test('the day’s end: settled at the station with a reason, and to be seen by the operator', async () => {
    const unknown = { receiptNumber: 'U-650', amountText: '3.00' }
    await ring({ receiptNumber: 'D-651', amountText: '2.00' })
    await waitForPayment('D-651')
    await ring({ ...unknown, headings: ['REFUND OF RECEIPT U-650'] })
    await waitForStatus('U-650', 'not_found')
    const listed = await screen.ask('list-day-end', {})
    const lines = listed.ok ? listed.value.lines : []
    for (const [receiptNumber, reason] of [
      ['D-651', 'paid_otherwise'],
      ['U-650', 'not_ours'],
    ] as const) {
      const { subject, id } = lines.find(isFor(receiptNumber)) ?? { subject: 'payment', id: '-' }
      const reply = await screen.ask('settle-exception', { subject, id, reason, note: '' })
      expect(reply).toEqual({ ok: true, value: {} })
    }
    const told = async () => {
      const { exceptions } = await house.admin.call('list-exceptions', { state: 'settled' })
      const ours = exceptions.filter(({ receiptNumber }) => /^[DU]-65/.test(receiptNumber ?? ''))
      return ours.map(({ receiptNumber, reason }) => `${receiptNumber} ${reason}`).toSorted()
    }
    await expect.poll(told, { timeout: 20_000 }).toEqual(['D-651 paid_otherwise', 'U-650 not_ours'])
  })

  // Last, because it leaves the house in tomorrow.
  test('refund the next day, after the station was off: linked, capped, from the same card', async () => {
    const slip = { receiptNumber: 'D-700', amountText: '6.00' }
    await ring(slip)
    await select(await waitForPayment('D-700'), 0)
    const before = Number(await balanceOf(0))
    await moveToTomorrow()
    await ring({ ...slip, headings: ['REFUND OF RECEIPT D-700'] })
    const proposed = await waitForStatus('D-700', 'proposed')
    expect(proposed).toMatchObject({ action: 'refund', amountMinor: 600 })
    await screen.ask('confirm-reversal', { reversalId: proposed.reversalId })
    await waitForStatus('D-700', 'given_back')
    expect(await balanceOf(0)).toBe(before + 600)
    const refunds = readOperations(house.serverDirectory, 'refund')
    expect(refunds.map(({ amountMinor }) => amountMinor)).toEqual([400, 600])
    await ring({ ...slip, headings: ['REFUND OF RECEIPT D-700', 'SECOND SLIP'] })
    await waitForStatus('D-700', 'not_found')
    expect(await balanceOf(0)).toBe(before + 600)
  })
})

/** The server and the station end, and start again with clocks that are 26 hours ahead. */
async function moveToTomorrow(): Promise<void> {
  screen.close()
  const clock = pathToFileURL(join(ROOT, 'test/e2e/moved-clock.ts')).href
  process.env['COUNTERMARK_TEST_CLOCK_AHEAD_MS'] = String(26 * 3_600_000)
  process.env['NODE_OPTIONS'] = `--import=${clock}`
  try {
    await house.restartServer('stop')
    await house.restartStation()
  } finally {
    delete process.env['NODE_OPTIONS']
    delete process.env['COUNTERMARK_TEST_CLOCK_AHEAD_MS']
  }
  screen = await openScreen(freshStationUrl(house.stationDirectory))
  const state = await screen.waitFor(isReady)
  expect(state.nowMs - Date.now()).toBeGreaterThan(25 * 3_600_000)
}
