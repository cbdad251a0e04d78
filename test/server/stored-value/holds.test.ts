import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { API_SCOPES } from '../../../src/contract/admin/views.ts'
import { minor } from '../../../src/contract/money.ts'
import { newId } from '../../helpers/new-id.ts'
import { openAgain } from '../house/open-again.ts'
import { done } from '../house/open-server.ts'
import { type ApiHouse, openApiHouse, refusalOf } from './api-house.ts'

let house: ApiHouse
beforeAll(async () => {
  house = await openApiHouse()
})
afterAll(() => house.close())

const post = (operation: string, body: Record<string, unknown>, key?: string) =>
  house.post(`/v1/storedvalue/${operation}`, { requestId: newId('hold'), ...body }, key)

/** A card with 25.00 of which 10.00 are held. */
async function cardWithHold(more: object = {}, key?: string) {
  const { number, pin } = await house.activeCard(2500)
  const card = { number, pin }
  const id = newId('hold')
  const body = { requestId: id, card, amountMinor: 1000, currency: 'EUR', ...more }
  const answer = await post('hold', body, key)
  expect(answer.status, answer.text).toBe(200)
  return { card, answer, original: { requestId: id } }
}

async function availableOf(card: object): Promise<unknown> {
  const answer = await post('balance', { card, requestId: undefined })
  return answer.body.value?.['availableMinor']
}

describe('hold', () => {
  test('kept for one sale: others find the rest, the capture takes it', async () => {
    const { card, answer, original } = await cardWithHold()
    expect(answer.body.value).toMatchObject({
      ...{ kind: 'hold', balanceMinor: 2500, availableMinor: 1500, appliedMinor: 0 },
    })
    const take = { card, amountMinor: 1501, currency: 'EUR' }
    expect(refusalOf(await post('redeem', take))).toBe('402 FUNDS_HELD')
    const more = { original, amountMinor: 1001, currency: 'EUR' }
    expect(refusalOf(await post('capture', more))).toBe('422 CAPTURE_EXCEEDS_HOLD')
    const taken = await post('capture', { original, amountMinor: 700, currency: 'EUR' })
    expect(taken.body.value).toMatchObject({
      ...{ kind: 'redeem', appliedMinor: 700, balanceMinor: 1800, availableMinor: 1800 },
      originalOperationId: answer.body.value?.['operationId'],
    })
    expect(refusalOf(await post('release', { original }))).toBe('404 HOLD_NOT_FOUND')
  })

  test('released, twice: free again, and said so', async () => {
    const { card, original } = await cardWithHold()
    expect((await post('release', { original })).body.value).toMatchObject({
      ...{ kind: 'release', availableMinor: 2500 },
    })
    expect((await post('release', { original })).body.value).toMatchObject({ alreadyVoided: true })
    expect(await availableOf(card)).toBe(2500)
    expect(refusalOf(await post('release', { original: { requestId: 'never' } }))).toBe(
      '404 HOLD_NOT_FOUND',
    )
  })

  test('a time to live that is none, and a key without the scope: not taken', async () => {
    const { number, pin } = await house.activeCard(2500)
    const body = { card: { number, pin }, amountMinor: 100, currency: 'EUR' }
    for (const ttlMs of [0, 999, 2_592_000_001, 1.5])
      expect(refusalOf(await post('hold', { ...body, ttlMs }))).toBe('400 REQUEST_MALFORMED')
    const key = await house.addKey({ scopes: API_SCOPES.filter((scope) => scope !== 'hold') })
    for (const operation of ['hold', 'capture', 'release'])
      expect(refusalOf(await post(operation, body, key))).toBe('403 NOT_PERMITTED')
  })
})

test('held, captured, undone, and held again for the order after a restart: never said to be held', async () => {
  const before = await openApiHouse()
  const { number, pin } = await before.activeCard(2500)
  const sale = { card: { number, pin }, amountMinor: 1000, currency: 'EUR', orderId: 'order-7' }
  const first = { requestId: 'held', ...sale }
  expect((await before.post('/v1/storedvalue/hold', first)).status).toBe(200)
  const captured = { requestId: 'captured', original: { requestId: 'held' }, currency: 'EUR' }
  expect((await before.post('/v1/storedvalue/capture', captured)).status).toBe(200)
  const undone = { requestId: 'undone', original: { requestId: 'captured' } }
  expect((await before.post('/v1/storedvalue/void', undone)).status).toBe(200)
  await before.stop()

  const after = await openAgain(before)
  try {
    const response = await fetch(`${after.url}/v1/storedvalue/hold`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${before.key}` },
      body: JSON.stringify({ requestId: 'again', ...sale }),
    })
    // Which of its answers arrived the server no longer knows; this one would be of what is over.
    expect(await response.json()).toMatchObject({ refusal: { code: 'POSSIBLE_DUPLICATE' } })
  } finally {
    await after.close()
    await before.close()
  }
})

test('balance with an amount: whether there is enough, of what is not held', async () => {
  const { card } = await cardWithHold()
  const ask = async (amountMinor?: number) => {
    const answer = await post('balance', { card, amountMinor, requestId: undefined })
    return answer.body.value?.['enough'] ?? refusalOf(answer)
  }
  expect(await ask(1500)).toBe(true)
  expect(await ask(1501)).toBe(false)
  expect(await ask(0)).toBe('422 AMOUNT_INVALID')
  const { body } = await post('balance', { card, requestId: undefined })
  expect(body.value?.['enough']).toBeNull()
})

test('a velocity rule: what is held counts as what is taken, once', async () => {
  const { programId } = house
  const rule = { windowMs: 3_600_000, countMax: null, amountMaxMinor: minor(1500) }
  const { card, original } = await cardWithHold()
  done(await house.operator.call('set-velocity', { programId, rule }))
  const ask = (operation: string, amountMinor: number) =>
    post(operation, { card, amountMinor, currency: 'EUR' })
  expect(refusalOf(await ask('hold', 501))).toBe('429 VELOCITY_LIMIT')
  expect(refusalOf(await ask('redeem', 501))).toBe('429 VELOCITY_LIMIT')
  expect((await post('capture', { original, currency: 'EUR' })).status).toBe(200)
  expect(refusalOf(await ask('hold', 501))).toBe('429 VELOCITY_LIMIT')
  expect((await ask('hold', 500)).status).toBe(200)
  done(await house.operator.call('set-velocity', { programId, rule: null }))
})

// The last: the operator's session is over after it.
test('nobody comes back: it ends by itself, of a till after half an hour', async () => {
  const { card, original } = await cardWithHold()
  const short = await cardWithHold({ ttlMs: 60_000 })
  const key = await house.addKey({ kind: 'oms' })
  const long = await cardWithHold({}, key)
  house.advance(1_800_001)
  expect(refusalOf(await post('capture', { original, currency: 'EUR' }))).toBe('404 HOLD_NOT_FOUND')
  await expect.poll(() => availableOf(card), WITHIN).toBe(2500)
  await expect.poll(() => availableOf(short.card), WITHIN).toBe(2500)
  expect(await availableOf(long.card)).toBe(1500)
  const releases = await house.context.database.read
    .selectFrom('journal')
    .select('request_id')
    .where('caller', '=', 'system:holds')
    .execute()
  expect(new Set(releases.map(({ request_id: id }) => id)).size).toBe(releases.length)
}, 30_000)

const WITHIN = { timeout: 15_000, interval: 200 }
