import { expect, test } from 'vitest'
import {
  parseNachaFile,
  readNacha,
  writeNachaFile,
} from '../../../../server/bank-files/nacha/index.ts'
import { LAYOUTS } from '../../../../server/bank-files/nacha/read/layouts.ts'
import { openRandom, type Random } from '../../../helpers/random.ts'
import { samples } from './house.ts'

const IS_FULL = process.env['COUNTERMARK_TEST_SCALE'] === 'full'
/** Every bit of every sample, or one in so many. */
const STEP = IS_FULL ? 1 : 61
const GARBLED = IS_FULL ? 1_000_000 : 4_000

const GOOD = [...samples('good')]

/**
 * What no rule of the format covers: words for people, account numbers, references of our own, codes
 * and dates that are as right as those before. A flipped bit in any other field is found.
 */
const UNCOVERED: Readonly<Record<string, string>> = {
  'file header':
    'destination origin createdOn createdAt modifier destinationName originName reference',
  'batch header':
    'company discretionary companyId sec description descriptive effective settlement status',
  'international batch header':
    'iatIndicator exchange exchangeReferenceKind exchangeReference country companyId description ' +
    'originCurrency destinationCurrency effective settlement status',
  entry: 'code account identification name discretionary trace',
  'entry with counted addenda': 'code account identification name reserved discretionary',
  'international entry': 'code reserved account reserved2 screening',
  'accounting advice':
    'code account adviceRouting fileId operator name discretionary operatorRouting day sequence',
  'addendum 02': 'referenceOne referenceTwo terminal serial day authorization location city state',
  'addendum 05': 'information',
  'addendum 98': 'reason originalTrace reserved originalRdfi corrected reserved2 trace',
  'addendum 99': 'reason originalTrace deathOn originalRdfi information trace',
  'addendum 99, dishonoured':
    'reason originalTrace reserved originalRdfi reserved2 returnTrace returnSettlement returnReason ' +
    'information trace',
  'addendum 99, contested':
    'reason originalTrace returnedOn originalRdfi originalSettlement returnTrace returnSettlement ' +
    'returnReason dishonouredTrace dishonouredSettlement dishonouredReason reserved trace',
  'addendum 10': 'transactionType foreignAmount foreignTrace name reserved',
  'addendum 11, 12 or 16': 'first second reserved',
  'addendum 13 or 14': 'name qualifier bank country reserved',
  'addendum 15': 'identification street reserved',
  'addendum 17': 'information sequence',
  'addendum 18': 'bankName qualifier bank country reserved sequence',
  'batch control': 'authentication reserved',
  'batch control of advices': 'operator',
  'file control': 'reserved',
  'file control of advices': 'reserved',
}

test.each(GOOD)('nacha reader: a flipped bit of %s is found where a rule covers it', (_, good) => {
  const missed = new Set<string>()
  let [flips, start] = [0, 0]
  for (const { layout, raw, end } of parseNachaFile(good).rows) {
    const { kind, fields } = LAYOUTS[layout]
    for (let bit = flips % STEP; bit < raw.length * 8; bit += STEP) {
      flips += 1
      const bytes = Buffer.from(good)
      const at = start + Math.floor(bit / 8)
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit % 8))
      if (readNacha(bytes).problems.length > 0) continue
      const field = fields.find((one) => Math.floor(bit / 8) < one.end)?.name ?? 'beyond'
      if (!(UNCOVERED[kind]?.split(' ').includes(field) ?? false)) missed.add(`${kind}: ${field}`)
    }
    start += raw.length + end.length
  }
  expect([...missed]).toEqual([])
  expect(flips).toBeGreaterThan(good.length / STEP)
})

test('nacha reader: a file cut off anywhere before its end is found', () => {
  for (const [name, good] of GOOD) {
    const text = good.toString('latin1')
    const control = parseNachaFile(good).rows.find(({ layout }) =>
      ['fileControl', 'advFileControl'].includes(layout),
    )
    const needed =
      text.lastIndexOf(control?.raw.trimEnd() ?? '') + (control?.raw.trimEnd().length ?? 0)
    const step = IS_FULL ? 1 : 37
    for (let length = 1; length < needed; length += step) {
      const { problems } = readNacha(good.subarray(0, length))
      expect([name, length, problems.length > 0]).toEqual([name, length, true])
    }
  }
})

test('nacha reader: garbled input is judged, whatever it is, and kept byte by byte', () => {
  const random = openRandom(5)
  let broken = 0
  for (let round = 0; round < GARBLED; round += 1) {
    const bytes = garbled(random)
    const { problems } = readNacha(bytes)
    if (problems.length > 0) broken += 1
    if (round % 16 > 0) continue
    const again = Buffer.concat([...writeNachaFile(parseNachaFile(bytes))])
    expect(again.equals(bytes)).toBe(true)
  }
  expect(broken).toBeGreaterThan(GARBLED * 0.9)
}, 900_000)

/** Noise, or a good file with pieces of it doubled, left out, exchanged or overwritten. */
function garbled(random: Random): Buffer {
  if (random.oneIn(10))
    return Buffer.from(Array.from({ length: random.below(600) }, () => random.below(256)))
  let bytes: Buffer = Buffer.from(random.pick(GOOD)[1])
  for (let times = 1 + random.below(4); times > 0; times -= 1) bytes = onceGarbled(bytes, random)
  return bytes
}

function onceGarbled(bytes: Buffer, random: Random): Buffer {
  const at = random.below(bytes.length)
  const to = Math.min(bytes.length, at + 1 + random.below(200))
  switch (random.below(5)) {
    case 0:
      return Buffer.concat([bytes.subarray(0, to), bytes.subarray(at)])
    case 1:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(to)])
    case 2:
      return Buffer.concat([bytes.subarray(at), bytes.subarray(0, at)])
    case 3:
      return bytes.fill(random.below(256), at, to)
    default:
      for (let index = at; index < to; index += 1) bytes[index] = random.below(256)
      return bytes
  }
}
