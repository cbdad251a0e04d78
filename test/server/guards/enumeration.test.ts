import { expect, test } from 'vitest'
import { createEnquiries, type Enquiry } from '../../../server/guards/enquiries.ts'
import type { NetworkId } from '../../../src/contract/ids.ts'
import { openRandom } from '../../helpers/random.ts'

/**
 * The bot of the field's reports: 1.7 million tries an hour, here for 24 hours from 1,000 addresses
 * against 1,000,000 active cards. The guard itself runs, on a clock of the test. What is sampled:
 * at full scale every try is made; in the normal run one in 200 is, and as the guard lets through
 * far fewer than that, it lets through as many of these as of all.
 */
const isFull = process.env['COUNTERMARK_TEST_SCALE'] === 'full'
const TRIES_AN_HOUR = isFull ? 1_700_000 : 8_500
const HOURS = 24
const CARDS = 1_000_000
/** Twelve random digits: the prefix and the check digit say nothing. */
const NUMBERS = 1e12
const HOUR_MS = 3_600_000
const SEED = Number(process.env['COUNTERMARK_TEST_SEED'] ?? 20_261)

interface Attack {
  readonly tried: number
  readonly answered: number
  readonly found: number
}

function attack(options: {
  readonly addressOf: (index: number) => string | null
  readonly isGuarded: boolean
}): Attack {
  const random = openRandom(SEED)
  const draw = () => random.below(1_000_000) * 1_000_000 + random.below(1_000_000)
  const cards = new Set<number>()
  while (cards.size < CARDS) cards.add(draw())
  let nowMs = 0
  const enquiries = createEnquiries({ nowMs: () => nowMs })
  let [tried, answered, found] = [0, 0, 0]
  for (; tried < TRIES_AN_HOUR * HOURS; tried += 1) {
    nowMs = (tried / TRIES_AN_HOUR) * HOUR_MS
    const number = draw()
    const enquiry: Enquiry = {
      ...{ caller: 'client:shop', networkId: 'network' as NetworkId, isPublic: true },
      // Cards that need no PIN: with one, a number alone is answered like any that does not exist.
      ...{ address: options.addressOf(tried), card: String(number), hasPin: false },
      isQuestion: true,
    }
    if (options.isGuarded && enquiries.admit(enquiry) > 0) continue
    answered += 1
    if (cards.has(number)) found += 1
    else enquiries.missed(enquiry)
  }
  return { tried, answered, found }
}

const address = (index: number) => `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`

const text = ({ tried, answered, found }: Attack) =>
  `${tried} tries, ${answered} answered, ${found} found, expected ${((answered * CARDS) / NUMBERS).toFixed(4)}`

test.each([
  ['from 1,000 addresses', (index: number) => address(index % 1_000)],
  ['from 100,000 addresses', (index: number) => address(index % 100_000)],
  ['through a shop that tells no addresses', () => null],
] as const)(
  'enumeration %s: one number at most is found in a day',
  { timeout: 900_000 },
  (name, addressOf) => {
    const result = attack({ addressOf, isGuarded: true })
    process.stdout.write(`enumeration ${name}: ${text(result)}\n`)
    expect(result.tried).toBe(TRIES_AN_HOUR * HOURS)
    expect(result.answered).toBeLessThan(120_000)
    expect(result.found).toBeLessThanOrEqual(1)
  },
)

test('the attack itself would find cards: unguarded, as many as chance says', () => {
  const result = attack({ addressOf: () => null, isGuarded: false })
  process.stdout.write(`enumeration without a guard: ${text(result)}\n`)
  expect(result.answered).toBe(result.tried)
  // 40.8 at full scale; a sample of one in 200 has 0.2.
  if (isFull) expect(result.found).toBeGreaterThan(15)
})
