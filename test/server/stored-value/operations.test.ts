import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { luhnDigit } from '../../../src/contract/card-number.ts'
import type { CardId } from '../../../src/contract/ids.ts'
import { newId } from '../../helpers/new-id.ts'
import { done } from '../house/open-server.ts'
import { type ApiHouse, openApiHouse, PREFIX, refusalOf } from './api-house.ts'

let house: ApiHouse
beforeAll(async () => {
  house = await openApiHouse()
})
afterAll(() => house.close())

const NEVER_MADE = `${PREFIX}000000000000`
const UNKNOWN = { number: `${NEVER_MADE}${luhnDigit(NEVER_MADE)}`, pin: '12345678' }

function redeem(card: { number: string; pin?: string }, change: Record<string, unknown> = {}) {
  const body = { requestId: newId(), card, amountMinor: 1000, currency: 'EUR', ...change }
  return house.post('/v1/storedvalue/redeem', body)
}

async function balanceOf(card: { number: string; pin: string }): Promise<unknown> {
  const { number, pin } = card
  const answer = await house.post('/v1/storedvalue/balance', { card: { number, pin } })
  expect(answer.status).toBe(200)
  return answer.body.value?.['balanceMinor']
}

describe('fund-and-activate', () => {
  const sell = (body: Record<string, unknown>) =>
    house.post('/v1/storedvalue/fund-and-activate', {
      requestId: newId(),
      amountMinor: 2500,
      currency: 'EUR',
      ...body,
    })

  test('a stocked card: active, worth what was paid, its number not echoed', async () => {
    const { number, pin } = await house.stockedCard()
    const answer = await sell({ card: { number, pin }, fundedBy: 'cash' })
    expect(answer.status).toBe(200)
    expect(answer.body.value).toMatchObject({
      kind: 'activate',
      appliedMinor: 2500,
      balanceMinor: 2500,
      cardState: 'active',
      cardLastFour: number.slice(-4),
      issued: null,
      pinReset: null,
    })
    expect(answer.text).not.toContain(number)
    expect(refusalOf(await sell({ card: { number, pin } }))).toBe('409 CARD_ALREADY_ACTIVE')
  })

  test('a reason and a promotion: kept as given and shown, but for what may be a number', async () => {
    const { number, pin, cardId } = await house.stockedCard()
    const card = { number, pin }
    const said = { fundReason: 'Été \u{1F381} & <b>', promoCode: 'SUMMER 2027' }
    expect((await sell({ card, ...said })).status).toBe(200)
    const { programId } = house
    const more = { requestId: newId(), card, amountMinor: 500, currency: 'EUR' }
    const load = (change: object) =>
      house.post('/v1/storedvalue/fund', { ...more, requestId: newId(), ...change })
    expect((await load({ fundReason: '9970010000000000' })).status).toBe(200)
    expect(refusalOf(await load({ fundReason: 'x'.repeat(17) }))).toBe('400 REQUEST_MALFORMED')
    expect((await load({ fundReason: '\u{1F381}'.repeat(16) })).status).toBe(200)
    const issued = await sell({ programId, promoCode: '4111 1111 1111 1111' })
    const read = async (id: unknown) =>
      done(await house.operator.call('read-card', { cardId: id as CardId })).operations.map(
        ({ fundReason, promoCode }) => ({ fundReason, promoCode }),
      )
    expect(await read(cardId)).toEqual([
      { fundReason: '\u{1F381}'.repeat(16) },
      { fundReason: '•••• 0000' },
      said,
    ])
    const value = issued.body.value as { issued: { cardId: string } }
    expect(await read(value.issued.cardId)).toEqual([{ promoCode: '•••• 1111' }])
  })

  test('a stocked card with a wrong PIN: refused, and still worth nothing', async () => {
    const { number, pin } = await house.stockedCard()
    const wrong = pin === '00000000' ? '11111111' : '00000000'
    const answer = await sell({ card: { number, pin: wrong } })
    expect(refusalOf(answer)).toBe('404 CARD_NOT_FOUND_OR_PIN_INVALID')
    expect(await balanceOf({ number, pin })).toBe(0)
  })

  test('a virtual card: number and PIN in the answer, and they can be spent', async () => {
    const answer = await sell({ programId: house.programId })
    expect(answer.status).toBe(200)
    const issued = answer.body.value?.['issued'] as { number: string; pin: string }
    expect(issued.number).toMatch(new RegExp(`^${PREFIX}\\d{13}$`))
    expect((await redeem({ number: issued.number, pin: issued.pin })).status).toBe(200)
  })

  test('neither card nor program, or both: malformed, and nothing made', async () => {
    const card = await house.stockedCard()
    const both = { card: { number: card.number, pin: card.pin }, programId: house.programId }
    expect(refusalOf(await sell({}))).toBe('400 REQUEST_MALFORMED')
    expect(refusalOf(await sell(both))).toBe('400 REQUEST_MALFORMED')
    expect(await balanceOf(card)).toBe(0)
  })

  test('a program of nobody: not found', async () => {
    const programId = '01890000-0000-7000-8000-000000000000'
    expect(refusalOf(await sell({ programId }))).toBe('404 NOT_FOUND')
  })

  test('amounts outside what the program loads at once: refused', async () => {
    const { number, pin } = await house.stockedCard()
    const tooSmall = await sell({ card: { number, pin }, amountMinor: 499 })
    expect(refusalOf(tooSmall)).toBe('422 LIMIT_SINGLE_LOAD')
    const tooLarge = await sell({ card: { number, pin }, amountMinor: 50_001 })
    expect(refusalOf(tooLarge)).toBe('422 LIMIT_SINGLE_LOAD')
    expect(refusalOf(await sell({ card: { number, pin }, amountMinor: 0 }))).toBe(
      '422 AMOUNT_INVALID',
    )
  })
})

describe('fund', () => {
  const fund = (card: { number: string; pin: string }, change: Record<string, unknown> = {}) =>
    house.post('/v1/storedvalue/fund', {
      requestId: newId(),
      card: { number: card.number, pin: card.pin },
      amountMinor: 1500,
      currency: 'EUR',
      ...change,
    })

  test('an active card: worth more', async () => {
    const card = await house.activeCard(1000)
    expect((await fund(card)).body.value).toMatchObject({ kind: 'fund', balanceMinor: 2500 })
    expect(await balanceOf(card)).toBe(2500)
  })

  test('more than the card may hold: refused, and worth what it was', async () => {
    const card = await house.activeCard(50_000)
    expect((await fund(card, { amountMinor: 50_000 })).status).toBe(200)
    expect(refusalOf(await fund(card, { amountMinor: 500 }))).toBe('422 LIMIT_BALANCE')
    expect(await balanceOf(card)).toBe(100_000)
  })

  test('a card that was not sold, and another currency: refused', async () => {
    expect(refusalOf(await fund(await house.stockedCard()))).toBe('409 CARD_NOT_ACTIVE')
    const card = await house.activeCard(1000)
    expect(refusalOf(await fund(card, { currency: 'USD' }))).toBe('422 CURRENCY_MISMATCH')
  })
})

describe('redeem', () => {
  test('within the balance: taken, and the balance left is told', async () => {
    const card = await house.activeCard(2500)
    const answer = await redeem({ number: card.number, pin: card.pin }, { clerk: 'Ana' })
    expect(answer.body.value).toMatchObject({
      kind: 'redeem',
      requestedMinor: 1000,
      appliedMinor: 1000,
      remainingDueMinor: 0,
      balanceMinor: 1500,
      availableMinor: 1500,
      replayed: false,
    })
    expect(answer.headers.get('idempotent-replayed')).toBeNull()
  })

  test('more than the balance: refused, or in part where that is allowed', async () => {
    const { number, pin } = await house.activeCard(800)
    expect(refusalOf(await redeem({ number, pin }))).toBe('402 INSUFFICIENT_FUNDS')
    const part = await redeem({ number, pin }, { partial: 'allow' })
    expect(part.body.value).toMatchObject({
      appliedMinor: 800,
      remainingDueMinor: 200,
      balanceMinor: 0,
    })
    expect(refusalOf(await redeem({ number, pin }, { partial: 'allow' }))).toBe(
      '402 INSUFFICIENT_FUNDS',
    )
  })

  test.each([0, -1, 1_000_000_001])('an amount of %i: refused', async (amountMinor) => {
    const { number, pin } = await house.activeCard(800)
    expect(refusalOf(await redeem({ number, pin }, { amountMinor }))).toBe('422 AMOUNT_INVALID')
  })

  test('an amount that is not whole: malformed, and nothing taken', async () => {
    const card = await house.activeCard(800)
    const { number, pin } = card
    expect(refusalOf(await redeem({ number, pin }, { amountMinor: 1.5 }))).toBe(
      '400 REQUEST_MALFORMED',
    )
    expect(await balanceOf(card)).toBe(800)
  })

  test('without a PIN where the program asks for one: as if there were no card', async () => {
    const { number } = await house.activeCard(800)
    expect(refusalOf(await redeem({ number }))).toBe('404 CARD_NOT_FOUND_OR_PIN_INVALID')
  })

  test('a wrong check digit: refused, and the id stays free', async () => {
    const { number, pin } = await house.activeCard(2000)
    const last = number.slice(-1)
    const typed = `${number.slice(0, -1)}${(Number(last) + 1) % 10}`
    const id = newId()
    const refused = await redeem({ number: typed, pin }, { requestId: id })
    expect(refusalOf(refused)).toBe('422 NUMBER_CHECK_DIGIT')
    expect((await redeem({ number, pin }, { requestId: id })).status).toBe(200)
    expect(refusalOf(await redeem({ number: typed, pin }, { requestId: id }))).toBe(
      '422 REQUEST_ID_REUSED',
    )
  })

  test('a key without a location: nobody would be owed, so refused', async () => {
    const key = await house.addKey({ kind: 'webstore', locationId: null })
    const { number, pin } = await house.activeCard(2000)
    const body = { requestId: 'nowhere', card: { number, pin }, amountMinor: 1, currency: 'EUR' }
    const answer = await house.post('/v1/storedvalue/redeem', body, key)
    expect(refusalOf(answer)).toBe('403 CARD_NOT_ACCEPTED_HERE')
  })
})

describe('public channels', () => {
  test.each(['balance', 'redeem', 'fund'])(
    '%s in a web shop: unknown card, wrong PIN and a card not yet sold look alike',
    async (operation) => {
      const key = await house.addKey({ kind: 'webstore' })
      const stocked = await house.stockedCard()
      const active = await house.activeCard(1000)
      const wrong = active.pin === '00000000' ? '11111111' : '00000000'
      const cards = [
        UNKNOWN,
        { number: active.number, pin: wrong },
        { number: stocked.number, pin: stocked.pin },
      ]
      const rest = { amountMinor: 1000, currency: 'EUR' }
      const bodies = cards.map((card) =>
        operation === 'balance' ? { card } : { requestId: newId(), card, ...rest },
      )
      const answers = await Promise.all(
        bodies.map((body) => house.post(`/v1/storedvalue/${operation}`, body, key)),
      )
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
      expect(answers.map(refusalOf)).toEqual(Array(3).fill('404 CARD_NOT_FOUND_OR_PIN_INVALID'))
    },
  )
})
