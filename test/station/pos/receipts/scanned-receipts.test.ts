import { describe, expect, test } from 'vitest'
import { currency } from '../../../../src/contract/money.ts'
import { defaultProfile, withLabels } from '../../../../src/main/station/pos/receipts/profile.ts'
import { createInterpreter } from '../../../../src/main/station/pos/receipts/tenders.ts'
import { cashGiven, scannedReceipts } from './scanned-receipts.ts'

const gift = createInterpreter(defaultProfile())
const cash = createInterpreter(withLabels(defaultProfile(), ['CASH']))
const given = cashGiven()
/** How close words are to be on a row, and what stands between them: nobody says which is right. */
const LAYOUTS = [0.3, 0.5, 0.7].flatMap((closeness) =>
  [' ', '     '].map((gap) => [closeness, gap] as const),
)

describe.each(LAYOUTS)(
  'scanned receipts, words within %d of a row, %j between',
  (closeness, gap) => {
    const receipts = scannedReceipts(closeness, gap)
    const readings = receipts.map(({ key, rows, totalMinor }) => ({
      ...{ key, rows, totalMinor },
      reading: cash(rows, null),
    }))

    test('what was given in cash: found 99 %, the right amount 97 %, nothing where none was given', () => {
      const payments = new Map(
        readings.map(({ key, reading }) => [
          key,
          reading.tenders.filter(({ kind }) => kind === 'payment'),
        ]),
      )
      const keys = [...given.keys()]
      const found = keys.filter((key) => (payments.get(key) ?? []).length > 0)
      const right = keys.filter(
        (key) =>
          payments.get(key)?.length === 1 && payments.get(key)?.[0]?.amountMinor === given.get(key),
      )
      const others = receipts.filter(
        ({ key }) => !given.has(key) && (payments.get(key) ?? []).length > 0,
      )
      process.stdout.write(
        `cash: ${keys.length} printed, ${found.length} found, ${right.length} right\n`,
      )
      expect(keys).toHaveLength(114)
      expect(found.length / keys.length).toBeGreaterThanOrEqual(0.99)
      expect(right.length / keys.length).toBeGreaterThanOrEqual(0.97)
      expect(others.map(({ key }) => key)).toEqual([])
    })

    test('no gift-card tender in shops that took none', () => {
      expect(receipts).toHaveLength(150)
      for (const setting of [null, currency('MYR')]) {
        const found = receipts.filter(({ rows }) => gift(rows, setting).tenders.length > 0)
        expect(found.map(({ key }) => key)).toEqual([])
      }
    })

    test('a row that names the tender and is not read says why, and every tender says from where', () => {
      for (const { rows, reading } of readings) {
        const read = new Set(reading.tenders.flatMap((tender) => tender.rows))
        const doubted = new Set(reading.doubts.map(({ row }) => row))
        rows.forEach((text, row) => {
          const isNamed = /(?<![\p{L}\p{N}])CASH(?![\p{L}\p{N}])/u.test(text)
          if (isNamed) expect([text, read.has(row) || doubted.has(row)]).toEqual([text, true])
        })
        for (const tender of reading.tenders) {
          expect(tender.reasons.length === 0).toBe(tender.confidence === 1)
          expect(tender.rows).toContain(tender.row)
        }
      }
    })

    test('the total as people wrote it down: nine of ten', () => {
      const right = readings.filter(({ reading, totalMinor }) => reading.totalMinor === totalMinor)
      process.stdout.write(`totals: ${right.length} of ${readings.length} right\n`)
      expect(right.length / readings.length).toBeGreaterThanOrEqual(0.88)
    })
  },
)
