import { performance } from 'node:perf_hooks'
import { describe, expect, test } from 'vitest'
import {
  cpa005Rail,
  parseCpa005,
  readCpa005,
  serializeCpa005,
} from '../../../../server/bank-files/cpa005/index.ts'
import type { Transfer } from '../../../../server/bank-files/rail.ts'
import { minor } from '../../../../src/contract/money.ts'
import { openRandom, type Random } from '../../../helpers/random.ts'
import { fileOf, SETTINGS, transferOf } from './house.ts'

const IS_FULL = process.env['COUNTERMARK_TEST_SCALE'] === 'full'
const FILES = IS_FULL ? 10_000 : 300
const GARBLED = IS_FULL ? 1_000_000 : 6_000
const ENTRIES = IS_FULL ? 100_000 : 5_000

const NAMES = ['Tim Jones', 'Épicerie Ünal', 'A & B "Café"', 'X', `Very ${'long '.repeat(9)}name`]

function randomTransfer(random: Random, sequence: number): Transfer {
  const digits = (count: number) =>
    Array.from({ length: count }, () => String(random.below(10))).join('')
  return transferOf(sequence, {
    purpose: random.pick(['payout', 'payout', 'collection', 'test'] as const),
    amountMinor: minor(1 + random.below(random.oneIn(50) ? 9_999_999_998 : 500_000)),
    payeeName: random.pick(NAMES),
    remittance: random.oneIn(3) ? `Week ${random.below(53)}` : null,
    bank: {
      country: 'ca',
      institution: random.pick(['001', '002', '003', '004', '006', '010', '815', '828']),
      transit: digits(5),
      account: digits(7 + random.below(6)),
    },
  })
}

/** Counts from the characters alone, with whole numbers of any size. */
function independently(text: string) {
  const seen = { C: 0n, D: 0n, entries: 0 }
  const lines = text.split('\r\n').filter((line) => !line.startsWith('$$') && line !== '')
  for (const line of lines) {
    const side = line[0]
    if (side !== 'C' && side !== 'D') continue
    for (const segment of line.slice(24).match(/.{240}/g) ?? []) {
      if (segment.trim() === '') continue
      seen.entries += 1
      seen[side] += BigInt(segment.slice(3, 13))
    }
  }
  const trailer = lines.at(-1) ?? ''
  const said = [trailer.slice(24, 38), trailer.slice(46, 60)].map(BigInt)
  return { ...seen, said, records: lines.length, isWhole: lines.every((l) => l.length === 1464) }
}

describe('CPA-005 files at random', () => {
  test(`${FILES} files are written and read: nothing is lost, nothing is wrong`, () => {
    const random = openRandom(20_261_122)
    let entries = 0
    for (let number = 1; number <= FILES; number++) {
      const transfers = Array.from({ length: 1 + random.below(20) }, (_, index) =>
        randomTransfer(random, number * 100 + index),
      )
      const settings = {
        ...SETTINGS,
        trace: random.pick(['zeros', 'structured'] as const),
        originCentre: '00610',
        routingLine: random.oneIn(4) ? '$$AAPACPA1464[PROD[NL$$' : null,
      }
      const bytes = Buffer.concat([...cpa005Rail.render(fileOf(transfers, { settings, number }))])
      const counted = independently(bytes.toString('latin1'))
      const sum = (isDebit: boolean) =>
        transfers
          .filter(({ purpose }) => (purpose === 'collection') === isDebit)
          .reduce((total, { amountMinor }) => total + BigInt(amountMinor), 0n)
      expect(counted).toMatchObject({ entries: transfers.length, isWhole: true })
      expect([counted.C, counted.D]).toEqual([sum(false), sum(true)])
      expect(counted.said).toEqual([sum(true), sum(false)])
      const reading = readCpa005(bytes)
      expect(reading.problems).toEqual([])
      expect([reading.creditsMinor, reading.debitsMinor].map(BigInt)).toEqual([
        counted.C,
        counted.D,
      ])
      expect(Buffer.concat([...serializeCpa005(parseCpa005(bytes))]).equals(bytes)).toBe(true)
      entries += reading.entries
    }
    expect(entries).toBeGreaterThan(FILES)
  })

  test(`${GARBLED} garbled files are read without a throw, and nearly all refused`, () => {
    const random = openRandom(5)
    const transfers = Array.from({ length: 8 }, (_, index) => randomTransfer(random, index + 1))
    const good = Buffer.concat([...cpa005Rail.render(fileOf(transfers))])
    let refused = 0
    for (let run = 0; run < GARBLED; run++) {
      const bytes = garbled(good, random)
      const { problems } = readCpa005(bytes)
      if (problems.length > 0) refused += 1
    }
    expect(refused).toBeGreaterThan(GARBLED * 0.7)
  })

  test(`a file of ${ENTRIES} entries is written and read in bounded time and memory`, () => {
    const random = openRandom(9)
    const transfers = Array.from({ length: ENTRIES }, (_, index) =>
      randomTransfer(random, index + 1),
    )
    const [written, bytes] = timed(() => Buffer.concat([...cpa005Rail.render(fileOf(transfers))]))
    const before = process.memoryUsage().rss
    const [read, reading] = timed(() => readCpa005(bytes))
    const grownMb = (process.memoryUsage().rss - before) / 2 ** 20
    expect(reading).toMatchObject({ problems: [], entries: ENTRIES })
    if (IS_FULL) {
      const sizeMb = (bytes.length / 2 ** 20).toFixed(1)
      process.stdout.write(
        `${ENTRIES} entries, ${sizeMb} MB: written ${written} s, read ${read} s, +${grownMb.toFixed(0)} MB\n`,
      )
    }
  })
})

function timed<Value>(work: () => Value): readonly [seconds: string, value: Value] {
  const start = performance.now()
  const value = work()
  return [((performance.now() - start) / 1000).toFixed(2), value]
}

/** Bytes changed, cut out, doubled, put in, or cut off. */
function garbled(good: Buffer, random: Random): Uint8Array {
  const bytes = Buffer.from(good)
  const at = random.below(bytes.length)
  const length = 1 + random.below(40)
  switch (random.below(6)) {
    case 0:
      for (let count = 0; count < length; count++) {
        bytes[random.below(bytes.length)] = random.below(256)
      }
      return bytes
    case 1:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)])
    case 2:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.max(0, at - 1464))])
    case 3:
      return Buffer.concat([
        bytes.subarray(0, at),
        Buffer.alloc(length, random.below(256)),
        bytes.subarray(at),
      ])
    case 4:
      return bytes.subarray(0, at)
    default:
      return Buffer.from(Array.from({ length: random.below(3000) }, () => random.below(256)))
  }
}
