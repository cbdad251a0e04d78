import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { luhnDigit } from '../../../src/contract/card-number.ts'
import { type Answer, type ApiHouse, openApiHouse, PREFIX } from '../stored-value/api-house.ts'

/** Of each answer: 10,000 at full scale, which takes an hour; some tens else. */
const TRIES = process.env['COUNTERMARK_TEST_SCALE'] === 'full' ? 10_000 : 24
const MINUTE_MS = 60_000
/** Two tries a card and day: the third wrong PIN would lock it, and eleven enquiries too. */
const TRIES_A_CARD = 2
const WRONG = '00000000'

const KINDS = ['unknown', 'inactive', 'wrong PIN'] as const
type Kind = (typeof KINDS)[number]

let house: ApiHouse
let shop: string
beforeAll(async () => {
  house = await openApiHouse()
  shop = await house.addKey({ kind: 'webstore' })
})
afterAll(() => house.close())

interface Card {
  readonly number: string
  readonly pin: string
}

let serial = 0
function unknownCard(): Card {
  serial += 1
  const digits = `${PREFIX}${String(serial).padStart(12, '0')}`
  return { number: `${digits}${luhnDigit(digits)}`, pin: WRONG }
}

const inHand = ({ number, pin }: Card): Card => ({ number, pin })

const make: Readonly<Record<Kind, () => Promise<Card>>> = {
  unknown: async () => unknownCard(),
  // With its right PIN: of all that might be told apart this is the most.
  inactive: async () => inHand(await house.stockedCard()),
  'wrong PIN': async () => ({ ...inHand(await house.activeCard(2500)), pin: WRONG }),
}

const doors = {
  balance: (card: Card) => house.post('/v1/storedvalue/balance', { card }, shop),
  redeem: (card: Card) => {
    const requestId = `redeem-${crypto.randomUUID()}`
    const sale = { requestId, amountMinor: 100, currency: 'EUR' }
    return house.post('/v1/storedvalue/redeem', { ...sale, card }, shop)
  },
}

describe.each(Object.entries(doors))('unknown, inactive and wrong PIN at %s', (name, door) => {
  test('the same bytes and headers', async () => {
    const answers: Answer[] = []
    for (const kind of KINDS) answers.push(await door(await make[kind]()))
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
    expect(answers[0]?.status).toBe(404)
    const heads = answers.map(({ headers }) =>
      [...headers.keys()].filter((header) => !/^(date|x-ratelimit)/.test(header)).join(' '),
    )
    expect(new Set(heads).size).toBe(1)
  })

  test('the same PIN again and again: the same lock', async () => {
    const outcomes: string[][] = []
    for (const kind of KINDS) {
      const card = await make[kind]()
      const codes: string[] = []
      for (let tries = 0; tries < 4; tries += 1) {
        codes.push((await door(card)).body.refusal?.code ?? 'none')
      }
      outcomes.push(codes)
    }
    const missed = 'CARD_NOT_FOUND_OR_PIN_INVALID'
    expect(outcomes).toEqual(KINDS.map(() => [missed, missed, missed, 'PIN_LOCKED']))
  })

  test('the same time: medians printed, and held to 5 % at full scale', {
    timeout: 7_200_000,
  }, async () => {
    const cards = {} as Record<Kind, Card>
    const times: Record<Kind, number[]> = { unknown: [], inactive: [], 'wrong PIN': [] }
    for (let count = 0; count < TRIES; count += 1) {
      if (count % TRIES_A_CARD === 0) for (const kind of KINDS) cards[kind] = await make[kind]()
      // In another order each time, so that what drifts falls on all of them alike.
      const order = KINDS.map((_, index) => KINDS[(index + count) % KINDS.length] ?? 'unknown')
      for (const kind of order) {
        const startMs = performance.now()
        const { status } = await door(cards[kind])
        times[kind].push(performance.now() - startMs)
        expect(status).toBe(404)
      }
      // A shop asks for so many in a minute, and misses so many in a day.
      if (count % 150 === 149) house.advance(MINUTE_MS)
      if (count % 3000 === 2999) house.advance(24 * 60 * MINUTE_MS)
    }
    const medians = KINDS.map((kind) => at(times[kind], 0.5))
    const spread = Math.max(...medians) / Math.min(...medians) - 1
    const lines = KINDS.map((kind) => line(kind, times[kind]))
    const within = `medians within ${(spread * 100).toFixed(2)} %`
    process.stdout.write(`${name}, ${TRIES} of each, ${within}\n${lines.join('\n')}\n`)
    if (TRIES >= 1000) expect(spread).toBeLessThan(0.05)
  })
})

function at(times: readonly number[], part: number): number {
  const sorted = times.toSorted((one, two) => one - two)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
}

function line(kind: Kind, times: readonly number[]): string {
  const parts = [0.05, 0.25, 0.5, 0.75, 0.95].map((part) => at(times, part).toFixed(2).padStart(7))
  return `${kind.padEnd(10)} 5/25/50/75/95 %, ms: ${parts.join(' ')}`
}
