import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { CardId } from '../../../src/contract/ids.ts'
import { startPostgres, type TestPostgres } from '../../helpers/postgres.ts'
import { adminBrowser } from '../house/admin-browser.ts'
import { openAgain } from '../house/open-again.ts'
import { codeOf, done, PASSWORD, type TestServer } from '../house/open-server.ts'
import { eventually } from '../storage/postgres/eventually.ts'
import { type Answer, type ApiHouse, openApiHouse, refusalOf } from '../stored-value/api-house.ts'
import { pinHouse } from '../stored-value/pin-house.ts'

const WRONG = '00000000'
const NOT_FOUND = '404 CARD_NOT_FOUND_OR_PIN_INVALID'
const LOCKED = '423 PIN_LOCKED'
const HOUR_MS = 60 * 60_000

const open: TestServer[] = []
afterEach(async () => {
  for (const house of open.splice(0)) await house.close()
})

async function openHouse(settings: readonly string[] = []): Promise<ApiHouse> {
  const house = await openApiHouse(settings)
  open.push(house)
  return house
}

interface Card {
  readonly number: string
  readonly pin: string
  readonly cardId: string
}

/** The outcome of a balance with this PIN, at a server. */
async function outcome(at: { url: string; key: string }, card: Card, pin: string): Promise<string> {
  const response = await fetch(`${at.url}/v1/storedvalue/balance`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${at.key}` },
    body: JSON.stringify({ card: { number: card.number, pin } }),
  })
  const body = (await response.json()) as Answer['body']
  return refusalOf({ status: response.status, headers: response.headers, text: '', body })
}

/** Calls of another server. */
function postAt(url: string, key: string): ApiHouse['post'] {
  return async (path, body) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` }
    const init = { method: 'POST', headers, body: JSON.stringify(body) }
    const response = await fetch(`${url}${path}`, init)
    const text = await response.text()
    const read = JSON.parse(text) as Answer['body']
    return { status: response.status, headers: response.headers, text, body: read }
  }
}

async function lock(house: ApiHouse, card: Card): Promise<void> {
  for (let count = 0; count < 3; count += 1) {
    expect(await outcome(house, card, WRONG)).toBe(NOT_FOUND)
  }
  expect(await outcome(house, card, card.pin)).toBe(LOCKED)
}

describe('a locked number', () => {
  test('after a restart: still locked, and two wrong PINs are still two', async () => {
    const house = await openHouse()
    const [locked, nearly] = [await house.activeCard(2500), await house.activeCard(2500)]
    await lock(house, locked)
    for (const _ of [1, 2]) await outcome(house, nearly, WRONG)
    await house.stop()
    const again = await openAgain(house)
    try {
      const at = { url: again.url, key: house.key }
      expect(await outcome(at, locked, locked.pin)).toBe(LOCKED)
      expect(await outcome(at, nearly, WRONG)).toBe(NOT_FOUND)
      expect(await outcome(at, nearly, nearly.pin)).toBe(LOCKED)
    } finally {
      await again.close()
    }
  })

  test('support opens it: role, reason, audit; the PIN is judged again at once', async () => {
    const house = await openHouse()
    const card = await house.activeCard(2500)
    const cardId = card.cardId as CardId
    await lock(house, card)
    await house.addStaff('auditor', 'aud@network.example')
    await house.addStaff('support', 'sue@network.example')
    const [auditor, support] = [adminBrowser(house.url), adminBrowser(house.url)]
    done(await auditor.call('sign-in', { email: 'aud@network.example', password: PASSWORD }))
    done(await support.call('sign-in', { email: 'sue@network.example', password: PASSWORD }))

    expect(done(await auditor.call('read-pin-lock', { cardId }))).toMatchObject({
      ...{ locks: 1, wrong: 0, lockedUntilSupport: false, lockedUntilMs: expect.any(Number) },
    })
    const unlocking = { cardId, reason: 'called back, knows the shop' }
    expect(codeOf(await auditor.call('unlock-pin', unlocking))).toBe('NOT_PERMITTED')
    expect(codeOf(await support.call('unlock-pin', { cardId, reason: ' ' }))).toBe(
      'REQUEST_MALFORMED',
    )
    expect(done(await support.call('unlock-pin', unlocking))).toEqual({ wasLocked: true })
    expect(await outcome(house, card, card.pin)).toBe('200 SUCCESS')
    expect(done(await support.call('unlock-pin', unlocking))).toEqual({ wasLocked: false })

    const audit = await house.context.database.read
      .selectFrom('audit')
      .where('subject', '=', `card:${cardId}`)
      .select(['action', 'detail'])
      .orderBy('id')
      .execute()
    expect(audit.map(({ action }) => action)).toEqual(['pin-lock', 'pin-unlock'])
    expect(audit[1]?.detail).toContain('called back')
  })

  test('locked until support: no time opens it', async () => {
    const house = await openHouse()
    const card = await house.activeCard(2500)
    await lock(house, card)
    house.advance(HOUR_MS)
    await lock(house, card)
    house.advance(24 * HOUR_MS)
    await lock(house, card)
    house.advance(365 * 24 * HOUR_MS)
    expect(await outcome(house, card, card.pin)).toBe(LOCKED)
  })

  test('wrong PINs from before the sale: not held against the buyer', async () => {
    const house = await openHouse()
    const card = await house.stockedCard()
    for (let count = 0; count < 3; count += 1) await outcome(house, card, WRONG)
    expect(await outcome(house, card, card.pin)).toBe(LOCKED)
    house.advance(1)
    done(
      await house.operator.call('activate-card', {
        ...{ cardId: card.cardId as CardId, amountMinor: 2500, fundedBy: 'cash' as const },
        requestId: 'sold',
      }),
    )
    expect(await outcome(house, card, card.pin)).toBe('200 SUCCESS')
  })

  test('a clock that was put back: wrong PINs of a card that was sold since still lock it', async () => {
    const house = await openHouse()
    house.jump(4 * 60_000)
    // The ledger saw the time that was ahead, and keeps to it.
    await house.activeCard(500)
    house.jump(-4 * 60_000)
    const card = await house.activeCard(2500)
    await lock(house, card)
  })

  test('the database holds no number that was tried', async () => {
    const house = await openHouse()
    const card = await house.activeCard(2500)
    await outcome(house, card, WRONG)
    const rows = await house.context.database.read.selectFrom('pin_watch').selectAll().execute()
    expect(rows).toHaveLength(1)
    const found = await house.context.database.read
      .selectFrom('card')
      .where('number_lookup', '=', rows[0]?.key ?? new Uint8Array())
      .select('id')
      .execute()
    // Not even the digest under which the card is found: known and unknown numbers look alike.
    expect(found).toEqual([])
  })
})

describe('on PostgreSQL', () => {
  let postgres: TestPostgres
  beforeAll(async () => {
    postgres = await startPostgres()
  }, 60_000)
  afterAll(() => postgres.end())

  test('a second server on the same ledger: gives no more guesses, and sees the lock', async () => {
    const settings = ['--database-url', await postgres.createDatabase()]
    const house = await openHouse(settings)
    const second = await openAgain(house, settings)
    try {
      const card = await house.activeCard(2500)
      const there = { url: second.url, key: house.key }
      expect(await outcome(house, card, WRONG)).toBe(NOT_FOUND)
      expect(await outcome(there, card, WRONG)).toBe(NOT_FOUND)
      expect(await outcome(house, card, WRONG)).toBe(NOT_FOUND)
      expect(await outcome(there, card, card.pin)).toBe(LOCKED)
      const cardId = card.cardId as CardId
      done(await house.operator.call('unlock-pin', { cardId, reason: 'called back' }))
      expect(await outcome(there, card, card.pin)).toBe('200 SUCCESS')
    } finally {
      await second.close()
    }
  })

  test('a second server on the same ledger: a PIN that was created or reset counts there at once', async () => {
    const settings = ['--database-url', await postgres.createDatabase()]
    const house = await openHouse(settings)
    const second = await openAgain(house, settings)
    try {
      const shop = await house.addKey({ kind: 'webstore' })
      const pins = pinHouse(house, shop)
      const { number } = await pins.printed(false)
      const there = { ...house, post: postAt(second.url, shop) }
      const { spend } = pinHouse(there, shop)
      expect(await spend({ number })).toBe('200 SUCCESS')
      const first = pins.pinIn(await pins.change('create', { card: { number } }))
      expect(await spend({ number })).toBe(NOT_FOUND)
      expect(await spend({ number, pin: first })).toBe('200 SUCCESS')
      const next = pins.pinIn(await pins.change('reset', { card: { number } }))
      expect(await spend({ number, pin: first })).toBe(NOT_FOUND)
      expect(await spend({ number, pin: next })).toBe('200 SUCCESS')
    } finally {
      await second.close()
    }
  })

  test('alarms and velocity rules are the same there', async () => {
    const house = await openHouse(['--database-url', await postgres.createDatabase()])
    const shop = await house.addKey({ kind: 'webstore' })
    const stocked = await house.stockedCard()
    expect(await outcome({ url: house.url, key: shop }, stocked, stocked.pin)).toBe(NOT_FOUND)
    await eventually(async () => {
      const { alarms } = done(await house.operator.call('list-alarms', {}))
      return alarms.some(({ cardId }) => cardId === stocked.cardId)
    })
    const rule = { windowMs: HOUR_MS, countMax: 1, amountMaxMinor: null }
    const { programId } = house
    for (const _ of [1, 2]) done(await house.operator.call('set-velocity', { programId, rule }))
    const { number, pin } = await house.activeCard(2500)
    const sale = { amountMinor: 100, currency: 'EUR', card: { number, pin } }
    const redeem = (requestId: string) =>
      house.post('/v1/storedvalue/redeem', { requestId, ...sale })
    expect(refusalOf(await redeem('one'))).toBe('200 SUCCESS')
    expect(refusalOf(await redeem('two'))).toBe('429 VELOCITY_LIMIT')
    done(await house.operator.call('set-velocity', { programId, rule: null }))
    expect(refusalOf(await redeem('two'))).toBe('200 SUCCESS')
  })
})
