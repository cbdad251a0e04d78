import fc from 'fast-check'
import { expect, test } from 'vitest'
import { currency } from '../../../../src/contract/money.ts'
import { PAPER_TENDERS_MAX } from '../../../../src/main/station/pos/receipts/limits.ts'
import { defaultProfile } from '../../../../src/main/station/pos/receipts/profile.ts'
import { createInterpreter } from '../../../../src/main/station/pos/receipts/tenders.ts'
import { renderedSale } from './rendered-sales.ts'

const IS_FULL = process.env['COUNTERMARK_TEST_SCALE'] === 'full'
const RUNS = IS_FULL ? 1_000_000 : 2_000
const TIMEOUT_MS = IS_FULL ? 7_200_000 : 120_000
const interpret = createInterpreter(defaultProfile())
const SETTINGS = [null, currency('CAD'), currency('JPY'), currency('KWD')]

/** One thing that goes wrong with rows on their way: of any print, capture or scan. */
const harm = fc.record({
  what: fc.constantFrom('drop', 'double', 'swap', 'cut', 'join', 'letter', 'blank', 'noise'),
  at: fc.nat(),
  place: fc.nat(),
  text: fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.constantFrom(...['GIFT CARD', 'VOID', '-', '(', ')', ',', '.', '0', '9'.repeat(40), 'CR']),
    fc.constantFrom(...['TOTAL', 'CHANGE', '****', '\u0000', '\ufffd', '\u202e', '€', "'"]),
  ),
})
type Harm = typeof harm extends fc.Arbitrary<infer Value> ? Value : never

function harmed(rows: readonly string[], { what, at, place, text }: Harm): string[] {
  if (rows.length === 0) return [text]
  const index = at % rows.length
  const row = rows[index] ?? ''
  const middle = place % (row.length + 1)
  const changed: Readonly<Record<string, readonly string[]>> = {
    ...{ drop: [], double: [row, row], cut: [row.slice(0, middle)], blank: [row, '', ''] },
    join: [`${row}${text}${rows[place % rows.length]}`],
    letter: [row.slice(0, middle) + text + row.slice(middle + 1)],
    swap: [rows[place % rows.length] ?? ''],
    noise: [text, row],
  }
  return [...rows.slice(0, index), ...(changed[what] ?? []), ...rows.slice(index + 1)]
}

function expectSane(rows: readonly string[], count: number): number {
  const paper = interpret(rows, SETTINGS[count % SETTINGS.length] ?? null)
  for (const { amountMinor, row, rows: from, confidence, kind, reasons } of paper.tenders) {
    const isSane =
      Number.isSafeInteger(amountMinor) &&
      amountMinor > 0 &&
      from.includes(row) &&
      from.every((index) => rows[index] !== undefined) &&
      confidence > 0 &&
      confidence <= 1 &&
      (confidence === 1) === (reasons.length === 0) &&
      (kind === 'payment' || kind.length > 0)
    if (!isSane) throw new Error(`not sane: ${JSON.stringify(paper.tenders)}`)
  }
  if (paper.doubts.some(({ row }) => rows[row] === undefined)) throw new Error('doubt of no row')
  // Bounded by what was given: at most one reading for each amount and each row.
  const amounts = rows.join('\n').match(/\d/g)?.length ?? 0
  if (paper.tenders.length + paper.doubts.length > rows.length * 2 + amounts) {
    throw new Error('more readings than rows')
  }
  return paper.tenders.length
}

test('garbled rows: any harm to any sale is read without throwing, within bounds', {
  timeout: TIMEOUT_MS,
}, () => {
  let runs = 0
  let withTenders = 0
  fc.assert(
    fc.property(renderedSale, fc.array(harm, { minLength: 1, maxLength: 8 }), (sale, harms) => {
      const rows = harms.reduce<readonly string[]>(harmed, sale.rows)
      if (expectSane(rows, runs) > 0) withTenders += 1
      runs += 1
    }),
    { numRuns: RUNS },
  )
  process.stdout.write(`${runs} garbled papers, ${withTenders} with tenders\n`)
  expect(runs).toBeGreaterThanOrEqual(RUNS)
  expect(withTenders).toBeGreaterThan(runs / 4)
})

test('garbled rows: long rows and long papers of one kind do not hold the reader up', () => {
  const rows = ['9'.repeat(512), '1 '.repeat(256), '1,1.'.repeat(128), '('.repeat(512)]
  const more = ["1'".repeat(256), 'GIFT CARD '.repeat(51), `${' '.repeat(500)}GIFT CARD`]
  const worst = ['PAYMENT '.repeat(64), 'CHANGE '.repeat(73), '12.11.'.repeat(85), '1-'.repeat(256)]
  for (const row of [...rows, ...more, ...worst]) {
    const paper = Array.from({ length: 40 }, () => row)
    expect(expectSane(paper, 0)).toBeLessThanOrEqual(40 * 256)
  }
  const ladder = (names: number) =>
    Array.from({ length: names }, () => ['GIFT CARD', '1.00']).flat()
  expect(expectSane(ladder(PAPER_TENDERS_MAX), 1)).toBe(PAPER_TENDERS_MAX)
  expect(expectSane(ladder(1_000), 1)).toBe(0)
})
