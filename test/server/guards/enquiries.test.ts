import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addressKey } from '../../../server/address.ts'
import { createEnquiries, type Enquiry } from '../../../server/guards/enquiries.ts'
import { MISSES_PER_NETWORK } from '../../../server/guards/limits.ts'
import { createWindows } from '../../../server/guards/windows.ts'
import { luhnDigit } from '../../../src/contract/card-number.ts'
import type { NetworkId } from '../../../src/contract/ids.ts'
import { done } from '../house/open-server.ts'
import { type Counter, openCounter } from '../redemptions/counter-house.ts'
import { eventually } from '../storage/postgres/eventually.ts'
import {
  type Answer,
  type ApiHouse,
  openApiHouse,
  PREFIX,
  refusalOf,
} from '../stored-value/api-house.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

const SHOPPER: Enquiry = {
  caller: 'client:shop',
  networkId: 'network' as NetworkId,
  isPublic: true,
  address: '192.0.2.1',
  card: 'card-1',
  isQuestion: true,
  hasPin: true,
}

function counted() {
  let nowMs = 0
  const floods: string[] = []
  const enquiries = createEnquiries({ nowMs: () => nowMs, onFlood: (id) => floods.push(id) })
  return {
    enquiries,
    floods,
    pass: (ms: number) => {
      nowMs += ms
    },
    /** How many of these are answered. */
    answered: (count: number, of: (index: number) => Partial<Enquiry>) => {
      const some = Array.from({ length: count }, (_, index) => ({ ...SHOPPER, ...of(index) }))
      return some.filter((enquiry) => enquiries.admit(enquiry) === 0).length
    },
  }
}

describe('enquiries', () => {
  test('one address: five a minute, whatever the card', () => {
    const { answered, enquiries, pass } = counted()
    expect(answered(20, (index) => ({ card: `card-${index}` }))).toBe(5)
    expect(enquiries.admit({ ...SHOPPER, card: 'another' })).toBe(MINUTE_MS)
    expect(answered(1, () => ({ address: '192.0.2.2' }))).toBe(1)
    pass(MINUTE_MS)
    expect(answered(20, (index) => ({ card: `card-${index}` }))).toBe(5)
  })

  test('one card: ten a day from shoppers, whatever their address; none of them from a counter', () => {
    const { answered, enquiries, pass } = counted()
    const from = (index: number) => ({ address: `192.0.2.${index}` })
    expect(answered(20, from)).toBe(10)
    pass(DAY_MS - 1)
    expect(answered(20, from)).toBe(0)
    expect(answered(20, () => ({ isPublic: false }))).toBe(20)
    expect(enquiries.admitDevice('device:1')).toBe(0)
    pass(1)
    expect(answered(20, from)).toBe(10)
  })

  test('one activated device: 600 a minute, and another one is not held up by it', () => {
    const { enquiries } = counted()
    const waits = Array.from({ length: 700 }, () => enquiries.admitDevice('device:1'))
    expect(waits.filter((waitMs) => waitMs === 0)).toHaveLength(600)
    expect(enquiries.admitDevice('device:2')).toBe(0)
  })

  test('thirty misses of one address: it waits for a day, with operations too', () => {
    const { answered, enquiries, pass } = counted()
    for (let count = 0; count < 30; count += 1) {
      expect(answered(1, () => ({ card: `card-${count}` }))).toBe(1)
      enquiries.missed(SHOPPER)
      pass(MINUTE_MS)
    }
    const operation = { isQuestion: false, card: 'card-99' }
    expect(answered(1, () => ({ card: 'card-99' }))).toBe(0)
    expect(answered(1, () => operation)).toBe(0)
    expect(answered(1, () => ({ ...operation, address: '192.0.2.2' }))).toBe(1)
    pass(DAY_MS)
    expect(answered(1, () => operation)).toBe(1)
  })

  test('a network flooded with misses: told once; honest shoppers and PINs go on', () => {
    const { answered, enquiries, floods } = counted()
    for (let count = 0; count < MISSES_PER_NETWORK.max; count += 1) {
      enquiries.missed({ ...SHOPPER, address: `10.0.${count >> 8}.${count & 255}` })
    }
    enquiries.missed({ ...SHOPPER, address: '10.0.0.0' })
    expect(floods).toEqual([SHOPPER.networkId])
    expect(answered(1, () => ({ address: '10.0.0.0' }))).toBe(0)
    expect(answered(1, () => ({ address: null }))).toBe(0)
    expect(answered(1, () => ({ address: '192.0.2.200' }))).toBe(1)
    expect(answered(1, () => ({ address: null, isQuestion: false }))).toBe(1)
    expect(answered(1, () => ({ address: null, isQuestion: false, hasPin: false }))).toBe(0)
    expect(answered(1, () => ({ isPublic: false }))).toBe(1)
  })
})

test('memory: the key whose span began first is forgotten beyond the bound', () => {
  const bound = { max: 1, windowMs: 1000 }
  const windows = createWindows({ bound, nowMs: () => 0, keysMax: 100 })
  for (let key = 0; key < 10_000; key += 1) windows.add(String(key))
  const held = Array.from({ length: 10_000 }, (_, key) => windows.count(String(key)))
  expect(held.reduce((sum, count) => sum + count, 0)).toBe(100)
  expect(windows.waitMs('9999')).toBe(1000)
})

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['192.0.2', undefined],
  ['4000 1234', undefined],
])('address: %s counts as %s', (address, key) => {
  expect(addressKey(address)).toBe(key)
})

describe('over the API', () => {
  let house: ApiHouse
  let counter: Counter
  let shop: string
  beforeAll(async () => {
    house = await openApiHouse()
    counter = await openCounter(house, house.location.locationId)
    shop = await house.addKey({ kind: 'webstore' })
  })
  afterAll(async () => {
    counter.close()
    await house.close()
  })

  const ask = async (card: unknown, address: string) => {
    const response = await fetch(`${house.url}/v1/storedvalue/balance`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${shop}`,
        'countermark-shopper-address': address,
      },
      body: JSON.stringify({ card }),
    })
    const text = await response.text()
    const { status, headers } = response
    return { status, headers, text, body: JSON.parse(text) as Answer['body'] }
  }

  let serial = 0
  function unknownNumber(): string {
    serial += 1
    const digits = `${PREFIX}${String(serial).padStart(12, '0')}`
    return `${digits}${luhnDigit(digits)}`
  }

  test('a shopper who asks too often waits, for cards that exist and for others alike', async () => {
    const { number, pin } = await house.activeCard(2500)
    const answers = []
    for (let count = 0; count < 5; count += 1) {
      answers.push(refusalOf(await ask({ number: unknownNumber(), pin }, '198.51.100.1')))
    }
    expect(new Set(answers)).toEqual(new Set(['404 CARD_NOT_FOUND_OR_PIN_INVALID']))
    const known = await ask({ number, pin }, '198.51.100.1')
    const unknown = await ask({ number: unknownNumber(), pin }, '198.51.100.1')
    expect([refusalOf(known), refusalOf(unknown)]).toEqual(['429 RATE_LIMITED', '429 RATE_LIMITED'])
    expect(known.body).toMatchObject({
      error: { retryable: true, retryAfterMs: expect.any(Number), nextAction: 'retry_same_id' },
    })
    expect((await ask({ number, pin }, '198.51.100.2')).status).toBe(200)
    house.advance(MINUTE_MS)
    expect((await ask({ number, pin }, '198.51.100.1')).status).toBe(200)
  })

  test('an address that is none: refused with what to give', async () => {
    const answer = await ask({ number: unknownNumber() }, 'the office')
    expect(refusalOf(answer)).toBe('400 REQUEST_MALFORMED')
    expect(answer.text).toContain('countermark-shopper-address')
  })

  test('while numbers are tried out, an activated station redeems', async () => {
    const card = await house.activeCard(2500)
    for (let count = 0; count < 60; count += 1) {
      await ask({ number: unknownNumber() }, `203.0.113.${count % 10}`)
    }
    const inquired = done(await counter.ask('card-inquire', { card: { number: card.number } }))
    const redeemed = await counter.ask('redeem', {
      ...{ requestId: 'in-the-storm', cardToken: inquired.cardToken, payment: null },
      ...{ amountMinor: 100, currency: 'EUR', clerk: null, partial: 'deny' },
      stationTimeMs: 0,
    })
    expect(redeemed).toMatchObject({ ok: true, value: { answer: { balanceMinor: 2400 } } })
  })

  test('a card asked for before its sale: one alarm, in the list, the audit and the log', async () => {
    const { number, pin, cardId } = await house.stockedCard()
    for (const given of [pin, '00000000']) {
      const answer = await ask({ number, pin: given }, '198.51.100.9')
      expect(refusalOf(answer)).toBe('404 CARD_NOT_FOUND_OR_PIN_INVALID')
    }
    const listed = async () => done(await house.operator.call('list-alarms', {})).alarms
    await eventually(async () => (await listed()).length > 0)
    expect(await listed()).toMatchObject([
      { kind: 'card-enquired-early', cardId, lastFour: number.slice(-4) },
    ])
    expect(house.logged()).toContain('card-enquired-early')
    const audit = await house.context.database.read
      .selectFrom('audit')
      .where('action', '=', 'card-enquired-early')
      .select(['subject', 'actor'])
      .execute()
    expect(audit).toEqual([{ subject: `card:${cardId}`, actor: expect.stringMatching(/^client:/) }])
    expect(house.logged()).not.toContain(number)
  })

  test('a clerk who scans a card before selling it raises no alarm', async () => {
    const before = done(await house.operator.call('list-alarms', {})).alarms.length
    const { number, pin } = await house.stockedCard()
    await counter.ask('card-inquire', { card: { number } })
    await house.post('/v1/storedvalue/balance', { card: { number, pin } })
    await new Promise((resolve) => setTimeout(resolve, 1_200))
    expect(done(await house.operator.call('list-alarms', {})).alarms).toHaveLength(before)
  })
})
