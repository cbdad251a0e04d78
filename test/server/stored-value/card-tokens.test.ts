import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cardLink } from '../../../server/cards/index.ts'
import { ENQUIRIES_PER_CARD } from '../../../server/guards/limits.ts'
import {
  createStoredValueClient,
  openFileStore,
} from '../../../server/stored-value/client/index.ts'
import { cardIdSchema } from '../../../src/contract/ids.ts'
import { newId } from '../../helpers/new-id.ts'
import { type Answer, type ApiHouse, openApiHouse, refusalOf } from './api-house.ts'

let house: ApiHouse
let shop: string
beforeAll(async () => {
  house = await openApiHouse()
  shop = await house.addKey({ kind: 'webstore' })
})
afterAll(() => house.close())

/** What a camera reads off a card, but for the address of the server. */
function tokenOf({ cardId }: { readonly cardId: string }): string {
  const link = cardLink(house.context.keys, house.url, cardIdSchema.parse(cardId))
  return link.slice(link.lastIndexOf('/') + 1)
}

const NO_CARD = 'AAAAAAAAAAAAAAAAAAAAAA'
const UNKNOWN = '404 CARD_NOT_FOUND_OR_PIN_INVALID'
const post = (operation: string, body: object, key?: string) =>
  house.post(`/v1/storedvalue/${operation}`, body, key)
const redeem = (card: object, change: object = {}, key?: string) =>
  post(
    'redeem',
    { requestId: newId('token'), card, amountMinor: 1000, currency: 'EUR', ...change },
    key,
  )

async function soldCard() {
  const card = await house.activeCard(2500)
  return { ...card, token: tokenOf(card) }
}

describe('a card by its token', () => {
  test('sold, read, redeemed, held, loaded, cashed out, blocked: as by its number', async () => {
    const stocked = await house.stockedCard()
    const card = { token: tokenOf(stocked), pin: stocked.pin }
    const money = { amountMinor: 2500, currency: 'EUR' }
    const sold = await post('fund-and-activate', { requestId: newId('token'), card, ...money })
    expect(sold.body.value).toMatchObject({ cardLastFour: stocked.number.slice(-4) })
    const balance = async () => (await post('balance', { card })).body.value?.['balanceMinor']
    expect(await balance()).toBe(2500)
    expect((await redeem(card)).body.value).toMatchObject({ balanceMinor: 1500 })
    const some = { ...money, amountMinor: 500 }
    const held = await post('hold', { requestId: newId('token'), card, ...some })
    expect(held.body.value).toMatchObject({ availableMinor: 1000 })
    const loaded = await post('fund', { requestId: newId('token'), card, ...some })
    expect(loaded.body.value).toMatchObject({ balanceMinor: 2000 })
    const out = await post('cash-out', { requestId: newId('token'), card, ...some })
    expect(out.body.value).toMatchObject({ balanceMinor: 1500 })
    expect((await post('verify-pin', { card })).body.value).toMatchObject({ verified: true })
    const alone = { token: card.token }
    const block = { requestId: newId('token'), card: alone, reason: 'lost' }
    expect((await post('block', block)).body.value).toMatchObject({ cardState: 'blocked' })
    const order = { orderId: 'order-of-token', amountMinor: 100, currency: 'EUR' }
    await post('unblock', { ...block, requestId: newId('token') })
    await redeem(card, order)
    const undone = await post('void', { requestId: newId('token'), original: { ...order, card } })
    expect(undone.body.value).toMatchObject({ applied: true, appliedMinor: 100 })
  })

  test('all of one card to another, and one in the place of another', async () => {
    const [from, to] = [await soldCard(), await soldCard()]
    const cards = {
      card: { token: from.token, pin: from.pin },
      into: { token: to.token, pin: to.pin },
    }
    const merged = await post('merge', { requestId: newId('token'), ...cards, currency: 'EUR' })
    expect(merged.body.value).toMatchObject({ balanceMinor: 5000 })
    const into = { token: tokenOf(await house.stockedCard()) }
    const moved = { requestId: newId('token'), card: { token: to.token }, into, reason: 'lost' }
    expect((await post('replace', moved)).body.value).toMatchObject({ balanceMinor: 5000 })
  })

  test('the same request, once by token and once by number: one and the same', async () => {
    const { token, number, pin } = await soldCard()
    const body = { requestId: newId('token'), amountMinor: 1000, currency: 'EUR' }
    const first = await post('redeem', { ...body, card: { token, pin } })
    const again = await post('redeem', { ...body, card: { number, pin } })
    expect(again.text).toBe(first.text.replace('"replayed":false', '"replayed":true'))
    const other = await soldCard()
    const reused = await post('redeem', { ...body, card: { token: other.token, pin: other.pin } })
    expect(refusalOf(reused)).toBe('422 REQUEST_ID_REUSED')
    const unknown = await post('redeem', { ...body, card: { token: NO_CARD, pin } })
    expect(refusalOf(unknown)).toBe('422 REQUEST_ID_REUSED')
    // Of one order as well, under a new id.
    const sale = { orderId: newId('token') }
    const sold = await redeem({ token, pin }, sale)
    expect(refusalOf(await redeem({ number, pin }, sale))).toBe('409 POSSIBLE_DUPLICATE')
    expect(sold.body.value).toMatchObject({ balanceMinor: 500 })
  })

  test('the PIN is asked, counted and locked as by the number', async () => {
    const { token, number, pin } = await soldCard()
    expect(refusalOf(await redeem({ token }, {}, shop))).toBe(UNKNOWN)
    for (const card of [
      { token, pin: '0000' },
      { number, pin: '1111' },
      { token, pin: '2222' },
    ])
      expect(refusalOf(await redeem(card, {}, shop))).toBe(UNKNOWN)
    expect(refusalOf(await redeem({ token, pin }, {}, shop))).toBe('423 PIN_LOCKED')
    expect(refusalOf(await redeem({ number, pin }, {}, shop))).toBe('423 PIN_LOCKED')
  })

  test('a token of no card, and of one that waits to be sold: what an unknown number is told', async () => {
    const answers: Answer[][] = []
    for (const token of ['B'.repeat(22), tokenOf(await house.stockedCard())]) {
      const card = { token, pin: '0000' }
      const asked = [await redeem(card, {}, shop), await post('balance', { card }, shop)]
      asked.push(await redeem(card, {}, shop), await redeem(card, {}, shop))
      answers.push(asked)
    }
    const [none, waiting] = answers.map((asked) => asked.map(({ text }) => text))
    expect(waiting).toEqual(none)
    expect(answers[0]?.map(refusalOf)).toEqual([UNKNOWN, UNKNOWN, UNKNOWN, '423 PIN_LOCKED'])
  })

  test('enquiries of one card count together, however it is named', async () => {
    const { token, number, pin } = await soldCard()
    const ask = (card: object) => post('balance', { card: { ...card, pin } }, shop)
    for (let asked = 0; asked < ENQUIRIES_PER_CARD.max; asked += 1)
      expect((await ask(asked % 2 === 0 ? { token } : { number })).status).toBe(200)
    expect(refusalOf(await ask({ token }))).toBe('429 RATE_LIMITED')
    expect(refusalOf(await ask({ number }))).toBe('429 RATE_LIMITED')
  })

  test('neither the token nor the number stands in the log of the key', async () => {
    const { token, number, pin } = await soldCard()
    const requestId = newId('token')
    const done = await redeem({ token, pin }, { requestId })
    expect(done.text).not.toContain(number)
    const log = await house.get(`/v1/request-log/${requestId}`)
    expect(log.body.value).toMatchObject({ entries: [{ code: 'OK' }] })
    for (const secret of [token, number, pin]) expect(log.text).not.toContain(secret)
  })
})

test('the client names a card by its token, and sends no PIN where none is asked', async () => {
  const { token, pin } = await soldCard()
  const store = await openFileStore(join(house.folder, 'requests-by-token'))
  const client = createStoredValueClient({
    ...{ serverUrl: house.url, key: house.key, store, sealKey: randomBytes(32) },
  })
  const money = { amountMinor: 1000, currency: 'EUR' }
  const paid = await client.redeem({ requestId: newId('token'), card: { token, pin }, ...money })
  expect(paid).toMatchObject({ is: 'done', answer: { balanceMinor: 1500 } })
  const block = { requestId: newId('token'), card: { token, pin }, reason: 'lost' }
  expect(await client.block(block)).toMatchObject({ answer: { cardState: 'blocked' } })
  await store.close()
})

describe('what opens a gift to its holder', () => {
  test('is never spent, nor told from one that was made up', async () => {
    const gift = await post('fund-and-activate', {
      ...{ requestId: newId('token'), programId: house.programId, delivery: 'claim_link' },
      ...{ amountMinor: 2500, currency: 'EUR' },
    })
    const claim = gift.body.value?.['claim'] as { link: string } | undefined
    const { link = '' } = claim ?? {}
    const claimToken = link.slice(link.lastIndexOf('/') + 1)
    const cardId = await house.newestCard()
    for (const token of [claimToken, 'A'.repeat(43)]) {
      const card = { claimToken: token }
      for (const key of [house.key, shop])
        expect(refusalOf(await redeem(card, {}, key))).toBe('409 PROXY_NUMBER_REFUSED')
      const more = { card, amountMinor: 500, currency: 'EUR' }
      for (const operation of ['fund', 'hold', 'fund-and-activate'])
        expect(refusalOf(await post(operation, { requestId: newId('token'), ...more }))).toBe(
          '409 PROXY_NUMBER_REFUSED',
        )
      expect(refusalOf(await post('balance', { card }))).toBe(UNKNOWN)
      expect(refusalOf(await post('cash-out', { requestId: newId('token'), ...more }))).toBe(
        UNKNOWN,
      )
      expect(refusalOf(await redeem({ token }))).toBe('400 REQUEST_MALFORMED')
    }
    // Nor is the card behind it, by the token that will be on it, while it waits for its holder.
    expect(refusalOf(await redeem({ token: tokenOf({ cardId }) }, {}, shop))).toBe(UNKNOWN)
    expect((await redeem({ token: tokenOf({ cardId }) })).body.ok).toBe(false)
  })
})

test('one name of a card and no more, of its form', async () => {
  const { token, number } = await soldCard()
  for (const card of [{ token, number }, {}, { token: `${token}A` }, { token: '!'.repeat(22) }]) {
    const answer = await redeem(card)
    expect(refusalOf(answer)).toBe('400 REQUEST_MALFORMED')
    expect(answer.text).not.toContain(token)
    expect(answer.body.error?.message).toMatch(/^card/)
  }
})
