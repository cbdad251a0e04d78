import Fastify from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createGuards } from '../../../server/guards/index.ts'
import { ENQUIRIES_PER_CALLER } from '../../../server/guards/limits.ts'
import { createProgram } from '../../../server/programs/index.ts'
import { registerStoredValue } from '../../../server/stored-value/index.ts'
import { currency, minor } from '../../../src/contract/money.ts'
import { operationAnswerSchema } from '../../../src/contract/operations.ts'
import { replySchema } from '../../../src/contract/reply-schemas.ts'
import { redeemResultSchema } from '../../../src/contract/wire/messages.ts'
import { newId } from '../../helpers/new-id.ts'
import { done } from '../house/open-server.ts'
import { type Counter, openCounter } from '../redemptions/counter-house.ts'
import {
  type Answer,
  type ApiHouse,
  type CardInHand,
  openApiHouse,
  refusalOf,
} from './api-house.ts'

let house: ApiHouse
let till: Counter
beforeAll(async () => {
  house = await openApiHouse()
  till = await openCounter(house, house.location.locationId)
})
afterAll(async () => {
  till.close()
  await house.close()
})

const redeem = (body: unknown, key?: string) => house.post('/v1/storedvalue/redeem', body, key)

function tooMuchOf({ number, pin }: CardInHand, change: Record<string, unknown> = {}) {
  const card = { number, pin }
  return { requestId: newId('refused'), card, amountMinor: 9000, currency: 'EUR', ...change }
}

describe('a refusal that is given again', () => {
  test('marked as replayed, in the body and beside it; otherwise byte for byte the first', async () => {
    const body = tooMuchOf(await house.activeCard(2500))
    const first = await redeem(body)
    expect(refusalOf(first)).toBe('402 INSUFFICIENT_FUNDS')
    expect(first.text).not.toContain('replayed')
    expect(first.headers.get('idempotent-replayed')).toBeNull()
    const again = await redeem(body)
    expect(again.body.refusal).toEqual({ ...first.body.refusal, replayed: true })
    expect(again.status).toBe(402)
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    const outcome = await house.get(`/v1/requests/${body.requestId}`)
    expect(outcome.text).toBe(again.text)
    expect(outcome.headers.get('idempotent-replayed')).toBe('true')
    const log = await house.get(`/v1/request-log/${body.requestId}`)
    expect(log.body.value?.['stored']).toEqual(again.body)
  })

  test('a web shop that is not told of a card that waits to be sold: marked all the same', async () => {
    const shop = await house.addKey({ kind: 'webstore' })
    const { number, pin } = await house.stockedCard()
    const body = tooMuchOf({ number, pin })
    const first = await redeem(body, shop)
    expect(refusalOf(first)).toBe('404 CARD_NOT_FOUND_OR_PIN_INVALID')
    const again = await redeem(body, shop)
    expect(again.body.refusal).toEqual({ ...first.body.refusal, replayed: true })
  })

  test('the same id with other content is no replay', async () => {
    const body = tooMuchOf(await house.activeCard(2500))
    await redeem(body)
    const other = await redeem({ ...body, amountMinor: 9001 })
    expect(refusalOf(other)).toBe('422 REQUEST_ID_REUSED')
    expect(other.text).not.toContain('replayed')
    expect(other.headers.get('idempotent-replayed')).toBeNull()
  })

  test('a station reads the refusals of its first version, each time the same bytes', async () => {
    const { number } = await house.activeCard(2500)
    const { cardToken } = done(await till.ask('card-inquire', { card: { number } }))
    const redemption = {
      ...{
        requestId: newId('refused'),
        cardToken,
        amountMinor: 9000,
        currency: 'EUR',
        partial: 'deny',
      },
      ...{ payment: null, clerk: null, stationTimeMs: 1 },
    }
    const refund = {
      ...{ requestId: newId('refused'), original: { requestId: 'never-sent' }, amountMinor: 100 },
      ...{ currency: 'EUR', reason: 'r', paymentKey: null, clerk: null, stationTimeMs: 1 },
    }
    const taken = replySchema(redeemResultSchema)
    const undone = replySchema(operationAnswerSchema)
    const asked = [
      ['redeem', redemption, taken],
      ['refund', refund, undone],
      ['operation-inquire', { requestId: redemption.requestId }, replySchema(undone)],
    ] as const
    for (const [name, params, schema] of asked) {
      const told = [await till.ask(name, params), await till.ask(name, params)]
      expect(told[1], name).toEqual(told[0])
      expect(schema.safeParse(told[1]).error, name).toBeUndefined()
      expect(JSON.stringify(told), name).toMatch(/INSUFFICIENT_FUNDS|ORIGINAL_NOT_FOUND/)
      expect(JSON.stringify(told), name).not.toMatch(/replayed|Minor|retryAfterMs/)
    }
  })

  test('the pages of the admin read the refusals that they know, the second time too', async () => {
    const { cardId } = await house.stockedCard()
    const load = {
      cardId,
      amountMinor: 100,
      fundedBy: 'cash',
      requestId: newId('refused'),
    } as const
    const told = [
      await house.operator.call('activate-card', load as never),
      await house.operator.call('activate-card', load as never),
    ]
    expect(told[0]).toMatchObject({ refusal: { code: 'LIMIT_SINGLE_LOAD' } })
    expect(told[1]).toEqual(told[0])
  })
})

describe('what a refusal tells of the balance', () => {
  const funds = { balanceMinor: 2500, availableMinor: 2500, currency: 'EUR' }
  const tells = (answer: Answer) => answer.body.refusal
  const bare = {
    code: 'INSUFFICIENT_FUNDS',
    message: 'The balance is too low. Lower the amount or allow a partial redemption.',
    retryable: false,
    nextAction: 'do_not_retry',
  }

  /** A card of a program that asks for no PIN, nowhere. */
  async function cardWithoutAsking(): Promise<CardInHand> {
    const { programId } = await openProgram()
    const made = await house.operator.call('stock-cards', { programId, name: 'Bare', count: 1 })
    const card = done(made).cards[0]
    if (!card) throw new Error('no card was made')
    const load = { cardId: card.cardId, amountMinor: 2500, fundedBy: 'cash' } as const
    done(
      await house.operator.call('activate-card', { ...load, requestId: newId('refused') } as never),
    )
    return card
  }

  let prefix = 997_100
  async function openProgram() {
    prefix += 1
    return done(
      await createProgram(house.context, {
        ...{ networkId: house.networkId, name: `Bare Card ${prefix}`, currency: currency('EUR') },
        ...{ cardPrefix: String(prefix), pinPolicy: 'never', reloadable: true },
        ...{ loadMinMinor: minor(1), loadMaxMinor: minor(50_000), balanceMaxMinor: minor(50_000) },
        acceptedAt: 'network',
      }),
    )
  }

  test('with its PIN: what is on the card, in each operation that asks for too much', async () => {
    const card = await house.activeCard(2500)
    const body = tooMuchOf(card)
    expect(tells(await redeem(body))).toEqual({ ...bare, ...funds })
    const cashOut = { ...body, requestId: newId('refused') }
    expect(tells(await house.post('/v1/storedvalue/cash-out', cashOut))).toMatchObject(funds)
    const hold = { ...body, requestId: newId('refused') }
    expect(tells(await house.post('/v1/storedvalue/hold', hold))).toMatchObject(funds)
    const keep = { ...body, requestId: newId('refused'), amountMinor: 2000 }
    expect((await house.post('/v1/storedvalue/hold', keep)).status).toBe(200)
    const held = await redeem({ ...body, requestId: newId('refused'), amountMinor: 600 })
    expect(refusalOf(held)).toBe('402 FUNDS_HELD')
    expect(tells(held)).toMatchObject({ ...funds, availableMinor: 500 })
  })

  test('given again: what it was then, whatever is on the card now', async () => {
    const body = tooMuchOf(await house.activeCard(2500))
    const first = await redeem(body)
    expect((await redeem({ ...body, requestId: newId('refused'), amountMinor: 1000 })).status).toBe(
      200,
    )
    const expected = { ...first.body.refusal, replayed: true }
    expect(tells(await redeem(body))).toEqual(expected)
    expect(tells(await house.get(`/v1/requests/${body.requestId}`))).toEqual(expected)
    expect(expected).toMatchObject(funds)
  })

  test('a key that may not ask for balances: not a word, nor later', async () => {
    const key = await house.addKey({ scopes: ['redeem'] })
    const body = tooMuchOf(await house.activeCard(2500))
    expect(tells(await redeem(body, key))).toEqual(bare)
    expect(tells(await redeem(body, key))).toEqual({ ...bare, replayed: true })
    const outcome = await house.get(`/v1/requests/${body.requestId}`, key)
    expect(tells(outcome)).toEqual({ ...bare, replayed: true })
    const log = await house.get(`/v1/request-log/${body.requestId}`, key)
    expect(log.text).not.toMatch(/balanceMinor|availableMinor/)
  })

  test('a web shop: with the right PIN alone, also where the program asks for none', async () => {
    const shop = await house.addKey({ kind: 'webstore' })
    const { number, pin } = await cardWithoutAsking()
    const body = { ...tooMuchOf({ number, pin }), card: { number } }
    expect(tells(await redeem(body, shop))).toEqual(bare)
    const proved = { ...body, requestId: newId('refused'), card: { number, pin } }
    expect(tells(await redeem(proved, shop))).toEqual({ ...bare, ...funds })
    const wrong = { ...body, requestId: newId('refused'), card: { number, pin: '0000' } }
    expect(refusalOf(await redeem(wrong, shop))).toBe('404 CARD_NOT_FOUND_OR_PIN_INVALID')
    expect((await redeem(wrong, shop)).text).not.toContain('Minor')
  })

  test('a till without a PIN: counted as an enquiry, and told as seldom as that', async () => {
    const app = Fastify()
    await registerStoredValue(app, house.context, createGuards(house.context))
    const headers = { authorization: `Bearer ${house.key}` }
    const send = async (url: string, payload: object) =>
      (await app.inject({ method: 'POST', url, headers, payload })).json() as Answer['body']
    const { number } = await cardWithoutAsking()
    const body = { ...tooMuchOf({ number, pin: '' }), card: { number } }
    const ask = (change: object = {}) =>
      send('/v1/storedvalue/redeem', { ...body, requestId: newId('refused'), ...change })
    expect((await ask()).refusal).toEqual({ ...bare, ...funds })
    const { max } = ENQUIRIES_PER_CALLER
    for (let asked = 1; asked < max; asked += 1)
      await send('/v1/storedvalue/balance', { card: { number } })
    expect((await ask()).refusal).toEqual(bare)
    expect(await send('/v1/storedvalue/balance', { card: { number } })).toMatchObject({
      error: { code: 'RATE_LIMITED' },
    })
    expect(await ask({ amountMinor: 100 })).toMatchObject({ value: { balanceMinor: 2400 } })
    await app.close()
  })
})

describe('when to come again', () => {
  test('a second person has to agree: in a minute at the earliest, in the body and beside it', async () => {
    const { cardId } = await house.activeCard(2500)
    const body = {
      requestId: newId('refused'),
      cardId,
      amountMinor: 5000,
      currency: 'EUR',
      reason: 'r',
    }
    const asked = await house.post('/v1/storedvalue/adjust', body)
    expect(refusalOf(asked)).toBe('409 APPROVAL_REQUIRED')
    expect(asked.body.refusal).toMatchObject({ retryable: true, retryAfterMs: 60_000 })
    expect(asked.headers.get('retry-after')).toBe('60')
  })

  test('what is not to be sent again: not a word of it', async () => {
    const refused = await redeem(tooMuchOf(await house.activeCard(2500)))
    expect(refused.text).not.toContain('retryAfterMs')
    expect(refused.headers.get('retry-after')).toBeNull()
  })
})

test('the document tells of the marker, where a refusal may have it', async () => {
  const document = z
    .looseObject({
      components: z.object({
        schemas: z.object({ Refusal: z.object({ properties: z.looseObject({}) }) }),
      }),
      paths: z.record(z.string(), z.looseObject({})),
    })
    .parse(await (await fetch(`${house.url}/v1/openapi.json`)).json())
  expect(Object.keys(document.components.schemas.Refusal.properties)).toContain('replayed')
  const redeemed = document.paths['/v1/storedvalue/redeem']
  expect(redeemed).toMatchObject({
    post: { responses: { 402: { headers: { 'Idempotent-Replayed': expect.anything() } } } },
  })
})
