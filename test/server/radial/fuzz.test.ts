import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createGuards } from '../../../server/guards/index.ts'
import { createProgram } from '../../../server/programs/index.ts'
import type { Door } from '../../../server/radial/door.ts'
import { STORED_VALUE_OPERATIONS, TENDER_LOOKUP } from '../../../server/radial/operations.ts'
import { readXml } from '../../../server/radial/read-xml.ts'
import {
  type ApiClient,
  clientOfKey,
  createCounter,
  storedValueOperations,
} from '../../../server/stored-value/index.ts'
import { currency, minor } from '../../../src/contract/money.ts'
import { done } from '../house/open-server.ts'
import { type ApiHouse, openApiHouse } from '../stored-value/api-house.ts'
import { balanceXml, fieldOf, lookupXml, moneyXml, postXml } from './xml-house.ts'

/** Full: a million documents through everything behind the key, and more over the wire. */
const IS_FULL = process.env['COUNTERMARK_TEST_SCALE'] === 'full'
const DOCUMENTS = IS_FULL ? 1_000_000 : 4_000
const AT_ONCE = 100
/** Each is in use for a while: what comes closes cards, and no document means that. */
const CARDS = IS_FULL ? 500 : 4
const POSTS = IS_FULL ? 5_000 : 150
const TIMEOUT_MS = 3 * 3_600_000

let house: ApiHouse
let cards: readonly string[]
let client: ApiClient
let door: Door

beforeAll(async () => {
  house = await openApiHouse()
  const { context, networkId } = house
  // Without PINs: a hash of 30 ms for each would be most of the test.
  const { programId } = done(
    await createProgram(context, {
      ...{ networkId, name: 'Fuzz', currency: currency('EUR'), cardPrefix: '997002' },
      ...{ pinPolicy: 'never', loadMinMinor: minor(1), loadMaxMinor: minor(1_000_000) },
      ...{ balanceMaxMinor: minor(1_000_000_000), reloadable: true, acceptedAt: 'network' },
    }),
  )
  const made = await house.operator.call('stock-cards', { programId, name: 'Fuzz', count: CARDS })
  cards = done(made).cards.map(({ number }) => number)
  const counter = createCounter(context, createGuards(context))
  door = { context, counter, operations: storedValueOperations(counter) }
  client = (await clientOfKey(context, house.key)) ?? neverOpened()
})
afterAll(() => house.close())

function neverOpened(): never {
  throw new Error('the key of the tests is none')
}

const WORDS = {
  redeem: 'StoredValueRedeem',
  redeemvoid: 'StoredValueRedeemVoid',
  fund: 'StoredValueFund',
  fundandactivate: 'StoredValueFundAndActivate',
  cashout: 'StoredValueCashOut',
} as const

const amount = fc.oneof(
  fc.constantFrom('10.00', '1', '0.01', '0.00', '2500.00', '-1.00', '1e9', '999999999999.999', ''),
  fc.integer({ min: 0, max: 99_999 }).map((cents) => `${Math.floor(cents / 100)}.${cents % 100}`),
)
const mostly = (usual: fc.Arbitrary<string>, odd: fc.Arbitrary<string>) =>
  fc.oneof({ weight: 6, arbitrary: usual }, { weight: 1, arbitrary: odd })
const shortText = fc.oneof(
  fc.constantFrom('O-1', 'O-2', 'a&b', '<x>', ' ', 'é', '\u{1F381}', 'x'.repeat(41)),
  fc.string({ maxLength: 45, unit: 'binary' }),
)
const number = fc.oneof(
  { weight: 4, arbitrary: fc.constant(null) },
  fc.constantFrom('', '4111111111111111', '9970020000000000000', 'x'.repeat(22), '1'.repeat(30)),
)

/** Stands for the card that is in use. */
const OUR_CARD = '9970020000000000001'

/** A request as it should be, or nearly. */
const document = fc.oneof(
  fc
    .record({
      word: fc.constantFrom(...(Object.keys(WORDS) as (keyof typeof WORDS)[])),
      requestId: mostly(
        fc.integer({ min: 1, max: 5 * DOCUMENTS }).map((id) => `R-${id}`),
        shortText,
      ),
      orderId: mostly(
        fc.integer({ min: 1, max: 5 * DOCUMENTS }).map((id) => `O-${id}`),
        shortText,
      ),
      given: number,
      amount,
      code: fc.constantFrom(...Array<string>(12).fill('EUR'), 'USD', 'JPY', 'QQQ', 'eur', ''),
      lineId: fc.option(shortText, { nil: undefined }),
    })
    .map(({ word, given, code, lineId, ...rest }) => ({
      word,
      text: moneyXml(WORDS[word], {
        ...rest,
        card: { number: given ?? OUR_CARD },
        currency: code,
        ...(lineId === undefined ? {} : { sale: { lineId } }),
      }),
    })),
  fc.record({ given: number, code: fc.constantFrom('EUR', 'USD', '') }).map(({ given, code }) => ({
    word: 'balance' as const,
    text: balanceXml({ number: given ?? OUR_CARD }, code),
  })),
  fc.record({ given: number, kind: shortText }).map(({ given, kind }) => ({
    word: 'lookup' as const,
    text: lookupXml(given ?? OUR_CARD, kind),
  })),
)

const PIECES = [
  ...['<', '>', '/', '"', '&', '<!DOCTYPE a [<!ENTITY b "c">]>', '&b;', '<![CDATA[', ']]>', '<!--'],
  ...['-->', '<?x?>', '<Pin>', '</Pin>', '<Pin>1</Pin>', '<Amount/>', 'xmlns="a"', ' ', '\u0000'],
  ...['isToken="true"', '&#x41;', '\ud800', '1', '<PaymentContext/>', '</PaymentContext>'],
]

/** What happens to texts: pieces come in, go out, or stand there twice. */
const damage = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 0, max: 40 }),
  kind: fc.constantFrom('insert', 'remove', 'repeat'),
  piece: fc.constantFrom(...PIECES),
})

const input = fc
  .tuple(document, fc.oneof(fc.constant([]), fc.array(damage, { maxLength: 3 })))
  .map(([{ word, text }, damages]) => ({
    word,
    text: damages.reduce((before, { at, length, kind, piece }) => {
      const from = Math.floor(at * before.length)
      const part = before.slice(from, from + length)
      const put = { insert: piece + part, remove: '', repeat: part + part }[kind]
      return `${before.slice(0, from)}${put}${before.slice(from + length)}`
    }, text),
  }))

/** What the journal has after this row: its rows, those that moved money, and the last of them. */
async function journalAfter(last: number) {
  const rows = await house.context.database.read
    .selectFrom('journal')
    .where('id', '>', last)
    .select(['id', 'outcome'])
    .execute()
  const posted = rows.filter(({ outcome }) => outcome === 'posted').length
  return { all: rows.length, posted, last: Math.max(last, ...rows.map(({ id }) => id)) }
}

describe('XML requests: whatever comes', () => {
  test(
    'a document goes out, never an error of ours; a fault leaves no row, a Fail moves nothing',
    async () => {
      let { last } = await journalAfter(0)
      const totals = { Success: 0, Fail: 0, Fault: 0 }
      const codes: Record<string, number> = {}
      await fc.assert(
        fc.asyncProperty(
          fc.array(input, { minLength: AT_ONCE, maxLength: AT_ONCE }),
          async (all) => {
            const kinds = await Promise.all(all.map((one) => answerOf(withCard(one))))
            const added = await journalAfter(last)
            last = added.last
            for (const { kind, code } of kinds) {
              totals[kind] += 1
              codes[code] = (codes[code] ?? 0) + 1
            }
            const count = (kind: string) => kinds.filter((one) => one.kind === kind).length
            const mayRecord = kinds.filter(({ isRecorded }) => isRecorded).length
            expect(added.posted).toBeLessThanOrEqual(count('Success'))
            expect(added.all).toBeLessThanOrEqual(mayRecord)
          },
        ),
        { numRuns: DOCUMENTS / AT_ONCE, endOnFailure: IS_FULL },
      )
      for (const count of Object.values(totals)) expect(count).toBeGreaterThan(DOCUMENTS / 100)
      if (IS_FULL) process.stdout.write(`${JSON.stringify({ ...totals, codes })}\n`)
    },
    TIMEOUT_MS,
  )

  test(
    'over the wire: never an error of ours, always a document that can be read',
    async () => {
      await fc.assert(
        fc.asyncProperty(input, fc.uint8Array({ maxLength: 4 }), async (one, bytes) => {
          const { word, text } = withCard(one)
          const path = word === 'lookup' ? 'tendertype/lookup.xml' : `storedvalue/${word}/GS.xml`
          const { status } = await postXml(house, path, Buffer.concat([Buffer.from(text), bytes]))
          expect(status).toBeLessThan(500)
        }),
        { numRuns: POSTS },
      )
      expect(house.logged()).not.toContain('"level":"error"')
    },
    TIMEOUT_MS,
  )
})

let sent = 0
/** The document with the card that is in use now. */
function withCard<One extends { readonly text: string }>(one: One): One {
  const number = cards[Math.floor((sent * CARDS) / DOCUMENTS) % CARDS]
  sent += 1
  return { ...one, text: one.text.replaceAll(OUR_CARD, number ?? '') }
}

type Kind = 'Success' | 'Fail' | 'Fault'

/** What a document comes to, straight behind the key; fails when it is no outcome. */
async function answerOf({
  word,
  text,
}: {
  readonly word: string
  readonly text: string
}): Promise<{ readonly kind: Kind; readonly code: string; readonly isRecorded: boolean }> {
  const operation = word === 'lookup' ? TENDER_LOOKUP : STORED_VALUE_OPERATIONS.get(word)
  if (operation === undefined) throw new Error(`no operation ${word}`)
  const { reply } = await operation.answer(door, client, text)
  const root = readXml(reply.document)
  const result = fieldOf(root, 'ResponseCode')
  const code = reply.outcome
  if (root.name === 'Fault') {
    expect([400, 403, 422, 429]).toContain(reply.status)
    return {
      kind: 'Fault',
      code,
      isRecorded: reply.status === 422 || code === 'OPERATION_NOT_ALLOWED',
    }
  }
  expect(reply.status).toBe(200)
  if (word === 'lookup') return { kind: 'Fail', code, isRecorded: false }
  const isInProgress = result === 'Timeout' && code === 'REQUEST_IN_PROGRESS'
  expect(isInProgress || result === 'Success' || result === 'Fail', code).toBe(true)
  return { kind: result === 'Success' ? 'Success' : 'Fail', code, isRecorded: word !== 'balance' }
}
