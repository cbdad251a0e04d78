import { expect, test } from 'vitest'
import type { SettlingRequest } from '../../../../server/ledger/request.ts'
import { noteIn } from '../../../../server/ledger/stored-answer.ts'
import { type Books, readBooks } from '../../../../server/storage/index.ts'
import type { LocationId, NetworkId } from '../../../../src/contract/ids.ts'
import { currency } from '../../../../src/contract/money.ts'
import { SETTLING_KINDS } from '../../../../src/contract/operations.ts'
import { newId } from '../../ledger/names.ts'
import { addLocation, cardWith, refusalOf, run, type TestNetwork } from '../../ledger/network.ts'
import { redeem, refund, voidOf, voidRequest } from '../../ledger/requests.ts'
import { PAYER, settle } from '../../ledger/settling.ts'
import type { Engine } from '../engines.ts'
import { onLedger } from '../on-ledger.ts'

let network: TestNetwork

/** What is paid to locations, and all that happens on the way. */
export function describeSettling(engine: Engine): void {
  onLedger(
    engine,
    (opened) => {
      network = opened
    },
    () => {
      movements()
      refusals()
      onceOnly()
      together()
    },
  )
}

type Places = Pick<
  Books,
  'payableMinor' | 'settlingMinor' | 'bankMinor' | 'feeMinor' | 'chargesMinor'
> & { readonly payableAdjustedMinor: number }

async function booksNow(): Promise<Places> {
  const { books } = await readBooks(network.database)
  const euros = books.find((book) => book.currency === 'EUR')
  const { payableMinor, settlingMinor, bankMinor, feeMinor, chargesMinor } = euros ?? NONE
  const { payableAdjustedMinor } = euros ?? NONE
  return { payableMinor, settlingMinor, bankMinor, feeMinor, chargesMinor, payableAdjustedMinor }
}

const NONE = {
  ...{ payableMinor: 0, settlingMinor: 0, bankMinor: 0, feeMinor: 0, chargesMinor: 0 },
  payableAdjustedMinor: 0,
} as Places

/** What each kind does with 700 to the places of the books; those not named stay. */
const MOVES: Readonly<Record<SettlingRequest['kind'], Partial<Record<keyof Places, number>>>> = {
  fee: { payableMinor: -700, feeMinor: 700 },
  fee_reversal: { payableMinor: 700, feeMinor: -700 },
  network_fee: { chargesMinor: 700, feeMinor: 700 },
  payout: { payableMinor: -700, settlingMinor: 700 },
  payout_return: { payableMinor: 700, settlingMinor: -700 },
  payout_confirm: { settlingMinor: -700, bankMinor: 700 },
  late_return: { payableMinor: 700, bankMinor: -700 },
  collect: { payableMinor: 700, settlingMinor: -700 },
  collect_return: { payableMinor: -700, settlingMinor: 700 },
  collect_confirm: { settlingMinor: 700, bankMinor: -700 },
  late_collect_return: { payableMinor: -700, bankMinor: 700 },
  payable_adjust: { payableMinor: 700, payableAdjustedMinor: 700 },
  test_transfer: { chargesMinor: 700, settlingMinor: 700 },
  test_return: { chargesMinor: -700, settlingMinor: -700 },
  late_test_return: { chargesMinor: -700, bankMinor: -700 },
}

function movements(): void {
  test.each(SETTLING_KINDS)(
    '%s: moves value between its two accounts, and no other',
    async (kind) => {
      const before = await booksNow()
      const request = settle(network, kind, 700)
      const answer = await run(network, request)
      expect(answer).toMatchObject({
        ...{ kind, requestedMinor: 700, appliedMinor: 700, currency: 'EUR', applied: true },
        ...{ cardState: null, balanceMinor: null, cardLastFour: null, originalOperationId: null },
      })
      const expected = { ...before }
      for (const [place, change] of Object.entries(MOVES[kind]))
        expected[place as keyof Places] = (before[place as keyof Places] + change) as never
      expect(await booksNow()).toEqual(expected)
      const row = await rowOf(request)
      expect(row).toMatchObject({ card_id: null, amount_minor: 700, line: 0, kind })
      expect(row.location_id).toBe(request.locationId)
      expect(noteIn(row.answer)).toMatchObject({ reference: 'payout-1' })
    },
  )

  test('a correction below zero takes from the location, with its reason', async () => {
    const before = await booksNow()
    const request = settle(network, 'payable_adjust', -250, { reason: 'Paid twice by cash' })
    expect(await run(network, request)).toMatchObject({ requestedMinor: -250, appliedMinor: 250 })
    const after = await booksNow()
    expect(after.payableMinor).toBe(before.payableMinor - 250)
    expect(after.payableAdjustedMinor).toBe(before.payableAdjustedMinor - 250)
    expect(noteIn((await rowOf(request)).answer)).toEqual({
      ...{ reference: 'payout-1', reason: 'Paid twice by cash' },
    })
  })

  test('a payout above the largest amount of a card, to a location that is closed: done', async () => {
    const locationId = newId<LocationId>()
    await addLocation(network.database, network.networkId, locationId, { state: 'closed' })
    const request = settle(network, 'payout', 999_999_999_999, { locationId })
    expect(await run(network, request)).toMatchObject({ appliedMinor: 999_999_999_999 })
    await run(network, settle(network, 'payout_return', 999_999_999_999, { locationId }))
  })
}

function rowOf({ requestId }: SettlingRequest) {
  return network.database.read
    .selectFrom('journal')
    .selectAll()
    .where('request_id', '=', requestId)
    .executeTakeFirstOrThrow()
}

async function refused(request: SettlingRequest): Promise<string> {
  const before = await booksNow()
  const code = refusalOf(await network.database.ledger.execute(request))
  expect(await booksNow()).toEqual(before)
  expect((await rowOf(request)).amount_minor).toBeNull()
  return code
}

function refusals(): void {
  test('an amount that no payout has: refused', async () => {
    for (const [kind, amount] of [
      ...[['fee', 0] as const, ['fee', -1] as const, ['payout', 1_000_000_000_000] as const],
      ...[['payable_adjust', 0] as const, ['payable_adjust', -1_000_000_000_000] as const],
    ])
      expect(await refused(settle(network, kind, amount)), `${kind} ${amount}`).toBe(
        'AMOUNT_INVALID',
      )
  })

  test('a location too many, too few, of nobody or of another network: refused', async () => {
    const nobody = newId<LocationId>()
    const { here } = network
    for (const request of [
      settle(network, 'payout', 5, { locationId: null }),
      settle(network, 'payout_confirm', 5, { locationId: here }),
      settle(network, 'fee', 5, { locationId: nobody }),
      settle(network, 'fee', 5, { networkId: newId<NetworkId>() }),
    ])
      expect(await refused(request)).toBe('OPERATION_NOT_ALLOWED')
  })

  test('other money than the location is paid in, and a correction without a reason: refused', async () => {
    const dollars = settle(network, 'payout', 5, { currency: currency('USD') })
    expect(await refused(dollars)).toBe('CURRENCY_MISMATCH')
    const silent = settle(network, 'payable_adjust', 5, { reason: null })
    expect(await refused(silent)).toBe('OPERATION_NOT_ALLOWED')
  })

  test('a void or refund of a payout: it is nothing that those undo', async () => {
    const request = settle(network, 'payout', 40)
    const { operationId } = await run(network, request)
    const { ledger } = network.database
    const own = voidRequest(PAYER, request.requestId)
    expect(refusalOf(await ledger.execute(own))).toBe('ORIGINAL_NOT_REVERSIBLE')
    const byStation = voidOf(network.station, { by: 'operation', operationId })
    expect(refusalOf(await ledger.execute(byStation))).toBe('ORIGINAL_NOT_FOUND')
    const goods = refund(network.station, { by: 'operation', operationId }, 5)
    expect(refusalOf(await ledger.execute(goods))).toBe('ORIGINAL_NOT_FOUND')
  })
}

function onceOnly(): void {
  test('the same payout again: the first answer, and nothing is paid twice', async () => {
    const request = settle(network, 'payout', 60)
    const first = await run(network, request)
    const before = await booksNow()
    expect(await run(network, request)).toEqual({ ...first, replayed: true })
    await network.reopen()
    expect(await run(network, request)).toEqual({ ...first, replayed: true })
    expect(await booksNow()).toEqual(before)
  })

  test('another payout under its id: refused', async () => {
    const request = settle(network, 'payout', 60)
    await run(network, request)
    const { requestId } = request
    const other = settle(network, 'payout', 61, { requestId })
    expect(refusalOf(await network.database.ledger.execute(other))).toBe('REQUEST_ID_REUSED')
  })
}

function together(): void {
  test('1,000 fees and payouts of one location at once: few commits, each done once', async () => {
    const card = await cardWith(network, 50_000)
    const before = await booksNow()
    let [groups, operations] = [0, 0]
    const stop = network.database.watch((group) => {
      groups += 1
      operations += group.operations
    })
    const requests = Array.from({ length: 1000 }, (_, index) =>
      settle(network, index % 2 === 0 ? 'fee' : 'payout', 3),
    )
    const redeemed = redeem(network.station, card, 4000)
    await Promise.all([...requests, redeemed].map((request) => run(network, request)))
    stop()
    expect(operations).toBe(1001)
    // Each waits for the disk with many others, and not for them.
    expect(groups).toBeLessThan(200)
    const after = await booksNow()
    expect(after.payableMinor).toBe(before.payableMinor + 4000 - 3000)
    expect(after.feeMinor).toBe(before.feeMinor + 1500)
    expect(after.settlingMinor).toBe(before.settlingMinor + 1500)
  })
}
