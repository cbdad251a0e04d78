import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SEALED_ANSWER_WINDOW_MS } from '../../../server/cards/index.ts'
import { newId } from '../../helpers/new-id.ts'
import {
  type Answer,
  type ApiHouse,
  type CardInHand,
  openApiHouse,
  refusalOf,
} from './api-house.ts'
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

async function balanceOf(card: unknown): Promise<unknown> {
  return (await house.post('/v1/storedvalue/balance', { card })).body.value?.['balanceMinor']
}

/** The number and PIN that an activation issued. */
function cardOf({ body }: Answer): CardInHand {
  const { number, pin } = (body.value?.['issued'] ?? {}) as CardInHand
  return { number, pin }
}

describe('a retry under a new id', () => {
  test('after an answer that arrived: a possible duplicate that names the first', async () => {
    const body = await redemption({ orderId: newId('order') })
    const first = await redeem(body)
    const second = { ...body, requestId: newId('retry') }
    const answer = await redeem(second)
    expect(refusalOf(answer)).toBe('409 POSSIBLE_DUPLICATE')
    expect(answer.body.refusal?.message).toContain(body.requestId)
    expect(answer.body.refusal?.message).toContain(String(first.body.value?.['operationId']))
    const again = await redeem(second)
    expect(again.body.refusal).toEqual({ ...answer.body.refusal, replayed: true })
    expect(await balanceOf(body.card)).toBe(1500)
  })

  test('a possible duplicate is on record as one: its outcome, and a void of nothing', async () => {
    const body = await redemption({ orderId: newId('order') })
    const first = await redeem(body)
    const second = { ...body, requestId: newId('retry') }
    const answer = await redeem(second)
    expect(refusalOf(answer)).toBe('409 POSSIBLE_DUPLICATE')
    const outcome = await house.get(`/v1/requests/${second.requestId}`)
    expect(outcome.body.refusal).toEqual({ ...answer.body.refusal, replayed: true })
    const undo = { requestId: newId('retry'), original: { requestId: second.requestId } }
    const undone = await house.post('/v1/storedvalue/void', undo)
    expect(undone.body.value).toMatchObject({ applied: false, appliedMinor: 0 })
    expect(await balanceOf(body.card)).toBe(1500)
    expect((await redeem(body)).body.value).toMatchObject({
      operationId: first.body.value?.['operationId'],
    })
  })

  test('sales too: a second card of the same order is asked for, not handed out', async () => {
    const body = {
      requestId: newId('issue'),
      programId: house.programId,
      amountMinor: 2500,
      currency: 'EUR',
      orderId: newId('order'),
    }
    const issue = (change: object) =>
      house.post('/v1/storedvalue/fund-and-activate', { ...body, ...change })
    const first = await issue({})
    const again = await issue({ requestId: newId('issue') })
    expect(refusalOf(again)).toBe('409 POSSIBLE_DUPLICATE')
    expect(again.text).not.toContain('number')
    const card = cardOf(first)
    const load = { card, amountMinor: 500, currency: 'EUR', orderId: body.orderId }
    const fund = () => house.post('/v1/storedvalue/fund', { ...load, requestId: newId('fund') })
    expect((await fund()).status).toBe(200)
    expect(refusalOf(await fund())).toBe('409 POSSIBLE_DUPLICATE')
  })

  test('another line, another order, or a repeat that is meant: done again', async () => {
    const body = await redemption({ orderId: newId('order'), amountMinor: 500 })
    expect((await redeem(body)).status).toBe(200)
    for (const change of [{ lineId: '2' }, { orderId: newId('order') }, { allowRepeat: true }]) {
      const answer = await redeem({ ...body, requestId: newId('retry'), ...change })
      expect(answer.body.value).toMatchObject({ replayed: false, appliedMinor: 500 })
    }
    expect(await balanceOf(body.card)).toBe(500)
  })

  test('after the first was voided: done again', async () => {
    const body = await redemption({ orderId: newId('order') })
    await redeem(body)
    const undo = { requestId: newId('retry'), original: { requestId: body.requestId } }
    expect((await house.post('/v1/storedvalue/void', undo)).status).toBe(200)
    const answer = await redeem({ ...body, requestId: newId('retry') })
    expect(answer.body.value).toMatchObject({ replayed: false, balanceMinor: 1500 })
  })

  test('after answers that never arrived: each retry gets its first outcome, the money moved once', async () => {
    let lost = 0
    for (let round = 0; round < 5; round += 1) {
      const body = await redemption({ orderId: newId('order') })
      lost += await sendAndHangUp(body)
      const outcome = async () => (await house.get(`/v1/requests/${body.requestId}`)).status
      await expect.poll(outcome, { timeout: 10_000 }).toBe(200)

      const retry = { ...body, requestId: newId('retry') }
      const answer = await redeem(retry)
      expect(answer.status).toBe(200)
      expect(answer.headers.get('idempotent-replayed')).toBe('true')
      expect(answer.body.value).toMatchObject({ replayedOf: body.requestId, balanceMinor: 1500 })
      // Now the outcome is known for certain, under whichever id it is asked for next.
      expect((await redeem(retry)).text).toBe(answer.text)
      expect(refusalOf(await redeem({ ...body, requestId: newId('retry') }))).toBe(
        '409 POSSIBLE_DUPLICATE',
      )
      expect(await balanceOf(body.card)).toBe(1500)
    }
    expect(lost).toBe(5)
  })
})

describe('a new virtual card', () => {
  const issue = (body: unknown) => house.post('/v1/storedvalue/fund-and-activate', body)
  const order = () => ({
    requestId: newId('issue'),
    programId: house.programId,
    amountMinor: 2500,
    currency: 'EUR',
    orderId: newId('order'),
  })

  test('a replay hands out the same number and PIN, and no second card', async () => {
    const body = order()
    const first = await issue(body)
    const again = await issue(body)
    expect(again.body.value?.['issued']).toEqual(first.body.value?.['issued'])
    expect(again.body.value?.['operationId']).toBe(first.body.value?.['operationId'])
    expect(again.text).toBe(first.text.replace('"replayed":false', '"replayed":true'))
    expect(again.headers.get('cache-control')).toBe('no-store')
  })

  test('a retry under a new id after a lost answer hands out the first card', async () => {
    const body = order()
    const lost = await sendAndHangUp(body, '/v1/storedvalue/fund-and-activate')
    expect(lost).toBe(1)
    const enquire = () => house.get(`/v1/requests/${body.requestId}`)
    await expect.poll(async () => (await enquire()).status, { timeout: 10_000 }).toBe(200)
    const retry = await issue({ ...body, requestId: newId('issue') })
    const first = await issue(body)
    expect(retry.body.value?.['issued']).toEqual(first.body.value?.['issued'])
    expect(retry.body.value?.['issued']).not.toBeNull()
  })

  test('the outcome enquiry tells neither number nor PIN', async () => {
    const body = order()
    const issued = (await issue(body)).body.value?.['issued'] as { number: string; pin: string }
    const outcome = await house.get(`/v1/requests/${body.requestId}`)
    expect(outcome.status).toBe(200)
    expect(outcome.text).not.toContain(issued.number)
    expect(outcome.text).not.toContain(issued.pin)
  })

  test('after the window: the answer without the secrets, and what to do', async () => {
    const body = order()
    const first = await issue(body)
    house.advance(SEALED_ANSWER_WINDOW_MS - 60_000)
    expect((await issue(body)).body.value?.['issued']).toEqual(first.body.value?.['issued'])
    house.advance(120_000)
    const late = await issue(body)
    expect(late.status).toBe(200)
    expect(late.body.value).toMatchObject({ issued: null, pinReset: 'required', replayed: true })
  })
})

/**
 * Sends a request and hangs up once the server is at work on it, before a byte of the answer came.
 * Returns how many answers were lost: 1, or 0 when the server was too quick.
 */
async function sendAndHangUp(body: object, path = '/v1/storedvalue/redeem'): Promise<number> {
  const { requestId } = body as { requestId: string }
  const letGo = holdWriter(house.folder)
  let answers = 0
  const call = request(`${house.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${house.key}` },
  })
  call.on('response', () => {
    answers += 1
  })
  call.on('error', () => undefined)
  call.end(JSON.stringify(body))
  try {
    // An enquiry that comes before the request waits for the writer too: it is given up.
    const enquire = () =>
      fetch(`${house.url}/v1/requests/${requestId}`, {
        headers: { authorization: `Bearer ${house.key}` },
        signal: AbortSignal.timeout(100),
      }).catch(() => undefined)
    await expect.poll(async () => (await enquire())?.status, { timeout: 4_000 }).toBe(409)
    const isClosed = new Promise((resolve) => call.once('close', resolve))
    call.destroy()
    await isClosed
    // Another round trip: the server has seen the end of the first connection by then.
    await fetch(`${house.url}/healthz`)
  } finally {
    letGo()
  }
  return answers === 0 ? 1 : 0
}
