import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { API_REQUESTS_AT_ONCE } from '../../../server/load/index.ts'
import { callerOfLimit } from '../../../server/radial/sign-in.ts'
import { API_SCOPES } from '../../../src/contract/admin/views.ts'
import { type ApiHouse, type CardInHand, openApiHouse } from '../stored-value/api-house.ts'
import { holdWriter } from '../stored-value/held-writer.ts'
import { balanceXml, fieldOf, moneyXml, outcomeOf, postXml, STORE } from './xml-house.ts'

let house: ApiHouse
let card: CardInHand
beforeAll(async () => {
  house = await openApiHouse()
  card = await house.activeCard(2500)
})
afterAll(() => house.close())

/** Rows of the journal, refused requests among them. */
async function journalRows(): Promise<number> {
  const rows = await house.context.database.read
    .selectFrom('journal')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .execute()
  return Number(rows[0]?.count)
}

const redeemXml = (change: Partial<Parameters<typeof moneyXml>[1]> = {}) =>
  moneyXml('StoredValueRedeem', {
    ...{ requestId: 'fault-1', orderId: 'O-1', card, amount: '1.00' },
    ...change,
  })

const redeem = (body: string | Uint8Array, headers?: Readonly<Record<string, string>>) =>
  postXml(house, 'storedvalue/redeem/GS.xml', body, headers)

describe('who may', () => {
  const balanceWith = async (headers: Record<string, string>) => {
    const response = await fetch(
      `${house.url}/v1.0/stores/${STORE}/payments/storedvalue/balance/GS.xml`,
      {
        method: 'POST',
        headers: { 'content-type': 'text/xml', ...headers },
        body: balanceXml(card),
      },
    )
    return { status: response.status, text: await response.text(), headers: response.headers }
  }
  const basic = (name: string, password: string) =>
    `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`

  test('the key as Bearer, as the password of Basic, or as the library sends it', async () => {
    const ways: Record<string, string>[] = [
      { authorization: `Bearer ${house.key}` },
      { authorization: basic('TMSUS', house.key) },
      { authorization: basic('', house.key) },
      { apikey: house.key },
    ]
    for (const headers of ways)
      expect((await balanceWith(headers)).text).toContain('<ResponseCode>Success<')
  })

  test('no key, a wrong one, or one in the wrong place: 401 that says how, as a Fault', async () => {
    const ways: Record<string, string>[] = [
      {},
      { authorization: `Bearer ${house.key}x` },
      { authorization: basic(house.key, '') },
      { authorization: 'Basic ====' },
      { apikey: 'cm_live_x' },
    ]
    for (const headers of ways) {
      const answer = await balanceWith(headers)
      expect(answer.status).toBe(401)
      expect(answer.headers.get('www-authenticate')).toContain('Basic')
      expect(answer.text).toContain('<Code>NOT_SIGNED_IN</Code>')
    }
  })

  test('each operation needs the scope of its JSON twin', async () => {
    const scopes = API_SCOPES.filter((scope) => scope !== 'redeem')
    const key = await house.addKey({ scopes })
    const answer = await postXml({ ...house, key }, 'storedvalue/redeem/GS.xml', redeemXml())
    expect(outcomeOf(answer)).toBe('403 Fault NOT_PERMITTED')
    const none = await house.addKey({ scopes: ['redeem'] })
    for (const word of ['balance', 'redeemvoid', 'fund', 'fundandactivate', 'cashout']) {
      const path = `storedvalue/${word}/GS.xml`
      expect(outcomeOf(await postXml({ ...house, key: none }, path, '<a/>'))).toBe(
        '403 Fault NOT_PERMITTED',
      )
    }
  })

  test('a store is the id or name of the location, or the name of the key', async () => {
    const to = async (store: string) => {
      const response = await fetch(
        `${house.url}/v1.0/stores/${encodeURIComponent(store)}/payments/storedvalue/balance/GS.xml`,
        {
          method: 'POST',
          headers: { authorization: `Bearer ${house.key}`, 'content-type': 'text/xml' },
          body: balanceXml(card),
        },
      )
      return response.status
    }
    const own = [house.location.locationId, house.location.name, 'CORNERBAKERY', 'corner_bakery']
    for (const store of [...own, 'Tills']) expect(await to(store)).toBe(200)
    for (const store of ['TMSUS', '-', 'x'.repeat(390)]) expect(await to(store)).toBe(403)
  })

  test('another tender, another operation, another ending', async () => {
    const at = async (path: string) => outcomeOf(await postXml(house, path, balanceXml(card)))
    expect(await at('storedvalue/balance/SP.xml')).toBe('403 Fault OPERATION_NOT_ALLOWED')
    expect(await at('storedvalue/balance/GS.json')).toBe('404 Fault NOT_FOUND')
    expect(await at('storedvalue/transfer/GS.xml')).toBe('404 Fault NOT_FOUND')
    expect(await at('tendertype/other.xml')).toBe('404 Fault NOT_FOUND')
    expect(await at('creditcard/auth/VC.xml')).toBe('404 Fault NOT_FOUND')
  })
})

test('limits count by the whole key, however it is sent, and keep nothing of it', () => {
  const caller = (authorization: string) =>
    callerOfLimit({ headers: { authorization }, ip: '192.0.2.1' })
  const own = caller(`Bearer ${house.key}`)
  const madeUp = `${house.key.slice(0, -1)}${house.key.endsWith('x') ? 'y' : 'x'}`
  const basic = Buffer.from(`store:${house.key}`).toString('base64')
  expect(caller(`Basic ${basic}`)).toBe(own)
  expect(caller(`Bearer ${madeUp}`)).not.toBe(own)
  expect(own).not.toContain(house.key.slice(-8))
  expect(caller('Bearer x')).toBe('192.0.2.1')
})

describe('what is no request', () => {
  const swap = (from: string | RegExp, to: string) => () => redeemXml().replace(from, to)
  const cases: readonly (readonly [string, () => string, string])[] = [
    ['no XML', () => 'requestId=1', '400 Fault REQUEST_MALFORMED'],
    ['nothing', () => '', '400 Fault REQUEST_MALFORMED'],
    ['another document', () => balanceXml(card), '400 Fault REQUEST_MALFORMED'],
    ['no namespace', swap(/ xmlns="[^"]*"/, ''), '400 Fault REQUEST_MALFORMED'],
    ['another namespace', swap('checkout/1.0', 'checkout/2.0'), '400 Fault REQUEST_MALFORMED'],
    ['no request id', swap(/ requestId="[^"]*"/, ''), '400 Fault REQUEST_MALFORMED'],
    ['an empty one', swap('"fault-1"', '""'), '400 Fault REQUEST_MALFORMED'],
    ['one of 41', swap('fault-1', 'x'.repeat(41)), '400 Fault REQUEST_MALFORMED'],
    ['one with a blank', swap('fault-1', 'a b'), '400 Fault REQUEST_MALFORMED'],
    ['no order', swap('<OrderId>O-1</OrderId>', ''), '400 Fault REQUEST_MALFORMED'],
    ['an order of 21', swap('O-1', 'x'.repeat(21)), '400 Fault REQUEST_MALFORMED'],
    ['no amount', swap(/<Amount.*<\/Amount>/, ''), '400 Fault REQUEST_MALFORMED'],
    ['no currency', swap(' currencyCode="EUR"', ''), '400 Fault REQUEST_MALFORMED'],
    ['an unknown currency', swap('EUR', 'QQQ'), '400 Fault REQUEST_MALFORMED'],
    ['a comma', swap('1.00', '1,00'), '400 Fault REQUEST_MALFORMED'],
    ['a sign', swap('1.00', '-1.00'), '400 Fault REQUEST_MALFORMED'],
    ['an exponent', swap('1.00', '1e2'), '400 Fault REQUEST_MALFORMED'],
    ['a third decimal', swap('1.00', '1.001'), '400 Fault REQUEST_MALFORMED'],
    ['no token mark', swap(' isToken="false"', ''), '400 Fault REQUEST_MALFORMED'],
    [
      'a number of 23',
      () => redeemXml({ card: { number: '1'.repeat(23) } }),
      '400 Fault REQUEST_MALFORMED',
    ],
    [
      'a PIN of 9',
      () => redeemXml({ card: { ...card, pin: '123456789' } }),
      '400 Fault REQUEST_MALFORMED',
    ],
    [
      'a field twice',
      swap('</OrderId>', '</OrderId><OrderId>O-2</OrderId>'),
      '400 Fault REQUEST_MALFORMED',
    ],
    [
      'an amount twice',
      swap('<Pin>', '<Amount currencyCode="EUR">9.00</Amount><Pin>'),
      '400 Fault REQUEST_MALFORMED',
    ],
    ['an unknown field', swap('<Pin>', '<Tip>1</Tip><Pin>'), '400 Fault REQUEST_MALFORMED'],
    [
      'a field of another call',
      swap('<Pin>', '<FundReason>x</FundReason><Pin>'),
      '400 Fault REQUEST_MALFORMED',
    ],
    [
      'an unknown attribute',
      swap('requestId', 'mode="x" requestId'),
      '400 Fault REQUEST_MALFORMED',
    ],
    ['text between', swap('<Pin>', 'pin: <Pin>'), '400 Fault REQUEST_MALFORMED'],
    ['a field in a field', swap('O-1', '<b/>'), '400 Fault REQUEST_MALFORMED'],
    ['a virtual card to redeem', () => redeemXml({ card: {} }), '400 Fault REQUEST_MALFORMED'],
    [
      'a note of another call',
      () => redeemXml({ sale: { redeemRequestId: 'GCR-1' } }),
      '400 Fault REQUEST_MALFORMED',
    ],
    ['a token', swap('isToken="false"', 'isToken="true"'), '403 Fault OPERATION_NOT_ALLOWED'],
    [
      'an encrypted PIN',
      swap(/<Pin>.*<\/Pin>/, '<EncryptedPin>x</EncryptedPin>'),
      '403 Fault OPERATION_NOT_ALLOWED',
    ],
    [
      'an encrypted number',
      swap(
        /<PaymentAccountUniqueId.*<\/PaymentAccountUniqueId>/,
        '<EncryptedPaymentAccountUniqueId>x</EncryptedPaymentAccountUniqueId>',
      ),
      '403 Fault OPERATION_NOT_ALLOWED',
    ],
    [
      'an external entity',
      () =>
        `<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]>${redeemXml()
          .replace(/<\?.*\?>/, '')
          .replace('O-1', '&f;')}`,
      '400 Fault REQUEST_MALFORMED',
    ],
  ]

  test.each(cases)(
    '%s: a Fault, no row in the journal, no number told',
    async (_, body, expected) => {
      const before = await journalRows()
      const answer = await redeem(body())
      expect(outcomeOf(answer)).toBe(expected)
      expect(answer.text).not.toContain(card.number)
      expect(answer.text).not.toContain('root:')
      expect(await journalRows()).toBe(before)
    },
  )

  test('a fault tells when, as the schema wants it', async () => {
    const { root } = await redeem('<a/>')
    expect(fieldOf(root, 'CreateTimestamp')).toMatch(
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/,
    )
  })

  test('another kind of content, another encoding, too much of it', async () => {
    expect(outcomeOf(await redeem('{}', { 'content-type': 'application/json' }))).toBe(
      '400 Fault REQUEST_MALFORMED',
    )
    const latin = { 'content-type': 'text/xml; charset=iso-8859-1' }
    expect(outcomeOf(await redeem(redeemXml(), latin))).toBe('400 Fault REQUEST_MALFORMED')
    const bytes = Buffer.from(redeemXml({ orderId: 'caf' }))
    bytes[bytes.indexOf('caf')] = 0xe9
    expect(outcomeOf(await redeem(bytes))).toBe('400 Fault REQUEST_MALFORMED')
    const long = `${redeemXml()}${' '.repeat(16_384)}`
    expect(outcomeOf(await redeem(long))).toBe('413 Fault FRAME_TOO_LARGE')
  })

  test('more under way than a key may have: a Fault that says how long to wait', async () => {
    const letGo = holdWriter(house.folder)
    const sent = Array.from({ length: API_REQUESTS_AT_ONCE + 10 }, (_, at) =>
      redeem(redeemXml({ requestId: `busy-${at}`, orderId: `B-${at}`, amount: '0.01' })),
    )
    // The first answer that comes while nothing can be written is a refusal: then they go on.
    const first = await Promise.race(sent).finally(letGo)
    expect(first.status).toBe(429)
    const refused = (await Promise.all(sent)).filter(({ status }) => status === 429)
    for (const answer of refused) {
      expect(outcomeOf(answer)).toBe('429 Fault RATE_LIMITED')
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    }
  })

  test('nothing of a card reached the log', () => {
    expect(house.logged()).toContain('/v1.0/stores/:store/payments/storedvalue/redeem/:file')
    expect(house.logged()).not.toContain(card.number)
    expect(house.logged()).not.toContain(house.key)
  })
})
