import { describe, expect, test } from 'vitest'
import { minor } from '../../../../src/contract/money.ts'
import type { OperationAnswer } from '../../../../src/contract/operations.ts'
import { caller } from '../../ledger/names.ts'
import { cardWith, run, runRefused, type TestNetwork } from '../../ledger/network.ts'
import { nextRequestId, redeem, voidOf, voidRequest } from '../../ledger/requests.ts'
import type { Engine } from '../engines.ts'
import { balanceOf } from '../figures.ts'
import { onLedger } from '../on-ledger.ts'

let network: TestNetwork

/** Till payments and tombstones: what may be done once. */
export function describeOnce(engine: Engine): void {
  onLedger(
    engine,
    (opened) => {
      network = opened
    },
    () => {
      describe('till payments', tillPayments)
      describe('tombstones', tombstones)
    },
  )
}

function tillPayments(): void {
  const payment = (key: string) => ({ key, json: '{"till":"1"}' })

  test('one payment is taken once at a location, whichever station asks', async () => {
    const [card, other] = [await cardWith(network, 5000), await cardWith(network, 5000)]
    await run(network, redeem(network.station, card, 1000, { payment: payment('P-1') }))
    const second = caller('device:two', network.here)
    expect(
      await runRefused(network, redeem(second, other, 1000, { payment: payment('P-1') })),
    ).toBe('PAYMENT_ALREADY_TAKEN')
    const elsewhere = caller('device:three', network.there)
    const there = redeem(elsewhere, other, 1000, { payment: payment('P-1') })
    expect(await run(network, there)).toMatchObject({ balanceMinor: 4000 })
  })

  test('of two stations at once one is served and one refused', async () => {
    const [card, other] = [await cardWith(network, 5000), await cardWith(network, 5000)]
    const replies = await Promise.all(
      [
        redeem(network.station, card, 1000, { payment: payment('P-2') }),
        redeem(caller('device:two', network.here), other, 1000, { payment: payment('P-2') }),
      ].map((request) => network.database.ledger.execute(request)),
    )
    expect(replies.map(({ reply }) => reply.ok)).toEqual([true, false])
  })

  test('a void gives the payment free', async () => {
    const card = await cardWith(network, 5000)
    const first = redeem(network.station, card, 1000, { payment: payment('P-3') })
    await run(network, first)
    await run(network, voidRequest(network.station, first.requestId))
    const again = redeem(network.station, card, 1000, { payment: payment('P-3') })
    expect(await run(network, again)).toMatchObject({ balanceMinor: 4000 })
  })

  test('a retry of the same order with its payment is a retry, not a second taking', async () => {
    const card = await cardWith(network, 5000)
    const order = { orderId: 'P-4', lineId: null, allowRepeat: false }
    const more = { order, payment: payment('P-4') }
    await run(network, redeem(network.station, card, 1000, more))
    expect(await run(network, redeem(network.station, card, 1000, more))).toMatchObject({
      replayed: true,
    })
  })

  test('a second sale that is meant needs a payment of its own', async () => {
    const card = await cardWith(network, 5000)
    const order = { orderId: 'P-5', lineId: null, allowRepeat: false }
    await run(network, redeem(network.station, card, 1000, { order, payment: payment('P-5') }))
    const meant = { ...order, allowRepeat: true }
    const same = redeem(network.station, card, 1000, { order: meant, payment: payment('P-5') })
    expect(await runRefused(network, same)).toBe('PAYMENT_ALREADY_TAKEN')
    const own = redeem(network.station, card, 1000, { order: meant, payment: payment('P-6') })
    expect(await run(network, own)).toMatchObject({ replayed: false, balanceMinor: 3000 })
  })
}

function tombstones(): void {
  test('a void before its redemption: applied to nothing, and the late redemption is refused', async () => {
    const card = await cardWith(network, 5000)
    const late = redeem(network.station, card, 1000)
    const answer = await run(network, voidRequest(network.station, late.requestId))
    expect(answer).toMatchObject<Partial<OperationAnswer>>({
      applied: false,
      balanceMinor: null,
      originalOperationId: null,
      currency: 'EUR' as OperationAnswer['currency'],
    })
    expect(await runRefused(network, late)).toBe('VOIDED_BEFORE_ARRIVAL')
    expect(await runRefused(network, late)).toBe('VOIDED_BEFORE_ARRIVAL')
    expect(await balanceOf(network, card)).toBe(5000)
  })

  test('another caller with the same id is not held off', async () => {
    const requestId = nextRequestId()
    await run(network, voidRequest(network.station, requestId))
    const card = await cardWith(network, 5000)
    const other = redeem(caller('device:two', network.here), card, 1000, { requestId })
    expect(await run(network, other)).toMatchObject({ balanceMinor: 4000 })
  })

  test('a void by order before its redemption holds it off, whatever its id', async () => {
    const card = await cardWith(network, 5000)
    const order = { orderId: 'T-1', lineId: null, allowRepeat: false }
    const late = redeem(network.station, card, 1000, { order })
    const { amountMinor, currency } = late
    const undo = voidOf(network.station, { by: 'order', order, card, amountMinor, currency })
    expect(await run(network, undo)).toMatchObject({ applied: false })
    expect(await runRefused(network, late)).toBe('VOIDED_BEFORE_ARRIVAL')
    const meant = redeem(network.station, card, 1000, { order: { ...order, allowRepeat: true } })
    expect(await run(network, meant)).toMatchObject({ balanceMinor: 4000 })
  })

  test('a void by order holds off a redemption of any amount', async () => {
    const card = await cardWith(network, 5000)
    const order = { orderId: 'T-3', lineId: null, allowRepeat: false }
    const late = redeem(network.station, card, 1000, { order })
    const amountMinor = minor(999)
    const { currency } = late
    const undo = voidOf(network.station, { by: 'order', order, card, amountMinor, currency })
    expect(await run(network, undo)).toMatchObject({ applied: false })
    expect(await runRefused(network, late)).toBe('VOIDED_BEFORE_ARRIVAL')
    expect(await balanceOf(network, card)).toBe(5000)
  })

  test('a void by order of a card that does not exist is done and does nothing', async () => {
    const order = { orderId: 'T-2', lineId: null, allowRepeat: false }
    const { amountMinor, currency } = redeem(
      network.station,
      { by: 'lookup', lookup: new Uint8Array(32) },
      5,
    )
    const card = { by: 'lookup', lookup: new Uint8Array(32) } as const
    const undo = voidOf(network.station, { by: 'order', order, card, amountMinor, currency })
    expect(await run(network, undo)).toMatchObject({ applied: false, balanceMinor: null })
  })
}
