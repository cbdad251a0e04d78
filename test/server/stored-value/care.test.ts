import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { API_SCOPES, type ApiScope } from '../../../src/contract/admin/views.ts'
import { newId } from '../../helpers/new-id.ts'
import { type ApiHouse, openApiHouse, refusalOf } from './api-house.ts'

let house: ApiHouse
beforeAll(async () => {
  house = await openApiHouse()
})
afterAll(() => house.close())

const post = (operation: string, body: Record<string, unknown>, key?: string) =>
  house.post(`/v1/storedvalue/${operation}`, { requestId: newId('care'), ...body }, key)

function inHand({ number, pin }: { number: string; pin: string }) {
  return { number, pin }
}

describe('cash-out', () => {
  test('part, then all with closing: paid out to the cent, and the void opens the card again', async () => {
    const made = await house.activeCard(2500)
    const body = { card: inHand(made), currency: 'EUR' }
    expect((await post('cash-out', { ...body, amountMinor: 500 })).body.value).toMatchObject({
      ...{ kind: 'cash_out', appliedMinor: 500, balanceMinor: 2000, cardState: 'active' },
    })
    const id = newId('care')
    const all = await post('cash-out', { ...body, requestId: id, close: true })
    expect(all.body.value).toMatchObject({ appliedMinor: 2000, cardState: 'cancelled' })
    expect(all.text).not.toContain(made.number)
    expect(refusalOf(await post('cash-out', body))).toBe('410 CARD_DEACTIVATED')
    const undone = await post('void', { original: { requestId: id } })
    expect(undone.body.value).toMatchObject({ balanceMinor: 2000, cardState: 'active' })
  })

  test('a wrong PIN, more than there is, a wrong check digit: refused, and nothing moved', async () => {
    const made = await house.activeCard(2500)
    const { number, pin } = inHand(made)
    const ask = (change: object) =>
      post('cash-out', { card: { number, pin }, amountMinor: 100, currency: 'EUR', ...change })
    const wrong = pin === '00000000' ? '11111111' : '00000000'
    expect(refusalOf(await ask({ card: { number, pin: wrong } }))).toBe(
      '404 CARD_NOT_FOUND_OR_PIN_INVALID',
    )
    expect(refusalOf(await ask({ amountMinor: 2501 }))).toBe('402 INSUFFICIENT_FUNDS')
    expect(refusalOf(await ask({ amountMinor: 0 }))).toBe('422 AMOUNT_INVALID')
    const typed = `${number.slice(0, -1)}${(Number(number.at(-1)) + 1) % 10}`
    expect(refusalOf(await ask({ card: { number: typed, pin } }))).toBe('422 NUMBER_CHECK_DIGIT')
    expect((await ask({ amountMinor: 2500 })).body.value).toMatchObject({ balanceMinor: 0 })
  })
})

describe('adjust and credit', () => {
  test('an adjustment within the limit: posted at once, with its reason', async () => {
    const { cardId } = await house.activeCard(2500)
    const asked = { cardId, amountMinor: -300, currency: 'EUR', reason: 'Loaded twice' }
    expect((await post('adjust', asked)).body.value).toMatchObject({
      ...{ kind: 'adjust', requestedMinor: -300, appliedMinor: 300, balanceMinor: 2200 },
    })
    expect(refusalOf(await post('adjust', { ...asked, reason: '  ' }))).toBe(
      '400 REQUEST_MALFORMED',
    )
    expect(refusalOf(await post('adjust', { ...asked, amountMinor: 0 }))).toBe('422 AMOUNT_INVALID')
  })

  test('an adjustment that is sent again: the stored answer, byte for byte', async () => {
    const { number } = await house.activeCard(2500)
    const body = { card: { number }, amountMinor: 100, currency: 'EUR', reason: 'Promised' }
    const asked = { ...body, requestId: newId('care') }
    const first = await post('adjust', asked)
    const second = await post('adjust', asked)
    expect(second.body.value).toEqual({ ...first.body.value, replayed: true })
    expect(refusalOf(await post('adjust', { ...asked, amountMinor: 200 }))).toBe(
      '422 REQUEST_ID_REUSED',
    )
  })

  test('an unlinked refund: by number or by id, not by both', async () => {
    const { cardId, number } = await house.activeCard(2500)
    const body = { amountMinor: 400, currency: 'EUR', reason: 'No receipt' }
    expect((await post('credit', { ...body, cardId })).body.value).toMatchObject({
      ...{ kind: 'credit', balanceMinor: 2900 },
    })
    expect((await post('credit', { ...body, card: { number } })).body.value).toMatchObject({
      balanceMinor: 3300,
    })
    const both = { ...body, cardId, card: { number } }
    expect(refusalOf(await post('credit', both))).toBe('400 REQUEST_MALFORMED')
    expect(refusalOf(await post('credit', body))).toBe('400 REQUEST_MALFORMED')
  })
})

describe('block, unblock and change-status', () => {
  test('a blocked card: nothing can be taken until it is let go on; closed for ever after', async () => {
    const made = await house.activeCard(2500)
    const { cardId } = made
    const take = () => post('redeem', { card: inHand(made), amountMinor: 100, currency: 'EUR' })
    const change = (operation: string, more: object = {}) =>
      post(operation, { cardId, reason: 'Reported lost', ...more })
    expect((await change('block')).body.value).toMatchObject({ cardState: 'blocked' })
    expect(refusalOf(await take())).toBe('409 CARD_BLOCKED')
    expect(refusalOf(await change('block'))).toBe('409 CARD_BLOCKED')
    expect((await change('unblock')).body.value).toMatchObject({ cardState: 'active' })
    expect(refusalOf(await change('unblock'))).toBe('409 CARD_STATE_CONFLICT')
    expect((await take()).body.value).toMatchObject({ balanceMinor: 2400 })
    const closed = await change('change-status', { status: 'deactivated' })
    expect(closed.body.value).toMatchObject({ kind: 'deactivate', appliedMinor: 2400 })
    expect(refusalOf(await take())).toBe('410 CARD_DEACTIVATED')
  })

  test('a card without a date, or before it: does not expire', async () => {
    const { cardId } = await house.activeCard(2500)
    const body = { cardId, valueTo: 'suspense', reason: 'Over' }
    expect(refusalOf(await post('expire', body))).toBe('409 CARD_STATE_CONFLICT')
  })

  test('a card of nobody: not found', async () => {
    const cardId = '01890000-0000-7000-8000-000000000000'
    expect(refusalOf(await post('block', { cardId, reason: 'Lost' }))).toBe(
      '404 CARD_NOT_FOUND_OR_PIN_INVALID',
    )
  })
})

test.each([
  ['cash-out', 'cash-out'],
  ['adjust', 'adjust'],
  ['credit', 'credit'],
  ['block', 'block'],
  ['unblock', 'unblock'],
  ['change-status', 'deactivate'],
  ['expire', 'expire'],
] as const)('%s: a key without the scope %s is not permitted', async (operation, scope) => {
  const others: ApiScope[] = API_SCOPES.filter((other) => other !== scope)
  const key = await house.addKey({ scopes: others })
  const answer = await post(operation, {}, key)
  expect(refusalOf(answer)).toBe('403 NOT_PERMITTED')
})
