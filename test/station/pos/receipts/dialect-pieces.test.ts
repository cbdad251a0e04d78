import { beforeAll, describe, expect, test } from 'vitest'
import { DIALECTS, type Dialect } from '../../../../src/contract/screen/sources.ts'
import { createByteReader } from '../../../../src/main/station/pos/receipts/byte-reader.ts'
import type { PrintedPaper } from '../../../../src/main/station/pos/receipts/printed-paper.ts'
import { defaultProfile } from '../../../../src/main/station/pos/receipts/profile.ts'
import { openRandom } from '../../../helpers/random.ts'
import { bytes, captures, ESC } from '../escpos-bytes.ts'
import { GENERATORS } from '../printers/generators.ts'
import type { PrintedReceipt } from '../printers/receipt-lines.ts'

const GARBLED = process.env['COUNTERMARK_TEST_SCALE'] === 'full' ? 1_000_000 : 3_500
const { printer } = defaultProfile()
const RECEIPT: PrintedReceipt = {
  ...{ columns: 42, currency: 'EUR', language: 'fr', number: '1', gifts: [] },
  lines: [
    { kind: 'text', text: 'Café', style: { align: 'center', isBold: true, isWide: true } },
    { kind: 'rule' },
    { kind: 'sides', left: 'Crème', right: '12,50 EUR', isBold: false },
    { kind: 'qr', data: 'R100' },
    { kind: 'feed', rows: 2 },
  ],
}

interface Job {
  readonly name: string
  readonly dialect: Dialect
  readonly bytes: Uint8Array
}

const jobs: Job[] = [
  { name: 'Ithaca', dialect: 'ithaca', bytes: bytes('A 1.00\r\n', [ESC, 0x78, 1, ESC, 0x50, 0]) },
  { name: 'text', dialect: 'text', bytes: bytes('A\rA\r\n\n\tB 1.00\n', '\n'.repeat(9), 'C\n\f') },
  ...captures().map(({ name, bytes }) => ({ name, dialect: 'escpos' as const, bytes })),
]
beforeAll(async () => {
  for (const { name, dialect, print } of GENERATORS) {
    jobs.push({ name, dialect, bytes: await print(RECEIPT) })
  }
})

function read(dialect: Dialect, pieces: Iterable<Uint8Array>): PrintedPaper[] {
  const reader = createByteReader(dialect, printer, 1_000)
  const papers: PrintedPaper[] = []
  for (const piece of pieces) papers.push(...reader.push(piece, 0))
  return [...papers, ...reader.end()]
}

function* inPieces(whole: Uint8Array, size: () => number): Iterable<Uint8Array> {
  let at = 0
  while (at < whole.length) {
    const end = at + size()
    yield whole.subarray(at, end)
    at = end
  }
}

describe('printer languages in pieces', () => {
  test.each(['own', 'auto'] as const)('any size gives the same papers, language %s', (way) => {
    const random = openRandom(41)
    const sizes = [() => 1, () => 7, () => 4_096, () => 1 + random.below(60)]
    for (const job of jobs) {
      const dialect = way === 'auto' ? 'auto' : job.dialect
      const whole = read(dialect, [job.bytes])
      expect(whole.length, job.name).toBeGreaterThan(0)
      for (const size of sizes) {
        expect(read(dialect, inPieces(job.bytes, size)), job.name).toEqual(whole)
      }
    }
  })

  test('ended at every byte: never throws, and no row that the whole job does not have', () => {
    for (const { name, dialect, bytes: whole } of jobs) {
      const rows = new Set(read(dialect, [whole]).flatMap((paper) => paper.rows))
      for (let end = 0; end < whole.length; end += whole.length > 1_500 ? 5 : 1) {
        const torn = read(dialect, [whole.subarray(0, end)]).flatMap((paper) => paper.rows)
        const strange = torn.filter((row) => row !== '' && !rows.has(row))
        // A bold digit whose meaning the missing end would have told, or a first print of two.
        if (strange.length > 1) expect.fail(`${name} ended at ${end}: ${strange.join(' | ')}`)
      }
    }
  })
})

describe('printer languages garbled', () => {
  test.each(DIALECTS)('%s: no bytes make it throw, and what it gives is bounded', (dialect) => {
    const random = openRandom(7 + DIALECTS.indexOf(dialect))
    const runs = Math.ceil(GARBLED / DIALECTS.length)
    let changed = 0
    for (let run = 0; run < runs; run += 1) {
      const job = garble(random.pick(jobs).bytes, random)
      changed += job.length
      const size = 1 + random.below(300)
      const papers = read(
        dialect,
        inPieces(job, () => size),
      )
      const rows = papers.flatMap((paper) => paper.rows)
      if (rows.some((row) => row.length > 600 || /\p{Cc}/u.test(row))) expect.fail('a wild row')
    }
    expect(changed).toBeGreaterThan(0)
  })

  test('a reader that is fed garbage for long holds no more than it did', () => {
    const random = openRandom(99)
    const readers = DIALECTS.map((dialect) => createByteReader(dialect, printer, 1_000))
    const feed = (rounds: number) => {
      for (let round = 0; round < rounds; round += 1) {
        const job = garble(random.pick(jobs).bytes, random)
        for (const reader of readers) reader.push(job, round)
      }
      globalThis.gc?.()
      return process.memoryUsage().heapUsed
    }
    const before = feed(200)
    expect(feed(400) - before).toBeLessThan(64 * 1024 * 1024)
  })
})

/** Bytes changed, dropped, doubled; prefixes put in; the middle of another place. */
function garble(job: Uint8Array, random: ReturnType<typeof openRandom>): Uint8Array {
  const from = random.below(Math.max(1, job.length - 400))
  const garbled = [...job.subarray(from, from + 400)]
  for (let change = random.below(12); change >= 0; change -= 1) {
    const at = random.below(garbled.length + 1)
    const byte = random.oneIn(2) ? random.pick([0x10, 0x1b, 0x1c, 0x1d]) : random.below(256)
    garbled.splice(at, random.below(3), ...(random.oneIn(3) ? [] : [byte, random.below(256)]))
  }
  return Uint8Array.from(garbled)
}
