import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ApiHouse, openApiHouse, refusalOf } from './api-house.ts'

/** Test numbers that the card networks of banks publish. */
const BANK_CARDS = ['4111111111111111', '5555555555554444', '378282246310005', '6011111111111117']

let house: ApiHouse
beforeAll(async () => {
  house = await openApiHouse()
})
afterAll(() => house.close())

/** Every byte that the server keeps, and every line it logged. */
function kept(): string {
  const files = readdirSync(house.folder).filter((name) => /\.db/.test(name))
  expect(files.length).toBeGreaterThan(0)
  const texts = files.map((name) => readFileSync(join(house.folder, name)).toString('latin1'))
  return [house.logged(), ...texts].join('\n')
}

test('secrets: no number, PIN or key of any call is in a log or in the database', async () => {
  const printed = await house.stockedCard()
  const card = { number: printed.number, pin: printed.pin }
  const sale = { amountMinor: 2500, currency: 'EUR' }
  const calls = [
    await house.post('/v1/storedvalue/fund-and-activate', { requestId: 'a1', card, ...sale }),
    await house.post('/v1/storedvalue/fund', { requestId: 'a2', card, ...sale }),
    await house.post('/v1/storedvalue/balance', { card }),
    await house.post('/v1/storedvalue/redeem', { requestId: 'a3', card, ...sale, orderId: 'o' }),
    await house.post('/v1/storedvalue/void', {
      requestId: 'a4',
      original: { orderId: 'o', card, ...sale },
    }),
  ]
  expect(calls.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
  const issued = await house.post('/v1/storedvalue/fund-and-activate', {
    requestId: 'a5',
    programId: house.programId,
    ...sale,
  })
  const virtual = issued.body.value?.['issued'] as { number: string; pin: string }
  const wrongPin = '70707070'
  await house.post('/v1/storedvalue/balance', { card: { number: card.number, pin: wrongPin } })
  await house.operator.call('search-cards', {
    text: card.number,
    state: null,
    form: null,
    cursor: null,
  })

  const secrets = [card.number, card.pin, virtual.number, virtual.pin, wrongPin, house.key]
  const everything = kept()
  // What may be kept is there, so that the search would have found the rest.
  expect(everything).toContain(card.number.slice(-4))
  expect(everything).toContain('/v1/storedvalue/redeem')
  expect(secrets.filter((secret) => everything.includes(secret))).toEqual([])
})

test('a bank card by mistake: refused everywhere, and kept nowhere', async () => {
  let refused = 0
  for (const number of BANK_CARDS) {
    const card = { number, pin: '1234' }
    const sale = { requestId: `bank-${number.slice(-4)}`, amountMinor: 1000, currency: 'EUR' }
    const answers = [
      await house.post('/v1/storedvalue/balance', { card }),
      await house.post('/v1/storedvalue/redeem', { ...sale, card }),
      await house.post('/v1/storedvalue/fund', { ...sale, card }),
      await house.post('/v1/storedvalue/fund-and-activate', { ...sale, card }),
    ]
    expect(answers.map(refusalOf)).toEqual(Array(4).fill('422 BANK_CARD_REFUSED'))
    const found = await house.operator.call('search-cards', {
      text: number,
      state: null,
      form: null,
      cursor: null,
    })
    expect(found).toMatchObject({ refusal: { code: 'BANK_CARD_REFUSED' } })
    refused += answers.length
  }
  expect(refused).toBe(16)
  const everything = kept()
  expect(BANK_CARDS.filter((number) => everything.includes(number))).toEqual([])
})
