import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MISSES_PER_ADDRESS } from '../../../server/guards/limits.ts'
import { SHOPPER_ADDRESS_HEADER } from '../../../server/stored-value/index.ts'
import { API_SCOPES } from '../../../src/contract/admin/views.ts'
import { newId } from '../../helpers/new-id.ts'
import { type ApiHouse, type CardInHand, openApiHouse, refusalOf } from './api-house.ts'

let house: ApiHouse
beforeAll(async () => {
  house = await openApiHouse()
})
afterAll(() => house.close())

const post = (operation: string, body: Record<string, unknown>, key?: string) =>
  house.post(`/v1/storedvalue/${operation}`, { requestId: newId('moving'), ...body }, key)

function inHand({ number, pin }: CardInHand) {
  return { number, pin }
}

const take = (card: CardInHand, amountMinor: number) =>
  post('redeem', { card: inHand(card), amountMinor, currency: 'EUR' })

describe('merge', () => {
  test('by a web store: all on the second card, told by its last four, and no number in the answer', async () => {
    const shop = await house.addKey({ kind: 'webstore', locationId: null })
    const [one, other] = [await house.activeCard(2500), await house.activeCard(700)]
    const body = {
      requestId: newId('moving'),
      card: inHand(one),
      into: inHand(other),
      currency: 'EUR',
    }
    const first = await post('merge', body, shop)
    expect(first.body.value).toMatchObject({
      ...{ kind: 'merge', appliedMinor: 2500, balanceMinor: 3200, cardState: 'active' },
      ...{ cardLastFour: other.number.slice(-4), replacedLastFour: one.number.slice(-4) },
    })
    for (const secret of [one, other].flatMap(({ number, pin }) => [number, `"${pin}"`]))
      expect(first.text).not.toContain(secret)
    const again = await post('merge', body, shop)
    expect(again.body.value).toEqual({ ...first.body.value, replayed: true })
    expect(refusalOf(await post('merge', { ...body, into: inHand(one) }, shop))).toBe(
      '422 REQUEST_ID_REUSED',
    )
    expect(refusalOf(await take(one, 100))).toBe('410 CARD_DEACTIVATED')
    expect((await take(other, 3200)).body.value).toMatchObject({ balanceMinor: 0 })
  })

  test('without the PIN of either card: refused as if there were no card, and nothing moved', async () => {
    const [one, other] = [await house.activeCard(2500), await house.activeCard(700)]
    const { number } = other
    const wrong = { ...inHand(one), pin: one.pin === '00000000' ? '11111111' : '00000000' }
    for (const body of [
      { card: wrong, into: inHand(other) },
      { card: inHand(one), into: { number } },
      { card: { number: one.number }, into: inHand(other) },
    ])
      expect(refusalOf(await post('merge', { ...body, currency: 'EUR' }))).toBe(
        '404 CARD_NOT_FOUND_OR_PIN_INVALID',
      )
    expect((await take(one, 2500)).body.value).toMatchObject({ balanceMinor: 0 })
  })

  test('by ids: with a reason, and by a key that may also replace cards', async () => {
    const [{ cardId }, into] = [await house.activeCard(2500), await house.activeCard(700)]
    const body = { cardId, intoCardId: into.cardId, currency: 'EUR' }
    const others = API_SCOPES.filter((scope) => scope !== 'replace')
    const key = await house.addKey({ scopes: others })
    const reason = 'Asked on the phone'
    expect(refusalOf(await post('merge', { ...body, reason }, key))).toBe('403 NOT_PERMITTED')
    expect(refusalOf(await post('merge', body))).toBe('400 REQUEST_MALFORMED')
    const both = { ...body, reason, into: inHand(into) }
    expect(refusalOf(await post('merge', both))).toBe('400 REQUEST_MALFORMED')
    expect((await post('merge', { ...body, reason })).body.value).toMatchObject({
      balanceMinor: 3200,
    })
  })
})

describe('replace', () => {
  test('a lost card by one from stock: the value goes on under the new number and PIN', async () => {
    const [lost, fresh] = [await house.activeCard(2500), await house.stockedCard()]
    const reason = 'Lost on the train'
    expect((await post('block', { cardId: lost.cardId, reason })).body.ok).toBe(true)
    const { number } = lost
    const answer = await post('replace', {
      ...{ card: { number }, into: { number: fresh.number }, reason },
    })
    expect(answer.body.value).toMatchObject({
      ...{ kind: 'replace', appliedMinor: 2500, balanceMinor: 2500, cardState: 'active' },
      ...{ issued: null, pinReset: null, replacedLastFour: number.slice(-4) },
    })
    expect(refusalOf(await take(lost, 100))).toBe('410 CARD_DEACTIVATED')
    expect((await take(fresh, 400)).body.value).toMatchObject({ balanceMinor: 2100 })
    const { cardId } = lost
    expect(refusalOf(await post('unblock', { cardId, reason }))).toBe('410 CARD_DEACTIVATED')
  })

  test('by a new virtual card: its number and PIN come with the answer, and the same at a replay', async () => {
    const { cardId } = await house.activeCard(2500)
    const body = { requestId: newId('moving'), cardId, into: { form: 'virtual' }, reason: 'Broken' }
    const first = await post('replace', body)
    const issued = first.body.value?.['issued'] as CardInHand
    expect((await take(issued, 500)).body.value).toMatchObject({ balanceMinor: 2000 })
    const again = await post('replace', body)
    expect(again.body.value).toEqual({ ...first.body.value, replayed: true })
    const asked = await house.get(`/v1/requests/${body.requestId}`)
    expect(asked.body.value).toMatchObject({ kind: 'replace', appliedMinor: 2500 })
    expect(asked.text).not.toContain(issued.number)
  })

  test('what comes back later: the void of an old redemption lands on the new card', async () => {
    const [lost, fresh] = [await house.activeCard(2500), await house.stockedCard()]
    const id = newId('moving')
    const sale = { requestId: id, card: inHand(lost), amountMinor: 900, currency: 'EUR' }
    expect((await post('redeem', sale)).body.ok).toBe(true)
    const into = { cardId: fresh.cardId }
    await post('replace', { cardId: lost.cardId, into, reason: 'Lost' })
    expect((await post('void', { original: { requestId: id } })).body.value).toMatchObject({
      ...{ kind: 'void', appliedMinor: 900, balanceMinor: 2500 },
      ...{ cardLastFour: fresh.number.slice(-4), replacedLastFour: lost.number.slice(-4) },
    })
  })

  test('a card that is none of the network’s, or a number of stock with a wrong digit: refused', async () => {
    const { cardId } = await house.activeCard(2500)
    const { number } = await house.stockedCard()
    const typed = `${number.slice(0, -1)}${(Number(number.at(-1)) + 1) % 10}`
    const reason = 'Lost'
    expect(refusalOf(await post('replace', { cardId, into: { number: typed }, reason }))).toBe(
      '422 NUMBER_CHECK_DIGIT',
    )
    const nobody = '0199f5a0-0000-7000-8000-000000000001'
    const into = { number }
    expect(refusalOf(await post('replace', { cardId: nobody, into, reason }))).toBe(
      '404 CARD_NOT_FOUND_OR_PIN_INVALID',
    )
    expect(refusalOf(await post('replace', { cardId, into: { cardId: nobody }, reason }))).toBe(
      '404 CARD_NOT_FOUND_OR_PIN_INVALID',
    )
  })
})

test('whoever tries out PINs of second cards waits, as with first ones', async () => {
  const shop = await house.addKey({ kind: 'webstore', locationId: null })
  const [mine, theirs] = [await house.activeCard(2500), await house.activeCard(2500)]
  const statuses: number[] = []
  for (let count = 0; count <= MISSES_PER_ADDRESS.max; count += 1) {
    const pin = theirs.pin === '00000000' ? '11111111' : '00000000'
    const into = { number: theirs.number, pin }
    const body = { requestId: newId('moving'), card: inHand(mine), into, currency: 'EUR' }
    const response = await fetch(`${house.url}/v1/storedvalue/merge`, {
      method: 'POST',
      headers: {
        ...{ 'content-type': 'application/json', authorization: `Bearer ${shop}` },
        [SHOPPER_ADDRESS_HEADER]: '192.0.2.7',
      },
      body: JSON.stringify(body),
    })
    statuses.push(response.status)
  }
  expect(new Set(statuses.slice(0, -1))).toEqual(new Set([404, 423]))
  expect(statuses.at(-1)).toBe(429)
})
