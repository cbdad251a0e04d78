import { describe, expect, test } from 'vitest'
import { createByteReader } from '../../../../src/main/station/pos/receipts/byte-reader.ts'
import type { PrintedPaper } from '../../../../src/main/station/pos/receipts/printed-paper.ts'
import { defaultProfile, withLabels } from '../../../../src/main/station/pos/receipts/profile.ts'
import { readPapers } from '../../../../src/main/station/pos/receipts/read-papers.ts'
import { capture, captures } from '../escpos-bytes.ts'

const { printer } = defaultProfile()

function read(pieces: readonly Uint8Array[]): PrintedPaper[] {
  const reader = createByteReader('escpos', printer, 1_000)
  return [...pieces.flatMap((piece) => reader.push(piece, 0)), ...reader.end()]
}

function inPiecesOf(bytes: Uint8Array, size: number): Uint8Array[] {
  const count = Math.ceil(bytes.length / size)
  return Array.from({ length: count }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  )
}

describe.each(captures())('recorded jobs: $name', ({ bytes, papers }) => {
  test('in one piece gives the expected papers', () => {
    expect(read([bytes])).toMatchObject(papers)
    expect(read([bytes])).toHaveLength(papers.length)
  })

  test.each([1, 7, 4096])('in pieces of %i bytes gives the same papers', (size) => {
    expect(read(inPiecesOf(bytes, size))).toEqual(read([bytes]))
  })

  test('cut in two at every byte gives the same papers', () => {
    const whole = JSON.stringify(read([bytes]))
    for (let at = 0; at <= bytes.length; at += 1) {
      const pieces = [bytes.subarray(0, at), bytes.subarray(at)]
      if (JSON.stringify(read(pieces)) !== whole) expect.fail(`other papers when cut at ${at}`)
    }
  })

  test('ended at every byte gives rows that the whole job has too', () => {
    const whole = papers.map((paper) => paper.rows)
    for (let at = 0; at < bytes.length; at += 1) {
      const torn = read([bytes.subarray(0, at)])
      torn.forEach((paper, index) => {
        const isBeginning = paper.rows.every((row, place) => row === whole[index]?.[place])
        if (!isBeginning) expect.fail(`ended at ${at}: rows that were never printed`)
      })
    }
  })
})

test('recorded jobs: the German till paid 7,80 EUR in BAR', () => {
  const [paper] = readPapers(
    capture('eckpos-serial-1.bin').bytes,
    withLabels(defaultProfile(), ['BAR']),
  )
  expect(paper?.tenders).toMatchObject([
    { label: 'BAR', amountMinor: 780, currency: 'EUR', row: 9 },
  ])
  expect(paper?.rows[9]).toMatch(/^BAR {2,}7,80 EUR$/)
  expect(paper).toMatchObject({
    kind: 'sale',
    receiptNumber: '42',
    printedDate: '13.06.2025 13:24:10',
  })
})

test('recorded jobs: a kitchen order and papers without a tender give no payment', () => {
  const profile = withLabels(defaultProfile(), ['BAR', 'CARD', 'TOTAL'])
  const [kitchen] = readPapers(capture('eckpos-tcp-1.bin').bytes, profile)
  expect(kitchen).toMatchObject({ tenders: [], doubts: [], till: '1' })
  for (const { bytes } of captures()) {
    expect(readPapers(bytes, defaultProfile()).flatMap((paper) => paper.tenders)).toEqual([])
  }
})

test('recorded jobs: a way of paying without an amount is the whole total, and is less sure', () => {
  const profile = withLabels(defaultProfile(), ['CARD'])
  const { bytes } = capture('escpost-cafe-order-voucher.bin')
  const [receipt, voucher] = readPapers(bytes, profile)
  expect(receipt).toMatchObject({
    tenders: [
      {
        amountMinor: 730,
        rows: [9, 10],
        confidence: 0.57,
        reasons: ['amount-from-total', 'currency-unknown'],
      },
    ],
    doubts: [],
  })
  expect(voucher).toMatchObject({ tenders: [], doubts: [] })
  const strict = readPapers(bytes, { ...profile, amountRow: 'same' })
  expect(strict[0]).toMatchObject({ tenders: [], doubts: [{ row: 10, reason: 'no-amount' }] })
})
