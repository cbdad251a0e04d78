import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { proveLedger } from '../../../../commands/books.ts'
import { type ApiHouse, openApiHouse } from '../api-house.ts'
import { ACTIONS, type Interleaving, openPlayer, type Player, type Seen } from './interleaving.ts'

const IS_FULL = process.env['COUNTERMARK_TEST_SCALE'] === 'full'
/** Interleavings in all, and how many are played side by side on cards of their own. */
const [TOTAL, AT_ONCE] = IS_FULL ? [200_000, 200] : [2_000, 100]
const HOUR_MS = 3_600_000

let house: ApiHouse
let player: Player
beforeAll(async () => {
  house = await openApiHouse()
  player = await openPlayer(house)
})
afterAll(() => house.close())

const interleaving: fc.Arbitrary<Interleaving> = fc.record({
  /** Too little for one, enough for one, enough for three. */
  startBalance: fc.constantFrom(500, 1000, 3000),
  actions: fc.array(fc.constantFrom(...ACTIONS), { minLength: 1, maxLength: 10 }),
})

test(
  'any interleaving: the money moves once or not at all, and an id has one answer for ever',
  async () => {
    const seen: Seen = { interleavings: 0, arrived: 0, answers: new Map(), fates: new Map() }
    const many = fc.array(interleaving, { minLength: AT_ONCE, maxLength: AT_ONCE })
    const property = fc.asyncProperty(many, async (all) => {
      await Promise.all(all.map((one) => player.play(one, seen).catch(naming(one))))
    })
    // The fault names its interleaving, of ten steps at most: it need not be looked for again.
    await fc.assert(property, { numRuns: TOTAL / AT_ONCE, endOnFailure: true })
    report(seen)
    await house.stop()
    expect(proveLedger(house.folder).problem).toBeNull()
    expect(seen.interleavings).toBeGreaterThanOrEqual(TOTAL)
    for (const fate of ['answered', 'answer lost', 'lost', 'late', 'twice'])
      expect(seen.fates.get(fate), fate).toBeGreaterThan(TOTAL / 10)
    for (const answer of [
      'redeem',
      'void',
      'void again',
      'void of nothing',
      'VOIDED_BEFORE_ARRIVAL',
      'POSSIBLE_DUPLICATE',
      'INSUFFICIENT_FUNDS',
      'REQUEST_ID_REUSED',
    ])
      expect(seen.answers.get(answer), answer).toBeGreaterThan(TOTAL / 100)
  },
  HOUR_MS,
)

function naming(one: Interleaving) {
  return (error: unknown): never => {
    throw new Error(`${String(error)}\nin ${JSON.stringify(one)}`, { cause: error })
  }
}

function report({ interleavings, arrived, answers }: Seen): void {
  const told = [...answers].map(([answer, times]) => `${answer} ${times}`).join(', ')
  process.stderr.write(`${interleavings} interleavings, ${arrived} arrivals: ${told}\n`)
}
