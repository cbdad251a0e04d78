import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { luhnDigit } from '../../../src/contract/card-number.ts'
import { FOREIGN_NUMBERS } from '../../../src/contract/wire/messages.ts'
import { gs1Serial } from '../../../src/main/station/cards/gs1.ts'
import { readCard } from '../../../src/main/station/cards/index.ts'
import {
  readStripeBits,
  stripeCheck,
  type TrackNumber,
} from '../../../src/main/station/cards/stripe-bits.ts'
import { readAim } from '../../../src/main/station/cards/symbologies.ts'

const NUMBER = withLuhn('997001123456789012')
const GS = '\u001d'

function withLuhn(digits: string): string {
  return digits + luhnDigit(digits)
}

const read = (text: string, prefixes: readonly string[] = ['997001']) =>
  readCard(text, { prefixes, serverUrl: 'https://cards.example' })

describe('symbology identifiers', () => {
  test.each([
    [']E0', 'ean-13', false],
    [']E3', 'ean-13', false],
    [']E4', 'ean-8', false],
    [']C0', 'code-128', false],
    [']C1', 'gs1-128', true],
    [']A0', 'code-39', false],
    [']F0', 'codabar', false],
    [']G0', 'code-93', false],
    [']I1', 'itf', false],
    [']M0', 'msi', false],
    [']L0', 'pdf417', false],
    [']Q1', 'qr', false],
    [']Q3', 'qr', true],
    [']d1', 'data-matrix', false],
    [']d2', 'data-matrix', true],
    [']z0', 'aztec', false],
    [']e0', 'databar', true],
    [']X9', 'ean-13', false],
    [']XC', 'ean-8', false],
    [']Xg', 'upc-a', false],
    [']Xk', 'upc-e', false],
    [']XV', 'pdf417', false],
  ])('%s is %s', (aim, symbology, isGs1) => {
    expect(readAim(`${aim}997001`)).toEqual({ symbology, isGs1 })
    expect(read(`${aim}${NUMBER}`)).toMatchObject({ kind: 'card', number: NUMBER })
  })

  test.each([
    ['none', '997001'],
    ['half of one', ']C'],
    ['one of nobody', ']y0'],
  ])('%s', (_, text) => {
    expect(readAim(text)).toBeUndefined()
  })
})

describe('GS1 codes', () => {
  const grai = '00614141000012'

  test.each([
    [
      'the serial of a returnable asset',
      `]C18003${grai}${NUMBER.slice(0, 16)}`,
      NUMBER.slice(0, 16),
    ],
    ['a serial, then a batch', `]C121${NUMBER}${GS}10AB12`, NUMBER],
    ['an item and a serial', `]d2010950110153000321${NUMBER}`, NUMBER],
    ['FNC1 in front', `]Q3${GS}010950110153000321${NUMBER}`, NUMBER],
    ['as printed below the code', `(01)09501101530003(21)${NUMBER}`, NUMBER],
    ['separated, without an identifier', `10LOT${GS}21${NUMBER}`, NUMBER],
  ])('%s', (_name, text, number) => {
    const prefixes = number.length === NUMBER.length ? ['997001'] : [FOREIGN_NUMBERS]
    expect(read(text, prefixes)).toMatchObject({ kind: 'card', number })
  })

  test('unmarked, only a number of ours is taken out', () => {
    expect(read(`21${NUMBER}`)).toMatchObject({ kind: 'card', number: NUMBER })
    expect(read('2112345678901234567')).toMatchObject({ number: '2112345678901234567' })
  })

  test('a card of ours that begins like a GS1 code stays itself', () => {
    const ours = withLuhn('210012345678901234')
    expect(read(ours, ['2100'])).toMatchObject({ kind: 'card', number: ours })
  })

  test('digits on two sides of a separator are not one number', () => {
    expect(read(`${NUMBER.slice(0, 9)}${GS}${NUMBER.slice(9)}`)).toEqual({ kind: 'not-a-card' })
  })

  test('a bank card inside one is refused', () => {
    expect(read(`]C1214111111111111111${GS}10X`)).toEqual({ kind: 'bank-card' })
  })

  test.each([
    ['an identifier of nobody', '77123'],
    ['too short for its identifier', '0109501101'],
    ['a serial too long', `21${'9'.repeat(21)}`],
    ['no serial', '0109501101530003'],
    ['letters in a number', '01ABCDEFGHIJKLMN'],
  ])('%s: none', (_name, text) => {
    expect(gs1Serial(text)).toBeUndefined()
  })

  test('no text crashes it', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[~()0-9A-Z]{0,120}$/), (text) => {
        expect(gs1Serial(text.replaceAll('~', GS))?.length ?? 1).toBeGreaterThan(0)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('UPC-A with and without its zero', () => {
  const printed = withLuhn('70012345678')

  test('a number of ours, whichever way the scanner sends it', () => {
    for (const text of [printed, `0${printed}`, `]E00${printed}`]) {
      expect(read(text, ['7001'])).toMatchObject({ kind: 'card', number: printed })
    }
    const long = withLuhn('070012345678')
    expect(read(long.slice(1), ['0700'])).toMatchObject({ kind: 'card', number: long })
  })

  test('a number of another system: the twelve printed digits', () => {
    expect(read(`]E00${printed}`, [FOREIGN_NUMBERS])).toMatchObject({ number: printed })
    expect(read(`0${printed}`, [FOREIGN_NUMBERS])).toMatchObject({ number: `0${printed}` })
  })
})

/** Lays characters down as a stripe holds them: a table written apart from the one under test. */
function layDown(text: string, track: TrackNumber, { clocking = 20, flipBit = -1 } = {}) {
  const [size, zero] = track === 1 ? [6, 0x20] : [4, 0x30]
  const bits = [...text].flatMap((character) => {
    const value = character.charCodeAt(0) - zero
    const data = Array.from({ length: size }, (_, at) => (value >> at) & 1)
    const ones = data.filter((bit) => bit === 1).length
    return [...data, ones % 2 === 1 ? 0 : 1]
  })
  if (flipBit >= 0) bits[flipBit] = 1 - (bits[flipBit] ?? 0)
  return [...Array<number>(clocking).fill(0), ...bits, ...Array<number>(clocking).fill(0)]
}

const packed = (bits: readonly number[]) =>
  Uint8Array.from({ length: Math.ceil(bits.length / 8) }, (_, at) =>
    bits.slice(at * 8, at * 8 + 8).reduce((sum, bit, place) => sum | (bit << place), 0),
  )

describe('magnetic stripes, bit by bit', () => {
  const track2 = ';6006491234567890123=49120000000000000000?'
  const track1 = '%B6006491234567890123^GIFT/CARD^4912000000000000?'
  const track3 = `;01${NUMBER}=978978?`

  test('check characters of published and computed tracks', () => {
    expect(stripeCheck(track2, 2)).toBe(';')
    expect(stripeCheck(track1, 1)).toBe('M')
    expect(stripeCheck('abc', 2)).toBeUndefined()
  })

  test.each([
    ['track 1', track1, 1],
    ['track 2', track2, 2],
    ['track 3', track3, 3],
  ] as const)('%s, swiped either way', (_name, text, track) => {
    const bits = layDown(text + stripeCheck(text, track), track)
    expect(readStripeBits(packed(bits), track)).toEqual({ kind: 'track', text })
    expect(readStripeBits(packed(bits.reverse()), track)).toEqual({ kind: 'track', text })
  })

  test('every single wrong bit of a track is noticed', () => {
    const whole = track2 + stripeCheck(track2, 2)
    let noticed = 0
    for (let flipBit = 0; flipBit < whole.length * 5; flipBit += 1) {
      const reading = readStripeBits(packed(layDown(whole, 2, { flipBit })), 2)
      if (reading.kind === 'misread') noticed += 1
    }
    expect(noticed).toBe(whole.length * 5)
  })

  test('two wrong bits in one character: the check character notices', () => {
    const wrong = track2.replace('4912', '7912')
    const reading = readStripeBits(packed(layDown(wrong + stripeCheck(track2, 2), 2)), 2)
    expect(reading).toEqual({ kind: 'misread', why: 'check' })
  })

  test('noise, nothing, and a track without an end', () => {
    expect(readStripeBits(new Uint8Array(40), 2)).toEqual({ kind: 'misread', why: 'sentinel' })
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), fc.constantFrom(1, 2, 3), (bytes, track) => {
        const reading = readStripeBits(bytes, track as TrackNumber)
        if (reading.kind === 'track') expect(reading.text).toMatch(/^[%;].*\?$/)
      }),
      { numRuns: 2_000 },
    )
  })
})
