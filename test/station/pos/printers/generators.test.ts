import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { currency } from '../../../../src/contract/money.ts'
import type { Dialect } from '../../../../src/contract/screen/sources.ts'
import { createByteReader } from '../../../../src/main/station/pos/receipts/byte-reader.ts'
import { defaultProfile } from '../../../../src/main/station/pos/receipts/profile.ts'
import { createPaperReader } from '../../../../src/main/station/pos/receipts/read-papers.ts'
import type { Generator } from './generator.ts'
import { GENERATORS } from './generators.ts'
import { asPrinted, type PrintedReceipt, wordOf } from './receipt-lines.ts'
import { receipts } from './shops.ts'

const RECEIPTS = process.env['COUNTERMARK_TEST_SCALE'] === 'full' ? 2_500 : 180
const RUNS = Math.ceil(RECEIPTS / GENERATORS.length)
const profile = defaultProfile()
const interpret = createPaperReader(profile)

describe.each(GENERATORS)('receipts made by $name', (generator) => {
  test.each([generator.dialect, 'auto'] as const)(
    'read as %s: every gift-card tender is found, and nothing else',
    async (dialect) => {
      let receiptsRead = 0
      await fc.assert(
        fc.asyncProperty(receipts, async (drawn) => {
          const receipt = asPrinted(drawn, generator.isAscii === true)
          const bytes = await generator.print(receipt)
          expect(tendersOn(bytes, receipt, generator, dialect)).toEqual(wanted(receipt))
          receiptsRead += 1
        }),
        { numRuns: RUNS },
      )
      expect(receiptsRead).toBeGreaterThanOrEqual(RUNS)
    },
  )
})

function wanted({ gifts }: PrintedReceipt) {
  return gifts.map(({ label, amountMinor }) => [wordOf(label), amountMinor])
}

function tendersOn(
  bytes: Uint8Array,
  receipt: PrintedReceipt,
  { settings }: Generator,
  dialect: Dialect,
) {
  const reader = createByteReader(dialect, { ...profile.printer, ...settings }, 1_000)
  const papers = [...reader.push(bytes, 0), ...reader.end()]
  return papers
    .flatMap((paper) => interpret(paper, currency(receipt.currency)).tenders)
    .map(({ label, amountMinor }) => [wordOf(label), amountMinor])
}
