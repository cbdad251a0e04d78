import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '../../helpers/new-id.ts'
import { type ApiHouse, openApiHouse, refusalOf } from './api-house.ts'

let house: ApiHouse
beforeAll(async () => {
  house = await openApiHouse()
})
afterAll(() => house.close())

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

describe('void and refund', () => {
  test('a void by request id: the balance is back, a second one changes nothing', async () => {
    const card = await house.activeCard(2500)
    const id = newId()
    await redeem({ number: card.number, pin: card.pin }, { requestId: id })
    const undo = () =>
      house.post('/v1/storedvalue/void', { requestId: newId(), original: { requestId: id } })
    expect((await undo()).body.value).toMatchObject({ applied: true, balanceMinor: 2500 })
    expect((await undo()).body.value).toMatchObject({ alreadyVoided: true, appliedMinor: 0 })
    expect(await balanceOf(card)).toBe(2500)
  })

  test('a void before its redemption: the late redemption is refused for ever', async () => {
    const card = await house.activeCard(2500)
    const id = newId()
    const early = await house.post(`/v1/requests/${id}/void`, { voidRequestId: newId() })
    expect(early.body.value).toMatchObject({ applied: false, appliedMinor: 0 })
    const late = () => redeem({ number: card.number, pin: card.pin }, { requestId: id })
    expect(refusalOf(await late())).toBe('409 VOIDED_BEFORE_ARRIVAL')
    expect(refusalOf(await late())).toBe('409 VOIDED_BEFORE_ARRIVAL')
    expect(await balanceOf(card)).toBe(2500)
  })

  test('a void by order, card and amount: the newest redemption of that order', async () => {
    const { number, pin } = await house.activeCard(2500)
    const orderId = `order-${newId()}`
    const done = await redeem({ number, pin }, { orderId })
    const original = { orderId, card: { number }, amountMinor: 1000, currency: 'EUR' }
    const answer = await house.post('/v1/storedvalue/void', { requestId: newId(), original })
    expect(answer.body.value).toMatchObject({
      applied: true,
      originalOperationId: done.body.value?.['operationId'],
      balanceMinor: 2500,
    })
  })

  test('a key without a location: does not undo what another key took', async () => {
    const card = await house.activeCard(2500)
    const { number, pin } = card
    const orderId = `order-${newId()}`
    await redeem({ number, pin }, { orderId })
    const key = await house.addKey({ kind: 'webstore', locationId: null })
    const original = { orderId, card: { number }, amountMinor: 1000, currency: 'EUR' }
    const undo = { requestId: newId(), original }
    const answer = await house.post('/v1/storedvalue/void', undo, key)
    expect(answer.body.value).toMatchObject({ applied: false, appliedMinor: 0 })
    expect(await balanceOf(card)).toBe(1500)
  })

  test('an operation of another location: as if there were none', async () => {
    const card = await house.activeCard(2500)
    const { number, pin } = card
    const elsewhere = await house.operator.call('create-location', {
      name: `Elsewhere ${newId()}`,
      email: 'else@where.example',
      currency: 'EUR',
      timeZone: 'Europe/Paris',
    })
    if (!elsewhere.ok) throw new Error('no location')
    const key = await house.addKey({ locationId: elsewhere.value.locationId })
    const done = await redeem({ number, pin })
    const operationId = done.body.value?.['operationId']
    const undo = { requestId: newId(), original: { operationId } }
    expect(refusalOf(await house.post('/v1/storedvalue/void', undo, key))).toBe(
      '404 ORIGINAL_NOT_FOUND',
    )
    const back = { ...undo, amountMinor: 100, currency: 'EUR' }
    expect(refusalOf(await house.post('/v1/storedvalue/refund', back, key))).toBe(
      '404 ORIGINAL_NOT_FOUND',
    )
    expect(await balanceOf(card)).toBe(1500)
  })

  test('refunds: part by part, never more than was redeemed', async () => {
    const card = await house.activeCard(2500)
    const done = await redeem({ number: card.number, pin: card.pin })
    const operationId = done.body.value?.['operationId']
    const giveBack = (amountMinor: number) =>
      house.post('/v1/storedvalue/refund', {
        requestId: newId(),
        original: { operationId },
        amountMinor,
        currency: 'EUR',
      })
    expect((await giveBack(400)).body.value).toMatchObject({ kind: 'refund', balanceMinor: 1900 })
    expect(refusalOf(await giveBack(601))).toBe('422 REFUND_EXCEEDS_REDEEMED')
    expect((await giveBack(600)).body.value).toMatchObject({ balanceMinor: 2500 })
    expect(refusalOf(await giveBack(1))).toBe('422 REFUND_EXCEEDS_REDEEMED')
  })

  test('a refund of nothing that ever was: not found', async () => {
    const answer = await house.post('/v1/storedvalue/refund', {
      requestId: newId(),
      original: { requestId: 'never-sent' },
      amountMinor: 100,
      currency: 'EUR',
    })
    expect(refusalOf(answer)).toBe('404 ORIGINAL_NOT_FOUND')
  })
})
