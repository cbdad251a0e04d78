import { afterEach, beforeEach, expect, test } from 'vitest'
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
  await rule(3, null)
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
  expect(refusalOf(await redeem(card, 'two'))).toBe(DONE)
  const third = await redeem(card, 'three')
  expect(refusalOf(third)).toBe(LIMIT)
  expect(third.body.refusal).toMatchObject({ retryable: true, nextAction: 'retry_same_id' })
  expect(refusalOf(await redeem(other, 'another-card'))).toBe(DONE)
  // What is on record is answered, whatever the rule says.
  expect((await redeem(card, 'two')).body.value).toMatchObject({ replayed: true })
  house.advance(HOUR_MS)
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
