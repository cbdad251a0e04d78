import { describe, expect, test } from 'vitest'
import { PAPER_TENDERS_MAX } from '../../../../src/main/station/pos/receipts/limits.ts'
import { read } from './reading.ts'

describe('papers of many sales', () => {
  const rowsOf = (head: string, count: number) => [
    ...[head, 'TOTAL 12000.00'],
    ...Array.from({ length: count }, (_, index) => `GIFT CARD ${(index % 40) + 5}.00`),
  ]

  test('more tenders than a sale has are none, and a doubt', () => {
    expect(read(rowsOf('CARD SALES OF THE DAY', PAPER_TENDERS_MAX)).tenders).not.toEqual([])
    const { tenders, doubts } = read(rowsOf('CARD SALES OF THE DAY', PAPER_TENDERS_MAX + 1))
    expect([tenders, doubts]).toEqual([[], [{ row: 2, reason: 'too-many-tenders' }]])
  })

  test.each(['ELECTRONIC JOURNAL', 'Journal électronique', 'ELEKTRONISCHES JOURNAL'])(
    '%s: nothing on it is paid now',
    (head) => {
      expect(read(rowsOf(head, 3)).tenders).toEqual([])
    },
  )
})
