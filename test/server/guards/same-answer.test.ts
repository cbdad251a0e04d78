import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createPins, stockCards } from '../../../server/cards/index.ts'
import type { ServerContext } from '../../../server/context.ts'
import { createGuards } from '../../../server/guards/index.ts'
import { hashSlowly, type SlowHash, verifySlowly } from '../../../server/load/index.ts'
import { readProgram } from '../../../server/programs/index.ts'
import { registerStoredValue } from '../../../server/stored-value/index.ts'
import { luhnDigit } from '../../../src/contract/card-number.ts'
import { openPrintingHouse, printBatch } from '../production/house.ts'
import { type Answer, type ApiHouse, openApiHouse, PREFIX } from '../stored-value/api-house.ts'
import { countWork, type Work } from './counted-work.ts'

/**
 * Of each answer at full scale. A few dozen say nothing about time on a busy machine: else what is
 * done for each answer is counted and compared.
 */
const TRIES = 10_000
const IS_FULL = process.env['COUNTERMARK_TEST_SCALE'] === 'full'
/**
 * The slow hash of the timing only: argon2id of this memory in place of the 46 MiB of the house, the
 * same for all three answers. Less of it hides less, so that a difference shows sooner, not later.
 */
const MEMORY_KIB = Number(process.env['COUNTERMARK_TEST_PIN_MEMORY_KIB'] ?? 1_024)
const MINUTE_MS = 60_000
/** Two tries a card and day: the third wrong PIN would lock it, and eleven enquiries too. */
const TRIES_A_CARD = 2
/** Of each kind, for what the least work is. */
const TRIES_OF_WORK = 3
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

  test('the same work: as many queries, writes, operations and slow hashes', async () => {
    const counted = countWork(house.context)
    const app = await openDoor(counted.context)
    const printing = await openPrintingHouse(house, { name: `Works ${name}` })
    const order = { programId: house.programId, count: TRIES_OF_WORK, name: `Printed ${name}` }
    const { lines } = await printBatch(house, printing, order)
    const asked = async (card: Card) => {
      const { statusCode } = await app.inject({ ...requestOf(name, card), ...bearer() })
      expect(statusCode).toBe(404)
      return counted.done()
    }
    // What goes on beside a request, as the log of requests, may fall into one of them: never into all.
    const least = async (next: () => Card | Promise<Card>) => {
      const works: Work[] = []
      for (let tries = 0; tries < TRIES_OF_WORK; tries += 1) {
        const card = await next()
        counted.done()
        works.push(await asked(card))
      }
      return works.reduce((some, other) => (other.queries < some.queries ? other : some))
    }
    // The first one ever makes the hash that stands in for those of cards that are not there.
    await asked(unknownCard())
    const pieces = [...lines]
    const ofBatch = () => {
      const line = pieces.pop()
      return { number: line?.['number'] ?? '', pin: line?.['pin'] ?? '' }
    }
    const works: Record<string, Work> = { 'inactive, of a batch': await least(ofBatch) }
    for (const kind of KINDS) works[kind] = await least(make[kind])
    await app.close()
    expect(works['unknown']).toMatchObject({ verifications: 1, hashes: 0, writes: 1 })
    for (const [kind, work] of Object.entries(works)) expect(work, kind).toEqual(works['unknown'])
  })

  test.runIf(IS_FULL)('the same time: medians within 5 %', { timeout: 7_200_000 }, async () => {
    const context = { ...house.context, slowHash: CHEAP }
    const app = await openDoor(context)
    const times: Record<Kind, number[]> = { unknown: [], inactive: [], 'wrong PIN': [] }
    const cards = await manyCards(context, Math.ceil(TRIES / TRIES_A_CARD))
    for (let count = 0; count < TRIES; count += 1) {
      const at = Math.floor(count / TRIES_A_CARD)
      // In another order each time, so that what drifts falls on all of them alike.
      const order = KINDS.map((_, index) => KINDS[(index + count) % KINDS.length] ?? 'unknown')
      for (const kind of order) {
        const request = { ...requestOf(name, cards[kind][at] ?? unknownCard()), ...bearer() }
        const startMs = performance.now()
        const { statusCode } = await app.inject(request)
        times[kind].push(performance.now() - startMs)
        expect(statusCode).toBe(404)
      }
      // A shop asks for so many in a minute, and misses so many in a day.
      if (count % 30 === 29) house.advance(MINUTE_MS)
      if (count % 3000 === 2999) house.advance(24 * 60 * MINUTE_MS)
    }
    await app.close()
    const medians = KINDS.map((kind) => at(times[kind], 0.5))
    const spread = Math.max(...medians) / Math.min(...medians) - 1
    const lines = KINDS.map((kind) => line(kind, times[kind]))
    const within = `medians within ${(spread * 100).toFixed(2)} %, argon2id of ${MEMORY_KIB} KiB`
    process.stdout.write(`${name}, ${TRIES} of each, ${within}\n${lines.join('\n')}\n`)
    expect(spread).toBeLessThan(0.05)
  })
})

const CHEAP: SlowHash = {
  hash: (secret) => hashSlowly(secret, { memoryCost: MEMORY_KIB, timeCost: 1, parallelism: 1 }),
  verify: verifySlowly,
}

/** The API over this context, in this process: nothing of the way there is timed or counted. */
async function openDoor(context: ServerContext): Promise<FastifyInstance> {
  const app = Fastify()
  await registerStoredValue(app, context, createGuards(context))
  await app.ready()
  return app
}

function bearer() {
  return { headers: { authorization: `Bearer ${shop}` } }
}

function requestOf(name: string, card: Card) {
  const requestId = `redeem-${crypto.randomUUID()}`
  const sale = { requestId, amountMinor: 100, currency: 'EUR' }
  const payload = name === 'redeem' ? { ...sale, card } : { card }
  return { method: 'POST', url: `/v1/storedvalue/${name}`, payload } as const
}

/** As many cards of each kind, whose PINs are under the hash of this context. */
async function manyCards(
  context: ServerContext,
  count: number,
): Promise<Readonly<Record<Kind, readonly Card[]>>> {
  const pins = createPins(context.keys.pinPepper, context.slowHash)
  const program = await readProgram(context.database, house.networkId, house.programId)
  if (program === undefined) throw new Error('the program is not there')
  const order = { program, form: 'physical', batch: null, count: 2 * count } as const
  const made = await stockCards(context, pins, order)
  const sold = made.slice(count)
  for (const { card } of sold) {
    await house.operator.call('activate-card', {
      ...{ cardId: card.cardId, amountMinor: 2500, fundedBy: 'cash' },
      requestId: `activate-${card.cardId}`,
    })
  }
  return {
    unknown: Array.from({ length: count }, unknownCard),
    inactive: made.slice(0, count).map(inHand),
    'wrong PIN': sold.map(({ number }) => ({ number, pin: WRONG })),
  }
}

function at(times: readonly number[], part: number): number {
  const sorted = times.toSorted((one, two) => one - two)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
}

function line(kind: Kind, times: readonly number[]): string {
  const parts = [0.05, 0.25, 0.5, 0.75, 0.95].map((part) => at(times, part).toFixed(2).padStart(7))
  return `${kind.padEnd(10)} 5/25/50/75/95 %, ms: ${parts.join(' ')}`
}
