import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { CardId, RequestId } from '../../../src/contract/ids.ts'
import { minor } from '../../../src/contract/money.ts'
import { codeOf, done } from '../house/open-server.ts'
import { openCounter } from '../redemptions/counter-house.ts'
import {
  type ApiHouse,
  type CardInHand,
  openApiHouse,
  refusalOf,
} from '../stored-value/api-house.ts'

const HOUR_MS = 60 * 60_000
const LIMIT = '429 VELOCITY_LIMIT'
const DONE = '200 SUCCESS'

let house: ApiHouse
beforeEach(async () => {
  house = await openApiHouse()
})
afterEach(() => house.close())

const rule = async (countMax: number | null, amountMaxMinor: number | null) =>
  done(
    await house.operator.call('set-velocity', {
      programId: house.programId,
      rule: {
        ...{ windowMs: HOUR_MS, countMax },
        amountMaxMinor: amountMaxMinor === null ? null : minor(amountMaxMinor),
      },
    }),
  )

const redeem = (card: CardInHand, requestId: string, amountMinor = 100) =>
  house.post('/v1/storedvalue/redeem', {
    ...{ requestId, amountMinor, currency: 'EUR' },
    card: { number: card.number, pin: card.pin },
  })

test('a velocity rule: none unless set, read back, and taken away again', async () => {
  const { programId } = house
  const read = async () => done(await house.operator.call('read-velocity', { programId })).rule
  expect(await read()).toBeNull()
  const loads = async () => done(await house.operator.call('read-velocity', { programId })).loads
  await rule(3, null)
  expect(await loads()).toBeNull()
  expect(await read()).toEqual({ windowMs: HOUR_MS, countMax: 3, amountMaxMinor: null })
  const nothing = { windowMs: HOUR_MS, countMax: null, amountMaxMinor: null }
  const refused = await house.operator.call('set-velocity', { programId, rule: nothing })
  expect(codeOf(refused)).toBe('REQUEST_MALFORMED')
  done(await house.operator.call('set-velocity', { programId, rule: null }))
  expect(await read()).toBeNull()
})

test('by count: the third within the hour waits, and is done later under the same id', async () => {
  const [card, other] = [await house.activeCard(2500), await house.activeCard(2500)]
  await rule(2, null)
  expect(refusalOf(await redeem(card, 'one'))).toBe(DONE)
  house.advance(HOUR_MS / 2)
  expect(refusalOf(await redeem(card, 'two'))).toBe(DONE)
  const third = await redeem(card, 'three')
  expect(refusalOf(third)).toBe(LIMIT)
  expect(third.body.refusal).toMatchObject({ retryable: true, nextAction: 'retry_same_id' })
  // The first of the two is over half an hour before the second: one more is allowed from then on.
  const { retryAfterMs = 0 } = third.body.refusal ?? {}
  expect(retryAfterMs).toBeGreaterThan(0)
  expect(retryAfterMs).toBeLessThanOrEqual(HOUR_MS / 2)
  expect(third.headers.get('retry-after')).toBe(String(retryAfterMs / 1000))
  expect(refusalOf(await redeem(other, 'another-card'))).toBe(DONE)
  // What is on record is answered, whatever the rule says.
  expect((await redeem(card, 'two')).body.value).toMatchObject({ replayed: true })
  house.advance(retryAfterMs)
  expect((await redeem(card, 'three')).body.value).toMatchObject({ balanceMinor: 2200 })
})

test('by amount: what would exceed it waits, less does not; what was voided does not count', async () => {
  const card = await house.activeCard(2500)
  await rule(null, 1000)
  expect(refusalOf(await redeem(card, 'much', 900))).toBe(DONE)
  expect(refusalOf(await redeem(card, 'too-much', 200))).toBe(LIMIT)
  expect(refusalOf(await redeem(card, 'little', 100))).toBe(DONE)
  expect(refusalOf(await redeem(card, 'nothing-left', 1))).toBe(LIMIT)
  const original = { requestId: 'much' }
  await house.post('/v1/storedvalue/void', { requestId: 'undo', original })
  expect(refusalOf(await redeem(card, 'too-much', 200))).toBe(DONE)
})

test('many at once: as many as the rule allows', async () => {
  const card = await house.activeCard(2500)
  await rule(3, null)
  const ids = Array.from({ length: 12 }, (_, index) => `at-once-${index}`)
  const codes = (await Promise.all(ids.map((id) => redeem(card, id)))).map(refusalOf)
  expect(codes.filter((code) => code === DONE)).toHaveLength(3)
  expect(codes.filter((code) => code === LIMIT)).toHaveLength(9)
})

test('a wrong PIN is told before the limit: nothing shows that there is such a card', async () => {
  const card = await house.activeCard(2500)
  await rule(1, null)
  await redeem(card, 'one')
  expect(refusalOf(await redeem({ ...card, pin: '00000000' }, 'guess'))).toBe(
    '404 CARD_NOT_FOUND_OR_PIN_INVALID',
  )
  expect(refusalOf(await redeem(card, 'two'))).toBe(LIMIT)
})

test('at a station the rule counts what was taken everywhere', async () => {
  const card = await house.activeCard(2500)
  const counter = await openCounter(house, house.location.locationId)
  try {
    await rule(2, null)
    await redeem(card, 'online')
    const { cardToken } = done(await counter.ask('card-inquire', { card: { number: card.number } }))
    const sale = { amountMinor: 100, currency: 'EUR', clerk: null, partial: 'deny', payment: null }
    const at = (requestId: string) =>
      counter.ask('redeem', { requestId, cardToken, ...sale, stationTimeMs: 0 })
    expect((await at('counter-1')).ok).toBe(true)
    expect(codeOf(await at('counter-2'))).toBe('VELOCITY_LIMIT')
    expect((await at('counter-1')).ok).toBe(true)
  } finally {
    counter.close()
  }
})

describe('at a counter, where a customer pays otherwise and goes', () => {
  const atCounter = async (card: CardInHand) => {
    const counter = await openCounter(house, house.location.locationId)
    const { cardToken } = done(await counter.ask('card-inquire', { card: { number: card.number } }))
    const sale = { amountMinor: 100, currency: 'EUR', clerk: null, partial: 'deny', payment: null }
    return {
      take: (requestId: string) =>
        counter.ask('redeem', { requestId, cardToken, ...sale, stationTimeMs: 0 }),
      cancel: (requestId: string) =>
        counter.ask('void', {
          ...{ requestId: `cancel-${requestId}`, originalRequestId: requestId },
          ...{ reason: 'cancel', stationTimeMs: 0 },
        }),
      outcome: (requestId: string) => counter.ask('operation-inquire', { requestId }),
      close: counter.close,
    }
  }
  const balanceOf = async ({ number, pin }: CardInHand) =>
    (await house.post('/v1/storedvalue/balance', { card: { number, pin } })).body.value?.[
      'balanceMinor'
    ]

  test('what was refused stays refused under its id when the span is over', async () => {
    const card = await house.activeCard(2500)
    const counter = await atCounter(card)
    try {
      await rule(1, null)
      await redeem(card, 'online')
      const refused = await counter.take('sale-1')
      expect(refused).toMatchObject({
        refusal: { code: 'VELOCITY_LIMIT', retryable: false, nextAction: 'do_not_retry' },
      })
      house.advance(HOUR_MS)
      expect(await counter.take('sale-1')).toEqual(refused)
      expect(done(await counter.outcome('sale-1'))).toEqual(refused)
      expect(await balanceOf(card)).toBe(2400)
      expect((await counter.take('sale-2')).ok).toBe(true)
      expect(await balanceOf(card)).toBe(2300)
    } finally {
      counter.close()
    }
  })

  test('what was done is told again, though the rule would refuse it by now', async () => {
    const card = await house.activeCard(2500)
    const counter = await atCounter(card)
    try {
      await rule(1, null)
      const first = done(await counter.take('sale-1'))
      const again = done(await counter.take('sale-1'))
      expect(again.answer).toEqual({ ...first.answer, replayed: true })
      expect(await balanceOf(card)).toBe(2400)
    } finally {
      counter.close()
    }
  })

  test('what was cancelled before it came is never done, nor is what was refused and cancelled', async () => {
    const card = await house.activeCard(2500)
    const counter = await atCounter(card)
    try {
      await rule(1, null)
      await redeem(card, 'online')
      expect((await counter.cancel('late')).ok).toBe(true)
      expect(codeOf(await counter.take('late'))).toBe('VOIDED_BEFORE_ARRIVAL')
      expect(codeOf(await counter.take('refused'))).toBe('VELOCITY_LIMIT')
      expect(done(await counter.cancel('refused'))).toMatchObject({ appliedMinor: 0 })
      house.advance(HOUR_MS)
      expect(codeOf(await counter.take('late'))).toBe('VOIDED_BEFORE_ARRIVAL')
      expect(codeOf(await counter.take('refused'))).toBe('VELOCITY_LIMIT')
      expect(await balanceOf(card)).toBe(2400)
    } finally {
      counter.close()
    }
  })
})

describe('what is done already', () => {
  const order = (card: CardInHand, requestId: string) =>
    house.post('/v1/storedvalue/redeem', {
      ...{ requestId, amountMinor: 900, currency: 'EUR', orderId: 'order-1' },
      card: { number: card.number, pin: card.pin },
    })

  test('an order that comes again under a new id: told so, as nothing would be taken', async () => {
    const card = await house.activeCard(2500)
    await rule(null, 1000)
    expect(refusalOf(await order(card, 'first'))).toBe(DONE)
    expect(refusalOf(await order(card, 'again'))).toBe('409 POSSIBLE_DUPLICATE')
    // Once it was undone the order has nothing any more, and the rule counts as for any other.
    await redeem(card, 'beside', 100)
    await house.post('/v1/storedvalue/void', {
      ...{ requestId: 'undo', original: { requestId: 'first' } },
    })
    expect(refusalOf(await redeem(card, 'most', 800))).toBe(DONE)
    expect(refusalOf(await order(card, 'anew'))).toBe(LIMIT)
  })

  test('a payment that another station took: told so there', async () => {
    const card = await house.activeCard(2500)
    await rule(null, 1000)
    const { locationId } = house.location
    const counters = [await openCounter(house, locationId), await openCounter(house, locationId)]
    try {
      const codes: string[] = []
      for (const [index, { ask }] of counters.entries()) {
        const { cardToken } = done(await ask('card-inquire', { card: { number: card.number } }))
        const payment = {
          ...{ paymentKey: 'paper-7-of-the-till', till: 'Till 2', receiptNumber: 'R-7' },
          ...{ label: 'GIFT CARD', amountMinor: 900, seenAtMs: 1 },
        }
        const reply = await ask('redeem', {
          ...{ requestId: `counter-${index}`, cardToken, payment, amountMinor: 900 },
          ...{ currency: 'EUR', clerk: null, partial: 'deny', stationTimeMs: 0 },
        })
        codes.push(reply.ok ? DONE : codeOf(reply))
      }
      expect(codes).toEqual([DONE, 'PAYMENT_ALREADY_TAKEN'])
    } finally {
      for (const { close } of counters) close()
    }
  })
})

describe('what else is taken', () => {
  const cashOut = (card: CardInHand, requestId: string, amountMinor?: number) =>
    house.post('/v1/storedvalue/cash-out', {
      ...{ requestId, amountMinor, currency: 'EUR' },
      card: { number: card.number, pin: card.pin },
    })

  test('a cash-out counts, and waits as a redemption does', async () => {
    const card = await house.activeCard(2500)
    await rule(null, 1000)
    expect(refusalOf(await cashOut(card, 'out-1', 800))).toBe(DONE)
    expect(refusalOf(await redeem(card, 'take', 300))).toBe(LIMIT)
    expect(refusalOf(await cashOut(card, 'out-all'))).toBe(LIMIT)
    expect(refusalOf(await cashOut(card, 'out-2', 200))).toBe(DONE)
    house.advance(HOUR_MS)
    expect(refusalOf(await cashOut(card, 'out-all'))).toBe(LIMIT)
    expect((await cashOut(card, 'out-3', 1000)).body.value).toMatchObject({ balanceMinor: 500 })
  })

  test('a partial redemption counts for what it takes, not for what it asks', async () => {
    const card = await house.activeCard(500)
    await rule(null, 1000)
    const taken = await house.post('/v1/storedvalue/redeem', {
      ...{ requestId: 'much', amountMinor: 5_000, currency: 'EUR', partial: 'allow' },
      card: { number: card.number, pin: card.pin },
    })
    expect(taken.body.value).toMatchObject({ appliedMinor: 500 })
    const rich = await house.activeCard(2_500)
    const over = await house.post('/v1/storedvalue/redeem', {
      ...{ requestId: 'over', amountMinor: 5_000, currency: 'EUR', partial: 'allow' },
      card: { number: rich.number, pin: rich.pin },
    })
    expect(refusalOf(over)).toBe(LIMIT)
  })
})

describe('what is put on a card', () => {
  const DAY_MS = 24 * HOUR_MS
  const loads = async (amountMaxMinor: number | null, countMax: number | null = null) =>
    done(
      await house.operator.call('set-velocity', {
        ...{ programId: house.programId, what: 'load' },
        rule: {
          ...{ windowMs: DAY_MS, countMax },
          amountMaxMinor: amountMaxMinor === null ? null : minor(amountMaxMinor),
        },
      }),
    )
  const money = (requestId: string, amountMinor: number) => ({
    ...{ requestId, amountMinor, currency: 'EUR' },
  })
  const fund = ({ number, pin }: CardInHand, requestId: string, amountMinor: number) =>
    house.post('/v1/storedvalue/fund', { ...money(requestId, amountMinor), card: { number, pin } })

  test('activation, loads and credits together: 20.00 a card and day', async () => {
    await loads(2_000)
    const { number, pin } = await house.stockedCard()
    const card = { number, pin }
    const sell = (requestId: string, amountMinor: number) =>
      house.post('/v1/storedvalue/fund-and-activate', { ...money(requestId, amountMinor), card })
    expect(refusalOf(await sell('too-much', 2_100))).toBe(LIMIT)
    expect(refusalOf(await sell('sold', 1_000))).toBe(DONE)
    expect(refusalOf(await fund(card, 'more', 1_100))).toBe(LIMIT)
    expect(refusalOf(await fund(card, 'less', 600))).toBe(DONE)
    const credit = (requestId: string, amountMinor: number) =>
      house.post('/v1/storedvalue/credit', {
        ...{ ...money(requestId, amountMinor), card: { number } },
        reason: 'Goods came back.',
      })
    expect(refusalOf(await credit('back', 500))).toBe(LIMIT)
    expect(refusalOf(await credit('back-less', 400))).toBe(DONE)
    // What was taken is another matter, and what is on record is answered.
    expect(refusalOf(await redeem(card, 'spent', 1_500))).toBe(DONE)
    expect((await fund(card, 'less', 600)).body.value).toMatchObject({ replayed: true })
    house.advance(DAY_MS)
    expect(refusalOf(await fund(card, 'more', 1_100))).toBe(DONE)
  })

  test('a new virtual card, and cards that are sold and loaded by hand', async () => {
    await loads(2_000)
    const issue = (requestId: string, amountMinor: number) =>
      house.post('/v1/storedvalue/fund-and-activate', {
        ...{ ...money(requestId, amountMinor), programId: house.programId },
      })
    expect(refusalOf(await issue('large', 2_001))).toBe(LIMIT)
    expect(refusalOf(await issue('small', 2_000))).toBe(DONE)
    const { cardId } = await house.stockedCard()
    const by = { fundedBy: 'cash', cardId: cardId as CardId } as const
    const asked = { requestId: 'hand' as RequestId, amountMinor: minor(2_001) }
    expect(codeOf(await house.operator.call('activate-card', { ...by, ...asked }))).toBe(
      'VELOCITY_LIMIT',
    )
  })

  test('loads at once: as many as the rule allows', async () => {
    const card = await house.activeCard(500)
    await loads(null, 4)
    const ids = Array.from({ length: 12 }, (_, index) => `load-${index}`)
    const codes = (await Promise.all(ids.map((id) => fund(card, id, 500)))).map(refusalOf)
    // The activation of just now is one of the four.
    expect(codes.filter((code) => code === DONE)).toHaveLength(3)
    expect(codes.filter((code) => code === LIMIT)).toHaveLength(9)
  })
})
