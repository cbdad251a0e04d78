import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createByteReader } from '../../../../src/main/station/pos/receipts/byte-reader.ts'
import { defaultProfile } from '../../../../src/main/station/pos/receipts/profile.ts'
import { readPapers } from '../../../../src/main/station/pos/receipts/read-papers.ts'
import { createInterpreter } from '../../../../src/main/station/pos/receipts/tenders.ts'
import { bytes, captures } from '../escpos-bytes.ts'

const profile = defaultProfile()
/** Random bytes that hit commands far more often than chance would. */
const job = fc.array(
  fc.oneof(
    fc.integer({ min: 0, max: 255 }).map((byte) => [byte]),
    fc
      .constantFrom(0x10, 0x1b, 0x1c, 0x1d)
      .chain((prefix) => fc.integer({ min: 0, max: 255 }).map((second) => [prefix, second])),
    fc
      .constantFrom('GIFT CARD  25.00\n', 'TOTAL 25.00\n', 'VOID\n')
      .map((text) => [...Buffer.from(text)]),
  ),
  { maxLength: 400 },
)

test('garbage: any bytes in any pieces give the same papers and never throw', () => {
  fc.assert(
    fc.property(
      job,
      fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 30 }),
      (parts, sizes) => {
        const whole = Uint8Array.from(parts.flat())
        const reader = createByteReader('escpos', profile.printer, 1_000)
        const pieces: unknown[] = []
        let at = 0
        for (const size of [...sizes, whole.length]) {
          pieces.push(...reader.push(whole.subarray(at, at + size), 0))
          at += size
        }
        pieces.push(...reader.end())
        const once = createByteReader('escpos', profile.printer, 1_000)
        expect(pieces).toEqual([...once.push(whole, 0), ...once.end()])
        readPapers(whole, profile)
      },
    ),
    { numRuns: 500 },
  )
})

test('garbage: a recorded job with any byte changed never throws', () => {
  const [first] = captures().filter(({ name }) => name === 'eckpos-serial-1.bin')
  const original = first?.bytes ?? new Uint8Array()
  expect(original.length).toBeGreaterThan(1_000)
  fc.assert(
    fc.property(fc.nat(original.length - 1), fc.integer({ min: 0, max: 255 }), (at, byte) => {
      const changed = Uint8Array.from(original)
      changed[at] = byte
      for (const paper of readPapers(changed, profile)) {
        expect(paper.rows.every((row) => !/\p{Cc}/u.test(row))).toBe(true)
      }
    }),
    { numRuns: 500 },
  )
})

test('garbage: any rows are interpreted without throwing, amounts above zero', () => {
  const row = fc.oneof(
    fc.string({ maxLength: 60 }),
    fc
      .tuple(fc.constantFrom('GIFT CARD', 'TOTAL', 'VOID'), fc.string({ maxLength: 20 }))
      .map((parts) => parts.join(' ')),
    fc.stringMatching(/^GIFT CARD {0,3}[-($]{0,2}[\d., ']{0,12}[-) A-Z]{0,4}$/),
  )
  const interpret = createInterpreter(profile)
  fc.assert(
    fc.property(fc.array(row, { maxLength: 30 }), (rows) => {
      const { tenders } = interpret(rows, null)
      for (const { amountMinor, row: at } of tenders) {
        expect(Number.isSafeInteger(amountMinor) && amountMinor > 0).toBe(true)
        expect(rows[at]).toBeDefined()
      }
    }),
    { numRuns: 1_000 },
  )
})

test('garbage: what is held stays small, however much is sent without an end', () => {
  const reader = createByteReader('escpos', profile.printer, 1_000)
  const floods = [
    Buffer.alloc(65_536, 'x'),
    Buffer.alloc(65_536, '\n'),
    Buffer.alloc(65_536, 0),
    bytes([0x1d, 0x6b, 73, 255], 'code'.repeat(10_000)),
    bytes([0x1b, 0x26, 3, 0, 255], 'a'.repeat(60_000)),
    bytes([0x1d, 0x38, 0x4c, 0, 0, 0x7f, 0], 'p'.repeat(60_000)),
  ]
  for (let round = 0; round < 40; round += 1) {
    for (const flood of floods) expect(reader.push(flood, 0)).toEqual([])
  }
  const papers = reader.end()
  expect(papers).toHaveLength(1)
  expect(JSON.stringify(papers).length).toBeLessThan(2_000_000)
})

test('garbage: a card number that a POS prints whole is masked in the rows', () => {
  const number = '9970014716823059176'
  const text = `TOTAL 25.00\nGIFT CARD ${number}\n25.00\n4111 1111 1111 1111\n00047\n`
  const [paper] = readPapers(bytes(text), profile)
  expect(paper?.rows).toEqual(['TOTAL 25.00', 'GIFT CARD •••• 9176', '25.00', '•••• 1111', '00047'])
  expect(paper?.tenders).toMatchObject([{ label: 'GIFT CARD', amountMinor: 2500 }])
})
