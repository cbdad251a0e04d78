import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createProgram } from '../../../server/programs/index.ts'
import { currency, minor } from '../../../src/contract/money.ts'
import { look } from '../claims/gift-house.ts'
import { done } from '../house/open-server.ts'
import { QUICK_HASH } from '../house/quick-hash.ts'
import { type ApiHouse, openApiHouse } from '../stored-value/api-house.ts'
import { ask, linkOf } from './holder-house.ts'

let house: ApiHouse
beforeAll(async () => {
  house = await openApiHouse([], { slowHash: QUICK_HASH })
})
// Five balances a minute are one address's: the tests are one address.
beforeEach(() => house.advance(60_000))
afterAll(() => house.close())

const wrongFor = (pin: string) => (pin === '12345678' ? '87654321' : '12345678')

/** Everything that a ledger and its counts keep of cards, so that a change of it shows. */
async function kept() {
  const { read } = house.context.database
  const journal = await read.selectFrom('journal').select('id').execute()
  const cards = await read.selectFrom('card').select(['uid', 'state', 'balance_minor']).execute()
  return { journal, cards }
}

test('looked at: whose card it is, and nothing of what is on it', async () => {
  const card = await house.activeCard(2500)
  const page = await look(linkOf(house, card))
  expect(page.status).toBe(200)
  expect(page.headers.get('content-type')).toContain('text/html')
  expect(page.headers.get('cache-control')).toBe('no-store')
  expect(page.headers.get('referrer-policy')).toBe('no-referrer')
  expect(page.headers.get('x-robots-tag')).toContain('noindex')
  expect(page.text).toContain('Old Town Card')
  expect(page.text).toContain('name="pin"')
  expect(page.text).not.toContain('25.00')
  expect(page.text).not.toContain('<script')
  expect((await fetch(linkOf(house, card), { method: 'HEAD' })).status).toBe(200)
})

test('with the PIN: balance, the last four and no more of the number; nothing moves', async () => {
  const card = await house.activeCard(2500)
  const before = await kept()
  const page = await ask(linkOf(house, card), card.pin)
  expect(page.status).toBe(200)
  expect(page.text).toContain('€25.00')
  expect(page.text).toContain(`•••• ${card.number.slice(-4)}`)
  expect(page.text.replace(/[^\d]/g, '')).not.toContain(card.number.slice(0, 10))
  expect(page.text).not.toContain(card.pin)
  expect(page.headers.get('cache-control')).toBe('no-store')
  expect(await kept()).toEqual(before)
  const french = await ask(linkOf(house, card), card.pin, 'fr-CA,fr;q=0.9')
  expect(french.text).toMatch(/lang="fr"[\s\S]*25,00/)
})

test('a link that leads to no card: one page, whatever is wrong with it', async () => {
  const card = await house.activeCard(2500)
  const link = linkOf(house, card)
  const others = ['a'.repeat(22), 'A'.repeat(43), link.split('/').at(-1)?.slice(1) ?? '', 'x']
  const pages = await Promise.all(others.map((token) => look(`${house.url}/c/${token}`)))
  const pressed = await ask(`${house.url}/c/${'a'.repeat(22)}`, card.pin)
  for (const page of [...pages, pressed]) {
    expect(page.status).toBe(404)
    expect(page.headers.get('content-type')).toContain('text/html')
    expect(page.text).toBe(pages[0]?.text)
  }
})

test('a wrong PIN, none, and a card that is not sold: one and the same answer', async () => {
  const card = await house.activeCard(2500)
  const unsold = await house.stockedCard()
  const wrong = await ask(linkOf(house, card), wrongFor(card.pin))
  expect(wrong.status).toBe(404)
  expect(wrong.text).toContain('role="alert"')
  expect(wrong.text).not.toContain('25.00')
  for (const page of [
    await ask(linkOf(house, card)),
    await ask(linkOf(house, card), 'letters'),
    await ask(linkOf(house, unsold), unsold.pin),
  ]) {
    expect(page.status).toBe(404)
    expect(page.text).toBe(wrong.text)
  }
})

test('three wrong PINs lock the card, here as everywhere', async () => {
  const card = await house.activeCard(2500)
  for (let tries = 0; tries < 3; tries += 1)
    expect((await ask(linkOf(house, card), wrongFor(card.pin))).status).toBe(404)
  const locked = await ask(linkOf(house, card), card.pin)
  expect(locked.status).toBe(423)
  expect(locked.text).toContain('locked')
  const { number, pin } = card
  const balance = await house.post('/v1/storedvalue/balance', { card: { number, pin } })
  expect(balance.body.refusal?.code).toBe('PIN_LOCKED')
})

test('one address asks five times a minute; whoever asks more is told when', async () => {
  const card = await house.activeCard(2500)
  for (let times = 0; times < 5; times += 1)
    expect((await ask(linkOf(house, card), card.pin)).status).toBe(200)
  const held = await ask(linkOf(house, card), card.pin)
  expect(held.status).toBe(429)
  expect(held.headers.get('retry-after')).toBe('60')
  expect(held.text).toContain('in 1 minute')
  expect(held.text).not.toContain('25.00')
})

test('blocked, then closed: in words, to whoever has the PIN, and without a balance', async () => {
  const card = await house.activeCard(2500)
  const standing = { cardId: card.cardId, reason: 'lost' }
  const block = { requestId: `block-${card.cardId}`, ...standing }
  expect((await house.post('/v1/storedvalue/block', block)).status).toBe(200)
  const blocked = await ask(linkOf(house, card), card.pin)
  expect(blocked.status).toBe(200)
  expect(blocked.text).toContain('This card is blocked')
  const close = { requestId: `close-${card.cardId}`, status: 'deactivated', ...standing }
  expect((await house.post('/v1/storedvalue/change-status', close)).text).toContain('"ok":true')
  const closed = await ask(linkOf(house, card), card.pin)
  expect(closed.text).toContain('This card is closed')
  for (const page of [blocked, closed]) expect(page.text).not.toContain('25.00')
})

test('no PIN where none is asked: the balance by the button, an expired card in words', async () => {
  const { context, networkId, operator } = house
  const { programId } = done(
    await createProgram(context, {
      ...{ networkId, name: 'Harbour Card', currency: currency('EUR'), cardPrefix: '997002' },
      ...{ pinPolicy: 'never', reloadable: true, acceptedAt: 'network' },
      ...{ loadMinMinor: minor(500), loadMaxMinor: minor(50_000) },
      balanceMaxMinor: minor(100_000),
      rules: { expiry: { months: 1, from: 'issue', valueTo: 'suspense' } },
    }),
  )
  const made = await operator.call('stock-cards', { programId, name: 'Harbour', count: 1 })
  const [card] = done(made).cards
  if (!card) throw new Error('no card was made')
  const link = linkOf(house, card)
  expect((await look(link)).text).not.toContain('name="pin"')
  expect((await ask(link)).status).toBe(404)
  const { cardId } = card
  const sale = { requestId: `activate-${cardId}`, cardId, amountMinor: 2500 }
  done(await operator.call('activate-card', { ...sale, fundedBy: 'cash' }))
  const page = await ask(link)
  expect(page.text).toContain('€25.00')
  expect(page.text).toMatch(/Valid until \d+ \w+ \d{4}\./)
  house.advance(40 * 86_400_000)
  const expired = await ask(link)
  expect(expired.text).toContain('This card has expired')
  expect(expired.text).not.toContain('€25.00')
})
