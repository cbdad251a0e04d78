import { describe, expect, test } from 'vitest'
import { READING_LENGTH_MAX } from '../../src/contract/limits.ts'
import { feedFramingSchema } from '../../src/contract/screen/source-wires.ts'
import { readCard } from '../../src/main/station/cards/index.ts'
import { readStripeBits } from '../../src/main/station/cards/stripe-bits.ts'
import { createFeedReader } from '../../src/main/station/pos/sources/feed-reader.ts'
import { createLpdStream } from '../../src/main/station/pos/sources/lpd-stream.ts'
import { hidBarcodes } from '../../src/main/station/scanners/hid-barcode.ts'
import { readSwipe } from '../../src/main/station/scanners/magtek.ts'
import { serialReadings } from '../../src/main/station/scanners/serial-readings.ts'
import { ssiReadings } from '../../src/main/station/scanners/ssi.ts'
import { openRandom, type Random } from '../helpers/random.ts'
import { barcodeReports, swipeReport } from './scanners/hid-reports.ts'

const CARD = '6006491234567890123'
/** What comes off a wire in pieces of any size, and what is made of it, as text. */
interface Wire {
  readonly name: string
  readonly sample: Uint8Array
  readonly read: (pieces: readonly Uint8Array[]) => readonly string[]
}

const text = (value: string) => Buffer.from(value, 'latin1')

const STREAMS: readonly Wire[] = [
  {
    name: 'a print queue (LPD)',
    sample: text(
      `\x02raw\n\x0231 cfA907vm\nHvm\nPclerk\nJReceipt 42\nldfA907vm\n\0\x0312 dfA907vm\nGIFT CARD 1\n\0\x04raw\n`,
    ),
    read: readLpd,
  },
  {
    name: 'a text feed',
    sample: text('TILL 1\r\nGIFT CARD 7.60\r\nEND\r\nTILL 1\r\nCASH 1.00\r\nEND\r\n'),
    read: (pieces) => {
      const mark = (value: string) => ({ as: 'text', value })
      const framing = feedFramingSchema.parse({ start: mark('TILL'), end: mark('END') })
      const reader = createFeedReader(framing)
      const papers = [...pieces.flatMap((piece) => reader.push(piece)), ...reader.end('close')]
      return papers.flatMap(({ rows }) => rows)
    },
  },
  {
    name: 'a serial scanner',
    sample: text(`\x02${CARD}\x03]C0${CARD}\r\n%B${CARD}^GIFT^4912?;${CARD}=4912?\r`),
    read: (pieces) => {
      const reader = serialReadings()
      const readings = pieces.flatMap((piece) => reader.push(piece, 0))
      return readings.map((reading) => (reading.kind === 'reading' ? reading.text : reading.kind))
    },
  },
  {
    name: 'a scanner with SSI',
    sample: Uint8Array.of(
      ...[0x18, 0xf3, 0, 0, 3, ...text(CARD), 0xfb, 0x16],
      ...[0x18, 0xf3, 0, 0, 3, ...text(CARD), 0xfb, 0x16],
    ),
    read: (pieces) => {
      const reader = ssiReadings()
      const readings = pieces.flatMap((piece) => reader.push(piece, 0))
      return readings.map((reading) => (reading.kind === 'reading' ? reading.text : reading.kind))
    },
  },
]

/** One message each: a report, the bits of a stripe, the text of a reading. */
const MESSAGES: readonly Wire[] = [
  {
    name: 'reports of a HID scanner',
    sample: Buffer.concat(barcodeReports(']Q1', `${CARD}${'7'.repeat(80)}`)),
    read: (pieces) => {
      const reader = hidBarcodes()
      const bytes = Buffer.concat(pieces)
      const reports = Array.from({ length: Math.ceil(bytes.length / 64) }, (_, index) =>
        bytes.subarray(index * 64, index * 64 + 64),
      )
      return reports.flatMap((report) => reader.push(report, 0)?.data ?? [])
    },
  },
  {
    name: 'the report of a swipe',
    sample: swipeReport([`%B${CARD}^GIFT/CARD^4912?`, `;${CARD}=4912?`, null]),
    read: (pieces) => {
      const swipe = readSwipe(Buffer.concat(pieces))
      return swipe === undefined ? [] : [swipe.text]
    },
  },
  {
    name: 'the bits of a stripe',
    sample: text('\x0b\x35\x21\x84\x10\x42\x08\x21'),
    read: (pieces) =>
      ([1, 2, 3] as const).map((track) => {
        const reading = readStripeBits(Buffer.concat(pieces), track)
        return reading.kind === 'track' ? reading.text : reading.why
      }),
  },
  {
    name: 'the text of a reading',
    sample: text(`%B${CARD}^GIFT/CARD^4912000000000000?;${CARD}=49120000000000000000?`),
    read: (pieces) => {
      const reading = readCard(Buffer.concat(pieces).toString('latin1'), {
        ...{ prefixes: ['600649'], serverUrl: 'https://cards.example' },
      })
      return [reading.kind === 'card' ? reading.number : reading.kind]
    },
  },
]

function readLpd(pieces: readonly Uint8Array[]): readonly string[] {
  const said: string[] = []
  let data = ''
  const stream = createLpdStream({
    onJob: (queue) => void said.push(`job ${queue}`),
    onFile: () => void said.push('file'),
    onControl: ({ host, user, jobName }) => void said.push(`${host} ${user} ${jobName}`),
    onData: (bytes) => {
      data += Buffer.from(bytes).toString('latin1')
    },
    onFileEnd: (file) => {
      said.push(`${file} ${data}`)
      data = ''
    },
    onAbort: () => void said.push('abort'),
    onQueueCommand: (code) => void said.push(`queue ${code}`),
    onNonsense: () => void said.push('nonsense'),
  })
  for (const piece of pieces) stream.push(piece)
  return said
}

function inPieces(bytes: Uint8Array, size: number): Uint8Array[] {
  const count = Math.ceil(bytes.length / size)
  return Array.from({ length: count }, (_, at) => bytes.subarray(at * size, at * size + size))
}

/** Bits flipped, bytes put in, taken out, said twice, or the end cut off. */
function garble(sample: Uint8Array, random: Random): Uint8Array {
  const bytes = [...sample]
  for (let times = 1 + random.below(6); times > 0; times -= 1) {
    const at = random.below(bytes.length + 1)
    const way = random.below(5)
    if (way === 0) bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8))
    else if (way === 1) bytes.splice(at, 0, random.below(256))
    else if (way === 2) bytes.splice(at, 1 + random.below(8))
    else if (way === 3) bytes.splice(at, 0, ...bytes.slice(at, at + random.below(40)))
    else bytes.length = at
  }
  return Uint8Array.from(bytes)
}

describe.each(STREAMS)('$name', ({ sample, read }) => {
  test('in pieces of every size: the same; ended at every byte: nothing that the whole has not', () => {
    const whole = read([sample])
    expect(whole.length).toBeGreaterThan(1)
    for (let size = 1; size < sample.length; size += 1) {
      expect(read(inPieces(sample, size)), `pieces of ${size}`).toEqual(whole)
    }
    for (let length = 0; length < sample.length; length += 1) {
      const part = read([sample.subarray(0, length)])
      expect(part.length).toBeLessThanOrEqual(whole.length)
      for (const [at, said] of part.slice(0, -1).entries()) expect(said).toBe(whole[at])
    }
  })
})

const WIRES = [...STREAMS, ...MESSAGES]
const GARBLED = process.env['COUNTERMARK_TEST_SCALE'] === 'full' ? 1_000_000 : 4_000

describe.each(WIRES)('$name, garbled', ({ sample, read }) => {
  test('no bytes make it throw, and what it gives is bounded', () => {
    const random = openRandom(5)
    let given = 0
    for (let count = 0; count < GARBLED / WIRES.length; count += 1) {
      const bytes = garble(sample, random)
      const said = read(inPieces(bytes, 1 + random.below(20)))
      for (const one of said) expect(one.length).toBeLessThanOrEqual(READING_LENGTH_MAX + 200)
      expect(said.length).toBeLessThanOrEqual(bytes.length + 4)
      given += said.length
    }
    expect(given).toBeGreaterThan(0)
  })
})
