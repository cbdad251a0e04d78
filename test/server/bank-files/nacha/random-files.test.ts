import { expect, test } from 'vitest'
import { nachaRail, readNacha } from '../../../../server/bank-files/nacha/index.ts'
import type { Transfer } from '../../../../server/bank-files/rail.ts'
import { openRandom } from '../../../helpers/random.ts'
import { frozen, rendered, SETTINGS, transfer } from './house.ts'
import { recount } from './recount.ts'

const IS_FULL = process.env['COUNTERMARK_TEST_SCALE'] === 'full'
const FILES = IS_FULL ? 10_000 : 300

test('nacha: any file that is written is right for our reader and for another count', () => {
  const random = openRandom(20_261_120)
  const pick = <Value>(...values: readonly Value[]) => random.pick(values)
  const upTo = random.below
  const routing = () => {
    const eight = String(1 + upTo(32_000_000)).padStart(8, '0')
    const weights = [3, 7, 1, 3, 7, 1, 3, 7]
    const sum = weights.reduce((total, weight, at) => total + weight * Number(eight[at]), 0)
    return `${eight}${(10 - (sum % 10)) % 10}`
  }
  const randomTransfer = (sequence: number): Transfer => {
    const purpose = pick('payout', 'payout', 'payout', 'collection', 'prenote', 'test')
    const amounts = {
      prenote: 0,
      test: 1,
      payout: 1 + upTo(9_999_999),
      collection: 1 + upTo(9_999),
    }
    return transfer({
      ...{ purpose, sequence, amountMinor: amounts[purpose], reference: `P${sequence}` },
      payeeName: pick('Zoë’s Café', 'River Books', 'Ærø & Søn', 'x'.repeat(1 + upTo(40))),
      remittance: pick(null, null, '', 'Week 47', 'Ü'.repeat(1 + upTo(120))),
      bank: {
        routing: routing(),
        account: String(1 + upTo(1e12)),
        accountType: pick('checking', 'savings'),
        holder: pick('business', 'person'),
      },
    })
  }

  let [written, offsets, notes] = [0, 0, 0]
  while (written < FILES) {
    const offset = pick(null, {
      routing: '076401251',
      account: '77',
      accountType: 'savings',
    } as const)
    const lineEnd = pick('crlf', 'lf', 'none')
    const fileMaxEntries = pick(null, 1 + upTo(30))
    const fileMaxMinor = pick(null, 10_000_000 + upTo(50_000_000))
    const sameDay = pick(true, false)
    const settings = { ...SETTINGS, offset, lineEnd, fileMaxEntries, fileMaxMinor, sameDay }
    const start = 1 + upTo(20_000_000)
    const transfers = Array.from({ length: 1 + upTo(60) }, (_, at) => randomTransfer(start + at))
    const files = nachaRail.split(transfers, settings)
    expect(files.flat()).toEqual(transfers)
    for (const [index, part] of files.entries()) {
      const file = frozen(part, { settings, number: written + 1, numberOfDay: index % 36 })
      const text = rendered(file)
      const counted = recount(text, { crlf: '\r\n', lf: '\n', none: '' }[lineEnd])
      const read = readNacha(Buffer.from(text, 'latin1'))
      expect(read.problems).toEqual([])
      expect([read.entries, BigInt(read.creditsMinor), BigInt(read.debitsMinor)]).toEqual([
        counted.entries,
        counted.credits,
        counted.debits,
      ])
      const found = new Map(counted.payees.map(([trace, amount]) => [trace, amount]))
      for (const paid of part) {
        expect(found.get(nachaRail.traceOf(file, paid))).toBe(Number(paid.amountMinor))
      }
      offsets += counted.entries - part.length
      notes += text.match(/705(WEEK|U)/g)?.length ?? 0
      if (offset === null) expect(counted.entries).toBe(part.length)
      else expect(counted.credits).toBe(counted.debits)
      written += 1
    }
  }
  expect(offsets).toBeGreaterThan(0)
  expect(notes).toBeGreaterThan(written)
}, 900_000)
