import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dayAfter, dayAt, monthsAfter } from '../../../server/ledger/calendar.ts'
import { readBooks, verifyLedger } from '../../../server/storage/index.ts'
import { expireCards, leaseOf } from '../../../server/stored-value/index.ts'
import type { CardId } from '../../../src/contract/ids.ts'
import { done, OPERATOR_EMAIL, PASSWORD } from '../house/open-server.ts'
import { type ApiHouse, openApiHouse, refusalOf } from './api-house.ts'

let house: ApiHouse
beforeAll(async () => {
  house = await openApiHouse()
  const { programId } = house
  const { versions } = done(await house.operator.call('read-program', { programId }))
  const [first] = versions
  if (!first) throw new Error('a program has rules')
  const expiry = { months: 1, from: 'issue', valueTo: 'breakage' } as const
  done(
    await house.operator.call('change-rules', {
      ...{ programId, basedOn: 1, reason: 'Cards for one event', validFrom: null },
      rules: { ...first.rules, expiry, cashOutUpToMinor: 700 },
    }),
  )
})
afterAll(() => house.close())

const DAY_MS = 86_400_000
let ids = 0
const post = (operation: string, body: Record<string, unknown>) => {
  ids += 1
  return house.post(`/v1/storedvalue/${operation}`, { requestId: `expiry-${ids}`, ...body })
}

async function cardInHand(amountMinor = 2500) {
  const { number, pin, cardId } = await house.activeCard(amountMinor)
  return { cardId: cardId as CardId, card: { number, pin } }
}

const redeem = (card: object) => post('redeem', { card, amountMinor: 100, currency: 'EUR' })

async function stateOf(cardId: CardId): Promise<string> {
  return done(await house.operator.call('read-card', { cardId })).state
}

/** Lets time pass; people sign in again after that. */
async function pass(ms: number): Promise<void> {
  house.advance(ms)
  done(await house.operator.call('sign-in', { email: OPERATOR_EMAIL, password: PASSWORD }))
}

const look = () => expireCards(house.context, leaseOf(house.context))

describe('cards whose last day is over', () => {
  test('the balance names the day; refused from its end on, before anybody ended them', async () => {
    const { cardId, card } = await cardInHand()
    const today = dayAt(house.context.nowMs(), 'UTC')
    const { body } = await house.post('/v1/storedvalue/balance', { card })
    expect(body.value?.['expiresOn']).toBe(monthsAfter(today, 1))
    const endMs = Number(body.value?.['expiresAtMs'])
    await pass(endMs - house.context.nowMs() - 60_000)
    expect((await redeem(card)).status).toBe(200)
    await pass(60_000)
    expect(refusalOf(await redeem(card))).toBe('410 CARD_EXPIRED')
    expect(await stateOf(cardId)).toBe('active')
  })

  test('ended by the job: the value goes where the rule says, once, however often it looks', async () => {
    expect(await look()).toEqual({ isOurs: true, ended: 1, left: 0 })
    expect(await look()).toEqual({ isOurs: true, ended: 0, left: 0 })
    const [books] = (await readBooks(house.context.database)).books
    expect(books?.breakageMinor).toBe(2400)
  })

  test('many: in pieces, one after another; who is stopped in between is followed by another', async () => {
    const cards = await Promise.all(Array.from({ length: 30 }, () => cardInHand()))
    const [held] = cards
    if (!held) throw new Error('no card was made')
    const { body } = await house.post('/v1/storedvalue/balance', { card: held.card })
    await pass(Number(body.value?.['expiresAtMs']) - house.context.nowMs() - 60_000)
    const sale = { card: held.card, amountMinor: 100, currency: 'EUR', ttlMs: 3_000_000 }
    const hold = await post('hold', sale)
    await pass(60_000)
    const stop = AbortSignal.abort()
    const first = await expireCards(house.context, leaseOf(house.context), { stop, atOnce: 7 })
    expect(first.ended + first.left).toBe(7)
    const rest = await expireCards(house.context, leaseOf(house.context), { atOnce: 7 })
    expect(first.ended + rest.ended).toBe(29)
    expect(await stateOf(held.cardId)).toBe('active')
    // What was held ends with its sale; the next look ends the card.
    await post('release', { original: { operationId: hold.body.value?.['operationId'] } })
    await pass(3_600_000)
    expect(await look()).toMatchObject({ ended: 1, left: 0 })
    const states = await Promise.all(cards.map(({ cardId }) => stateOf(cardId)))
    expect(new Set(states)).toEqual(new Set(['expired']))
  })

  test('a server that has the lease keeps others out until it gives it back or its time is over', async () => {
    const [one, other] = [leaseOf(house.context), leaseOf(house.context)]
    expect(await one.take()).toBe(true)
    expect(await one.take()).toBe(true)
    expect(await other.take()).toBe(false)
    await cardInHand()
    await pass(40 * DAY_MS)
    // Forty days later the lease of the first is over.
    expect(await other.take()).toBe(true)
    expect(await expireCards(house.context, one)).toEqual({ isOurs: false, ended: 0, left: 0 })
    await other.giveBack()
    expect(await expireCards(house.context, one)).toMatchObject({ isOurs: true, ended: 1 })
  })

  test('extended by an operator, with a reason: active again with its value', async () => {
    const { cardId, card } = await cardInHand(3000)
    await pass(40 * DAY_MS)
    expect(await look()).toMatchObject({ ended: 1 })
    const today = dayAt(house.context.nowMs(), 'UTC')
    const ask = (lastDay: string | null) => {
      ids += 1
      const asked = { cardId, requestId: `extend-${ids}`, lastDay, reason: 'Found in a drawer' }
      return house.operator.call('extend-card', asked)
    }
    expect(await ask(dayAfter(today, -1))).toMatchObject({ error: { code: 'REQUEST_MALFORMED' } })
    expect(done(await ask(today))).toMatchObject({ kind: 'extend', balanceMinor: 3000 })
    expect((await redeem(card)).status).toBe(200)
    const { body } = await house.post('/v1/storedvalue/balance', { card })
    expect(body.value?.['expiresOn']).toBe(today)
    expect(done(await ask(null))).toMatchObject({ appliedMinor: 0 })
    const later = await house.post('/v1/storedvalue/balance', { card })
    expect(later.body.value).toMatchObject({ expiresOn: null, balanceMinor: 2900 })
  })

  test('a holder asks for what is left: paid out up to what the program says', async () => {
    const { card } = await cardInHand(800)
    const ask = () => post('cash-out', { card, currency: 'EUR', byRight: true })
    expect(refusalOf(await ask())).toBe('403 OPERATION_NOT_ALLOWED')
    await redeem(card)
    expect((await ask()).body.value).toMatchObject({ appliedMinor: 700, balanceMinor: 0 })
  })

  test('the ledger is proved after all of it', async () => {
    await house.stop()
    expect(verifyLedger(house.folder)).toMatchObject({ ok: true })
  })
})
