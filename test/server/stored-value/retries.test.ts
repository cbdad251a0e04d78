import Fastify from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createGuards } from '../../../server/guards/index.ts'
import { registerStoredValue } from '../../../server/stored-value/index.ts'
import { newId } from '../../helpers/new-id.ts'
import { type ApiHouse, openApiHouse, refusalOf } from './api-house.ts'
import { holdWriter } from './held-writer.ts'

let house: ApiHouse
beforeAll(async () => {
  house = await openApiHouse()
})
afterAll(() => house.close())

/** A redemption of 10.00 from a card that has 25.00, as the body to send. */
async function redemption(change: Record<string, unknown> = {}) {
  const { number, pin } = await house.activeCard(2500)
  const body = {
    requestId: newId('retry'),
    card: { number, pin },
    amountMinor: 1000,
    currency: 'EUR',
  }
  return { ...body, ...change }
}

const redeem = (body: unknown) => house.post('/v1/storedvalue/redeem', body)

const guard = () => createGuards(house.context)

async function balanceOf(card: unknown): Promise<unknown> {
  return (await house.post('/v1/storedvalue/balance', { card })).body.value?.['balanceMinor']
}

describe('the same request again', () => {
  test('a sale, after the card was given another PIN: the old one is not told any more', async () => {
    const { programId } = house
    const sale = { requestId: newId('sale'), programId, amountMinor: 2500, currency: 'EUR' }
    const sell = () => house.post('/v1/storedvalue/fund-and-activate', sale)
    const first = await sell()
    const issued = first.body.value?.['issued'] as { cardId: string; pin: string }
    expect((await sell()).body.value).toMatchObject({ replayed: true, issued, pinReset: null })
    const reset = { requestId: newId('reset'), cardId: issued.cardId, reason: 'lost it' }
    expect((await house.post('/v1/storedvalue/reset-pin', reset)).status).toBe(200)
    const again = await sell()
    expect(again.body.value).toMatchObject({ replayed: true, issued: null, pinReset: 'required' })
    expect(again.text).not.toContain(issued.pin)
  })

  test('the stored answer, byte for byte, marked as replayed; the money moved once', async () => {
    const body = await redemption()
    const first = await redeem(body)
    const again = [await redeem(body), await redeem(body), await redeem(body)]
    expect(new Set(again.map(({ text }) => text)).size).toBe(1)
    expect(again[0]?.text).toBe(first.text.replace('"replayed":false', '"replayed":true'))
    expect(first.headers.get('idempotent-replayed')).toBeNull()
    expect(again[0]?.headers.get('idempotent-replayed')).toBe('true')
    expect(await balanceOf(body.card)).toBe(1500)
  })

  test('a refusal is stored too: funds that came later do not change it', async () => {
    const body = await redemption({ amountMinor: 9000 })
    const first = await redeem(body)
    expect(refusalOf(first)).toBe('402 INSUFFICIENT_FUNDS')
    const fund = { ...body, requestId: newId('retry'), amountMinor: 10_000 }
    expect((await house.post('/v1/storedvalue/fund', fund)).status).toBe(200)
    const again = await redeem(body)
    expect(again.body.refusal).toEqual({ ...first.body.refusal, replayed: true })
  })

  test.each([
    ['amount', { amountMinor: 1001 }],
    ['partial', { partial: 'allow' }],
    ['order', { orderId: 'another' }],
    ['PIN', { pin: true }],
  ])('the same id with another %s: refused, and nothing moved', async (_, change) => {
    const body = await redemption()
    await redeem(body)
    const other =
      'pin' in change ? { ...body, card: { ...body.card, pin: '9999' } } : { ...body, ...change }
    expect(refusalOf(await redeem(other))).toBe('422 REQUEST_ID_REUSED')
    expect(await balanceOf(body.card)).toBe(1500)
  })

  test('two keys may use the same id', async () => {
    const body = await redemption()
    await redeem(body)
    const key = await house.addKey({})
    const other = await house.post('/v1/storedvalue/redeem', body, key)
    expect(other.body.value).toMatchObject({ replayed: false, balanceMinor: 500 })
  })
})

describe('outcomes', () => {
  test('a request that arrived: its stored answer; one that never did: not found', async () => {
    const body = await redemption()
    const first = await redeem(body)
    const outcome = await house.get(`/v1/requests/${body.requestId}`)
    expect(outcome.text).toBe(first.text.replace('"replayed":false', '"replayed":true'))
    const none = await house.get('/v1/requests/never-sent')
    expect(refusalOf(none)).toBe('404 NOT_FOUND')
    expect(none.body.error?.message).toBe('Not here yet; void it to be sure.')
  })

  test("another key's request: not found", async () => {
    const body = await redemption()
    await redeem(body)
    const key = await house.addKey({})
    expect(refusalOf(await house.get(`/v1/requests/${body.requestId}`, key))).toBe('404 NOT_FOUND')
  })

  test('an id with marks that an address must escape', async () => {
    const body = await redemption({ requestId: 'shop/7:a+b' })
    await redeem(body)
    const outcome = await house.get(`/v1/requests/${encodeURIComponent('shop/7:a+b')}`)
    expect(outcome.body.value).toMatchObject({ requestId: 'shop/7:a+b' })
  })

  test.each([
    ['plain', 'x'.repeat(128)],
    ['every mark to be escaped', '/:+'.repeat(43).slice(0, 128)],
  ])('the longest id, %s: its outcome, and its void by address', async (_, requestId) => {
    const body = await redemption({ requestId })
    await redeem(body)
    const path = `/v1/requests/${encodeURIComponent(requestId)}`
    expect((await house.get(path)).body.value).toMatchObject({ requestId, appliedMinor: 1000 })
    const undone = await house.post(`${path}/void`, { voidRequestId: newId('retry') })
    expect(undone.body.value).toMatchObject({ applied: true, appliedMinor: 1000 })
    expect(await balanceOf(body.card)).toBe(2500)
  })

  test('asked while its PIN is being judged: in progress, never that it is not here', async () => {
    const app = Fastify()
    await registerStoredValue(app, house.context, guard())
    const headers = { authorization: `Bearer ${house.key}` }
    const enquire = (id: string) =>
      app.inject({ method: 'GET', url: `/v1/requests/${id}`, headers })
    const { card } = await redemption()
    const bodies = Array.from({ length: 30 }, () => {
      return { requestId: newId('retry'), card, amountMinor: 10, currency: 'EUR' }
    })
    const sent = bodies.map((payload) =>
      app.inject({ method: 'POST', url: '/v1/storedvalue/redeem', headers, payload }),
    )
    // By the time that a later request is answered, all of them are in.
    expect((await enquire('never-sent')).statusCode).toBe(404)
    const asked = await Promise.all(bodies.map(({ requestId }) => enquire(requestId)))
    const statuses = asked.map(({ statusCode }) => statusCode)
    expect(statuses.filter((status) => status === 409).length).toBeGreaterThan(0)
    expect(statuses).not.toContain(404)
    const again = await app.inject({
      ...{ method: 'POST', url: '/v1/storedvalue/redeem', headers },
      payload: bodies[29] ?? {},
    })
    expect([200, 409]).toContain(again.statusCode)
    for (const answer of await Promise.all(sent)) expect(answer.statusCode).toBe(200)
    expect(await balanceOf(card)).toBe(2200)
    await app.close()
  })

  test('no answer in time: unknown, in progress while it runs, then the outcome', async () => {
    const app = Fastify()
    await registerStoredValue(app, house.context, guard(), { deadlineMs: 100 })
    const body = await redemption()
    const headers = { authorization: `Bearer ${house.key}` }
    const send = () =>
      app.inject({ method: 'POST', url: '/v1/storedvalue/redeem', headers, payload: body })
    const enquire = () =>
      app.inject({ method: 'GET', url: `/v1/requests/${body.requestId}`, headers })
    const letGo = holdWriter(house.folder)
    try {
      const late = await send()
      expect(late.statusCode).toBe(504)
      expect(late.json()).toMatchObject({
        ok: false,
        error: { code: 'TIMEOUT_UNKNOWN', retryable: true, nextAction: 'enquire' },
      })
      expect((await send()).json()).toMatchObject({ refusal: { code: 'REQUEST_IN_PROGRESS' } })
      expect((await enquire()).statusCode).toBe(409)
    } finally {
      letGo()
    }
    await expect.poll(async () => (await enquire()).statusCode, { timeout: 10_000 }).toBe(200)
    expect((await enquire()).json()).toMatchObject({ value: { appliedMinor: 1000 } })
    expect(await balanceOf(body.card)).toBe(1500)
    await app.close()
  })
})
