import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import {
  createJournalReader,
  type JournalRead,
} from '../../../../src/main/station/pos/formats/index.ts'
import { EVIDENCE_ROWS_MAX, TENDERS_MAX } from '../../../../src/main/station/pos/formats/limits.ts'
import { poslog, RETURN, SALE, tender, withLine } from './poslogs.ts'
import { fixture } from './reading.ts'

const RUNS = process.env['COUNTERMARK_TEST_SCALE'] === 'full' ? 1_000_000 : 3_000

const GIFT = tender('GiftCard', '12.00', '<Description>Carte cadeau été</Description>')
const POSLOG = poslog({
  lines: [
    SALE,
    RETURN,
    GIFT,
    withLine(' VoidFlag="true"', GIFT),
    '<TenderChange><Amount>1</Amount></TenderChange>',
  ],
  total: '12.00',
})
const NAXML =
  '<NAXML-POSJournal><SaleEvent><TransactionDetailGroup><TransactionLine status="normal"><TenderInfo><Tender><TenderCode>giftCard</TenderCode></Tender><TenderAmount>5.00</TenderAmount><ChangeFlag value="no"/></TenderInfo></TransactionLine></TransactionDetailGroup></SaleEvent></NAXML-POSJournal>'
const CSV =
  'Datum;Beleg;Zahlungsart;Betrag\n22.11.2026;7;"Gutschein ""rot""";12,50\n22.11.2026;8;Bar;-1,00\n'
const JSON_LINES =
  '{"id":"1","currency":"EUR","payments":[{"method":"gift_card","amount":12.5},]}\n{"id":"2","tenders":[{"label":"gift \\"card\\"","amount":"3"}]}\n'
const SEEDS: readonly Buffer[] = [
  Buffer.from(POSLOG),
  Buffer.from(POSLOG + NAXML + POSLOG),
  iconv.encode(POSLOG.replace('UTF-8', 'UTF-16'), 'utf-16le', { addBOM: true }),
  iconv.encode(POSLOG.replace('UTF-8', 'ISO-8859-1'), 'iso-8859-1'),
  Buffer.from(NAXML),
  Buffer.from(CSV),
  Buffer.from(JSON_LINES),
  fixture('ncr-acs-SMALL.xml').subarray(0, 3_000),
]

/** A small generator of numbers that gives the same ones every time. */
function numbers(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const SPLINTERS = [
  '<',
  '>',
  '"',
  '&',
  ']]>',
  '<![CDATA[',
  '<!--',
  '<?xml ',
  '<!DOCTYPE a [',
  '</',
  '/>',
  '{',
  '}',
  '[',
  ',',
  ';',
  '\n',
  '\\',
  '\0',
  '<Transaction>',
  '<Tender>',
  '&#x0;',
  '\xff\xfe',
]

/** Bytes changed, left out, doubled, moved and put in. */
function garbled(input: Buffer, random: (below: number) => number): Buffer {
  let bytes = Buffer.from(input)
  for (let changes = 1 + random(6); changes > 0; changes -= 1) {
    const at = random(bytes.length + 1)
    const to = Math.min(bytes.length, at + random(40))
    const [head, cut, tail] = [bytes.subarray(0, at), bytes.subarray(at, to), bytes.subarray(to)]
    const splinter = Buffer.from(SPLINTERS[random(SPLINTERS.length)] ?? '', 'latin1')
    const ways = [
      () => [head, tail],
      () => [head, cut, cut, tail],
      () => [head, splinter, cut, tail],
      () => [head, Buffer.from([random(256), random(256)]), tail],
      () => [tail, cut, head],
      () => (random(6) === 0 ? [head] : [head, tail, cut]),
    ]
    bytes = Buffer.concat(ways[random(ways.length)]?.() ?? [])
  }
  return bytes
}

function readInPieces(bytes: Buffer, random: (below: number) => number): JournalRead[] {
  const reader = createJournalReader('auto', { currency: null })
  const reads: JournalRead[] = []
  let at = 0
  while (at < bytes.length) {
    const piece = 1 + random(random(2) === 0 ? 9 : 2_000)
    reads.push(...reader.push(bytes.subarray(at, at + piece), 1))
    at += piece
  }
  reads.push(...reader.end(1))
  return reads
}

function assertSound(reads: readonly JournalRead[]): void {
  for (const read of reads) {
    if (read.kind === 'problem') {
      if (read.problem.message.length < 20) throw new Error('a problem without a sentence')
      continue
    }
    const { tenders, rows, key } = read.record
    if (tenders.length > TENDERS_MAX || rows.length > EVIDENCE_ROWS_MAX)
      throw new Error('unbounded')
    if (key.length > 400) throw new Error('a key without bounds')
    for (const one of tenders) {
      if (!Number.isSafeInteger(one.amountMinor) || one.amountMinor <= 0) throw new Error('amount')
      if (rows[one.row] === undefined) throw new Error('a tender without its row')
    }
  }
}

test(`garbled journals: ${RUNS} in any pieces are read or reported, never a crash`, {
  timeout: 3_600_000,
}, () => {
  let records = 0
  let problems = 0
  for (let run = 0; run < RUNS; run += 1) {
    const random = numbers(run)
    const reads = readInPieces(
      garbled(SEEDS[run % SEEDS.length] ?? Buffer.alloc(0), random),
      random,
    )
    assertSound(reads)
    for (const read of reads)
      if (read.kind === 'record') records += 1
      else problems += 1
  }
  expect(records).toBeGreaterThan(RUNS / 10)
  expect(problems).toBeGreaterThan(RUNS / 10)
})

test('cut at every byte: what is whole is read as it is in the whole file, nothing else', () => {
  const textual = SEEDS.filter((seed) => seed.toString('latin1') !== CSV)
  for (const seed of textual) {
    const whole = recordsOf(readInPieces(seed, () => 1_999))
    for (let length = 0; length <= seed.length; length += 1) {
      const records = recordsOf(readInPieces(seed.subarray(0, length), () => 1_999))
      expect(records).toEqual(whole.slice(0, records.length))
    }
  }
})

function recordsOf(reads: readonly JournalRead[]): unknown[] {
  return reads.flatMap((read) => (read.kind === 'record' ? [read.record] : []))
}

test('random bytes and random pieces of journals', () => {
  for (let run = 0; run < Math.min(RUNS, 20_000) / 3; run += 1) {
    const random = numbers(run + 77)
    const noise = Buffer.from(Array.from({ length: random(300) }, () => random(256)))
    const pieces = Array.from({ length: random(40) }, () => SPLINTERS[random(SPLINTERS.length)])
    assertSound(
      readInPieces(Buffer.concat([Buffer.from(pieces.join(''), 'latin1'), noise]), random),
    )
  }
})

describe('memory is bounded by one transaction, whatever comes', () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const MEGABYTES = RUNS > 100_000 ? 64 : 12

  test.each([
    ['a tag that never ends', '<Transaction a="', 'x'],
    ['a text that never ends', '<Transaction><A>', 'x'],
    ['a literal that never ends', '<Transaction><A><![CDATA[', 'x'],
    ['elements without an end', '<Transaction>', '<LineItem><Tender>'],
    ['a transaction of lines without an end', '<Transaction><RetailTransaction>', '<LineItem/>'],
    ['text outside of everything', '<POSLog>', 'hello '],
    ['tags outside of everything', '<POSLog>', '<A>'],
    ['an object that never ends', '{"a":[', '{"b":1},'],
    ['a string that never ends', '{"a":"', 'x'],
    ['lists in lists', '{"a":', '['],
    ['a row that never ends', 'tender;amount\n"', 'x;'],
    ['columns without an end', 'tender;amount;', 'x;'],
    ['blanks', ' ', ' '],
    ['problems without an end', '<?xml version="1.0"?>', '<Transaction></A>'],
  ])('%s', (_, head, more) => {
    const reader = createJournalReader('auto', { currency: null })
    reader.push(Buffer.from(head), 0)
    const block = Buffer.from(more.repeat(Math.ceil(65_536 / more.length)))
    collect()
    const before = process.memoryUsage()
    let reads = 0
    for (let bytes = 0; bytes < MEGABYTES * 1_048_576; bytes += block.length)
      reads += reader.push(block, 0).length
    collect()
    const after = process.memoryUsage()
    expect(reads).toBeLessThanOrEqual(1_000)
    expect(after.heapUsed + after.external - before.heapUsed - before.external).toBeLessThan(
      40_000_000,
    )
  })
})
