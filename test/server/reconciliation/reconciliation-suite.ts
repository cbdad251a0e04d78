import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lookForDifferences } from '../../../server/reconciliation/index.ts'
import { dayAt } from '../../../server/settlement/index.ts'
import type { LocationId } from '../../../src/contract/ids.ts'
import { codeOf, done, OPERATOR_EMAIL, PASSWORD } from '../house/open-server.ts'
import { caller, newId } from '../ledger/names.ts'
import { insert } from '../ledger/network.ts'
import { redeem, voidOf } from '../ledger/requests.ts'
import {
  addNacha,
  addPlace,
  giveAccount,
  openPayoutHouse,
  type PayoutHouse,
  runAndApprove,
  tradeOf,
} from '../payouts/payout-house.ts'

const ZONE = 'America/New_York'
const DAY_MS = 86_400_000

/** Till, ledger and bank against each other, the same on every engine. */
export function describeReconciliation(
  settingsOf: () => Promise<readonly string[]>,
  end: () => Promise<void> | undefined,
): void {
  let house: PayoutHouse
  let [bakery, books]: LocationId[] = []
  let today = ''
  beforeAll(async () => {
    house = await openPayoutHouse(await settingsOf())
    await addNacha(house)
    bakery = await addPlace(house, 'Main Street Bakery')
    books = await addPlace(house, 'River Books')
    await giveAccount(house, bakery, 1)
    today = dayAt(house.context.nowMs(), ZONE)
  }, 60_000)
  afterAll(async () => {
    await house?.close()
    await end()
  })

  /** A redemption with the till payment that was selected for it, if any. */
  async function take(at: LocationId | undefined, asked: number, paid: number | null) {
    if (at === undefined) throw new Error('no such place')
    const card = await tradeOf(house).sell(10_000)
    const payment = { till: '2', receiptNumber: `R-${asked}`, amountMinor: paid }
    const request = redeem(caller(`device:${at}`, at), card, asked, {
      currency: house.currency,
      payment:
        paid === null ? null : { key: `payment-${asked}-${paid}`, json: JSON.stringify(payment) },
    })
    return done((await house.context.database.ledger.execute(request)).reply)
  }

  const daysOf = async (more: { locationId?: LocationId } = {}) => {
    const wish = { from: today, to: today, ...more }
    return done(await house.operator.call('reconcile-days', wish)).days
  }
  const inbox = async (kind: 'payment_differs' | 'payout_unconfirmed' | 'bank_answer') =>
    done(await house.operator.call('list-exceptions', { kind })).exceptions
  const look = async () => {
    while (await lookForDifferences(house.context));
  }

  describe('reconciliation', () => {
    test('payments and redemptions that say the same: the day agrees', async () => {
      await take(bakery, 1_250, 1_250)
      await take(bakery, 300, 300)
      await take(bakery, 99, null)
      const wrong = await take(bakery, 777, 777)
      const undo = voidOf(caller(`device:${bakery}`, bakery ?? null), {
        by: 'operation',
        operationId: wrong.operationId,
      })
      done((await house.context.database.ledger.execute(undo)).reply)
      await look()
      expect(await daysOf()).toMatchObject([
        {
          ...{ locationName: 'Main Street Bakery', day: today, heardCount: 2, heardMinor: 1_550 },
          ...{ redeemedCount: 3, redeemedMinor: 1_649, withoutPaymentMinor: 99 },
          ...{ openExceptions: 0, isAgreed: true },
        },
      ])
    })

    test('a payment of another amount: found once, the day does not agree until it is settled', async () => {
      const taken = await take(books, 500, 550)
      await look()
      await look()
      const [found, ...others] = await inbox('payment_differs')
      expect(others).toEqual([])
      expect(found).toMatchObject({
        ...{ state: 'open', reference: taken.operationId, amountMinor: 550, till: '2' },
        ...{ locationName: 'River Books', deviceCode: null, receiptNumber: 'R-500' },
      })
      const exceptionId = found?.exceptionId ?? ''
      expect(await daysOf({ locationId: books as LocationId })).toMatchObject([
        { heardMinor: 550, redeemedMinor: 500, openExceptions: 1, isAgreed: false },
      ])
      const taking = { exceptionId, state: 'taken', note: null } as const
      expect(done(await house.finance.call('decide-exception', taking))).toMatchObject({
        ...{ state: 'taken', ownerName: 'Person finance' },
      })
      const note = 'The clerk typed it by hand.'
      const settling = { exceptionId, state: 'settled', note } as const
      const settled = done(await house.finance.call('decide-exception', settling))
      expect(settled).toMatchObject({ state: 'settled', ownerNote: note })
      expect(await inbox('payment_differs')).toMatchObject([{ state: 'settled' }])
      expect(await daysOf({ locationId: books as LocationId })).toMatchObject([
        { openExceptions: 0, isAgreed: false },
      ])
      const listed = { state: 'open', kind: 'payment_differs' } as const
      const { exceptions } = done(await house.operator.call('list-exceptions', listed))
      expect(exceptions).toEqual([])
    })

    test('a payout stands with its day; an answer to see to is in the inbox until it is seen to', async () => {
      const run = await runAndApprove(house)
      const [file] = run.files
      const valueOn = file?.valueOn ?? ''
      const wish = { from: valueOn, to: valueOn }
      expect(done(await house.operator.call('reconcile-days', wish)).days).toMatchObject([
        { locationName: 'Main Street Bakery', waitingMinor: 1_649, paidMinor: 0 },
      ])
      const { context, networkId } = house
      const at = { network_id: networkId, taken_at_ms: context.nowMs(), taken_by: 'system' }
      await insert(context.database, 'bank_answer_file', {
        ...{ id: 'file-1', sha256: Buffer.alloc(32), name: 'back.txt', format: 'nacha', ...at },
        ...{ answers: 1, repeated: 0 },
      })
      await insert(context.database, 'bank_answer', {
        ...{ id: 'answer-1', network_id: networkId, file_id: 'file-1', notice_key: 'k', line: 3 },
        ...{ kind: 'returned', code: 'R99', words: 'Unheard of', trace: null, reference: null },
        ...{ amount_minor: 4_200, currency: 'USD', change_sealed: null, state: 'open' },
        ...{ location_id: null, payout_id: null, account_id: null, matched: null, deeds: '[]' },
        ...{ owner: null, note: null, changed_at_ms: context.nowMs() },
      })
      await look()
      expect(await inbox('bank_answer')).toMatchObject([
        { state: 'open', locationName: null, amountMinor: 4_200, note: 'R99 Unheard of' },
      ])
      const { read } = context.database
      const seenTo = read.updateTable('bank_answer').set({ state: 'settled' })
      await context.database.write([{ query: seenTo.compile(), changes: 1 }])
      await look()
      expect(await inbox('bank_answer')).toMatchObject([{ state: 'settled', reason: 'came_right' }])
    })

    test('a payout that its bank should have confirmed: found, and settled when it is', async () => {
      const { context } = house
      const { read } = context.database
      const sepa = read.updateTable('bank_profile').set({ rail: 'sepa' })
      const sent = read.updateTable('payout').set({ state: 'sent' })
      await context.database.write([{ query: sepa.compile() }, { query: sent.compile() }])
      const profile = await read.selectFrom('bank_profile').selectAll().executeTakeFirstOrThrow()
      const payout = await read.selectFrom('payout').selectAll().executeTakeFirstOrThrow()
      const forte = { id: newId(), number: 2, name: 'By calls', rail: 'forte' } as const
      await insert(context.database, 'bank_profile', { ...profile, ...forte })
      await insert(context.database, 'payout', {
        ...{ ...payout, profile_id: forte.id, reference: 'P002000000001', state: 'sent' },
      })
      await look()
      expect(await inbox('payout_unconfirmed')).toEqual([])
      house.advance(20 * DAY_MS)
      await look()
      const open = { state: 'open', locationName: 'Main Street Bakery', amountMinor: 1_649 }
      expect(await inboxLater('payout_unconfirmed')).toMatchObject([open, open])
      const confirmed = read.updateTable('payout').set({ state: 'confirmed' })
      await context.database.write([{ query: confirmed.compile() }])
      await look()
      const settled = { state: 'settled' }
      expect(await inbox('payout_unconfirmed')).toMatchObject([settled, settled])
    })

    test('days turned round, too many of them, an exception of nobody: refused', async () => {
      const call = (from: string, to: string) => house.operator.call('reconcile-days', { from, to })
      expect(codeOf(await call('2026-02-02', '2026-02-01'))).toBe('REQUEST_MALFORMED')
      expect(codeOf(await call('2026-01-01', '2026-12-31'))).toBe('REQUEST_MALFORMED')
      const exceptionId = '01890000-0000-7000-8000-0000000000ff'
      const deciding = { exceptionId, state: 'taken', note: null } as const
      expect(codeOf(await house.operator.call('decide-exception', deciding))).toBe('NOT_FOUND')
    })
  })

  /** The sessions of before are over by now. */
  async function inboxLater(kind: 'payout_unconfirmed') {
    done(await house.operator.call('sign-in', { email: OPERATOR_EMAIL, password: PASSWORD }))
    return inbox(kind)
  }
}
