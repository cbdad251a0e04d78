import { expect, test } from 'vitest'
import { nachaRail, readNacha } from '../../../../server/bank-files/nacha/index.ts'
import type { FrozenFile, Transfer } from '../../../../server/bank-files/rail.ts'
import type { NachaSettings } from '../../../../src/contract/admin/rails.ts'
import { openRandom, type Random } from '../../../helpers/random.ts'
import { frozen, rendered, SETTINGS, transfer } from './house.ts'
import { type Recount, recount } from './recount.ts'

const IS_FULL = process.env['COUNTERMARK_TEST_SCALE'] === 'full'
const FILES = IS_FULL ? 10_000 : 300

test('nacha: any file that is written is right for our reader and for another count', () => {
  const random = openRandom(20_261_120)
  let [written, offsets, notes] = [0, 0, 0]
  while (written < FILES) {
    const settings = randomSettings(random)
    const start = 1 + random.below(20_000_000)
    const count = 1 + random.below(60)
    const transfers = Array.from({ length: count }, (_, at) => randomTransfer(random, start + at))
    const parts = nachaRail.split(transfers, settings)
    expect(parts.flat()).toEqual(transfers)
    for (const [index, part] of parts.entries()) {
      const file = frozen(part, { settings, number: written + 1, numberOfDay: index % 36 })
      const { counted, text } = compare(file)
      offsets += counted.entries - part.length
      notes += text.match(/705(WEEK|U)/g)?.length ?? 0
      written += 1
    }
  }
  expect(offsets).toBeGreaterThan(0)
  expect(notes).toBeGreaterThan(written)
}, 900_000)

/** The same file by our reader, by the other count, and by what was put in. */
function compare(file: FrozenFile<NachaSettings>): { counted: Recount; text: string } {
  const text = rendered(file)
  const counted = recount(text, { crlf: '\r\n', lf: '\n', none: '' }[file.settings.lineEnd])
  const read = readNacha(Buffer.from(text, 'latin1'))
  expect(read.problems).toEqual([])
  expect([read.entries, BigInt(read.creditsMinor), BigInt(read.debitsMinor)]).toEqual([
    counted.entries,
    counted.credits,
    counted.debits,
  ])
  const amounts = new Map(counted.payees.map(([trace, amount]) => [trace, amount]))
  for (const paid of file.transfers) {
    expect(amounts.get(nachaRail.traceOf(file, paid))).toBe(Number(paid.amountMinor))
  }
  if (file.settings.offset === null) expect(counted.entries).toBe(file.transfers.length)
  else expect(counted.credits).toBe(counted.debits)
  return { counted, text }
}

const OFFSET = { routing: '076401251', account: '77', accountType: 'savings' } as const

function randomSettings(random: Random): NachaSettings {
  return {
    ...SETTINGS,
    offset: random.pick([null, OFFSET]),
    lineEnd: random.pick(['crlf', 'lf', 'none'] as const),
    fileMaxEntries: random.pick([null, 1 + random.below(30)]),
    fileMaxMinor: random.pick([null, 10_000_000 + random.below(50_000_000)]),
    sameDay: random.oneIn(2),
  }
}

const PURPOSES = ['payout', 'payout', 'payout', 'collection', 'prenote', 'test'] as const

function randomTransfer(random: Random, sequence: number): Transfer {
  const { below, pick } = random
  const purpose = pick(PURPOSES)
  const amounts = {
    prenote: 0,
    test: 1,
    payout: 1 + below(9_999_999),
    collection: 1 + below(9_999),
  }
  return transfer({
    ...{ purpose, sequence, amountMinor: amounts[purpose], reference: `P${sequence}` },
    payeeName: pick(['Zoë’s Café', 'River Books', 'Ærø & Søn', 'x'.repeat(1 + below(40))]),
    remittance: pick([null, null, '', 'Week 47', 'Ü'.repeat(1 + below(120))]),
    bank: {
      routing: randomRouting(random),
      account: String(1 + below(1e12)),
      accountType: pick(['checking', 'savings'] as const),
      holder: pick(['business', 'person'] as const),
    },
  })
}

function randomRouting(random: Random): string {
  const eight = String(1 + random.below(32_000_000)).padStart(8, '0')
  const weights = [3, 7, 1, 3, 7, 1, 3, 7]
  const sum = weights.reduce((total, weight, at) => total + weight * Number(eight[at]), 0)
  return `${eight}${(10 - (sum % 10)) % 10}`
}
