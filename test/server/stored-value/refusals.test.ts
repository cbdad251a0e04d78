import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { operationAnswerSchema } from '../../../src/contract/operations.ts'
import { replySchema } from '../../../src/contract/reply-schemas.ts'
import { redeemResultSchema } from '../../../src/contract/wire/messages.ts'
import { done } from '../house/open-server.ts'
import { type Counter, openCounter } from '../redemptions/counter-house.ts'
import { type ApiHouse, type CardInHand, openApiHouse, refusalOf } from './api-house.ts'

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

let ids = 0
function newId(what = 'refused'): string {
  ids += 1
  return `${what}-${ids}`
}

const redeem = (body: unknown, key?: string) => house.post('/v1/storedvalue/redeem', body, key)

function tooMuchOf({ number, pin }: CardInHand, change: Record<string, unknown> = {}) {
  const card = { number, pin }
  return { requestId: newId(), card, amountMinor: 9000, currency: 'EUR', ...change }
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
      ...{ requestId: newId(), cardToken, amountMinor: 9000, currency: 'EUR', partial: 'deny' },
      ...{ payment: null, clerk: null, stationTimeMs: 1 },
    }
    const refund = {
      ...{ requestId: newId(), original: { requestId: 'never-sent' }, amountMinor: 100 },
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
    const load = { cardId, amountMinor: 100, fundedBy: 'cash', requestId: newId() } as const
    const told = [
      await house.operator.call('activate-card', load as never),
      await house.operator.call('activate-card', load as never),
    ]
    expect(told[0]).toMatchObject({ refusal: { code: 'LIMIT_SINGLE_LOAD' } })
    expect(told[1]).toEqual(told[0])
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
