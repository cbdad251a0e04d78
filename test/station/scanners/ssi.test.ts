import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { withoutAffixes } from '../../../src/main/station/scanners/serial-affixes.ts'
import {
  findSerialProfile,
  SERIAL_PROFILE_NAMES,
} from '../../../src/main/station/scanners/serial-profile.ts'
import type { SerialReading } from '../../../src/main/station/scanners/serial-readings.ts'
import { ssiPacket, ssiReadings } from '../../../src/main/station/scanners/ssi.ts'

const hex = (text: string) => Uint8Array.from(text.split(' '), (pair) => Number.parseInt(pair, 16))
const shown = (bytes: Uint8Array) =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(' ')

const ACK = '04 D0 04 00 FF 28'
/** Code 128 with a card's number, as a scanner sends it. */
const CARD = '18 F3 00 00 03 36 30 30 36 34 39 31 32 33 34 35 36 37 38 39 30 31 32 33 FB 16'
const NUMBER = '6006491234567890123'

/** The same message with another status byte, and the checksum that goes with it. */
function withStatus(status: number, data = CARD.split(' ').slice(4, -2)): Uint8Array {
  const body = [data.length + 4, 0xf3, 0, status, ...data.map((pair) => Number.parseInt(pair, 16))]
  const checksum = -body.reduce((sum, byte) => sum + byte, 0) & 0xffff
  return Uint8Array.of(...body, checksum >> 8, checksum & 0xff)
}

const kinds = (readings: readonly SerialReading[]) =>
  readings.map((reading) =>
    reading.kind === 'reading'
      ? reading.text
      : reading.kind === 'answer'
        ? shown(reading.bytes)
        : reading.kind,
  )

describe('SSI', () => {
  test('the packets of the guide: an acknowledgement, and a code that gets one', () => {
    expect(shown(ssiPacket(0xd0))).toBe(ACK)
    expect(ssiReadings().push(hex(CARD), 0)).toEqual([
      { kind: 'answer', bytes: hex(ACK) },
      { kind: 'reading', text: NUMBER, framing: 'ssi', symbology: 'code-128' },
    ])
  })

  test('byte by byte, joined, and after the zeros that wake a host', () => {
    const readings = ssiReadings()
    const single = [...hex(`00 00 ${CARD}`)].flatMap((byte, at) =>
      kinds(readings.push(Uint8Array.of(byte), at)),
    )
    expect(single).toEqual([ACK, NUMBER])
    expect(kinds(ssiReadings().push(hex(`${CARD} ${CARD}`), 0))).toEqual([ACK, NUMBER, ACK, NUMBER])
  })

  test('sent again because our answer was lost: answered again, read once', () => {
    const readings = ssiReadings()
    readings.push(hex(CARD), 0)
    expect(kinds(readings.push(withStatus(1), 100))).toEqual([ACK])
    expect(kinds(readings.push(withStatus(0), 2_000))).toEqual([ACK, NUMBER])
  })

  test('sent again because it never arrived whole: read', () => {
    const readings = ssiReadings()
    readings.push(hex(CARD).subarray(0, 9), 0)
    expect(kinds(readings.push(withStatus(1), 2_000))).toEqual(['garbled', ACK, NUMBER])
  })

  test('a wrong checksum is asked for again', () => {
    const readings = ssiReadings()
    const wrong = hex(CARD)
    wrong[7] = 0x39
    expect(kinds(readings.push(wrong, 0))).toEqual(['05 D1 04 00 01 FF 25', 'garbled'])
    expect(kinds(readings.push(withStatus(1), 50))).toEqual([ACK, NUMBER])
  })

  test('a long code in two packets', () => {
    const readings = ssiReadings()
    expect(kinds(readings.push(withStatus(2, ['1C', '41', '42']), 0))).toEqual([ACK])
    expect(kinds(readings.push(withStatus(0, ['1C', '43', '0D', '0A']), 5))).toEqual([ACK, 'ABC'])
  })

  test('a long code whose rest never comes: the next code is read without it', () => {
    const readings = ssiReadings()
    expect(kinds(readings.push(withStatus(2, ['1C', '41', '42']), 0))).toEqual([ACK])
    expect(kinds(readings.push(hex(CARD), 20_000))).toEqual([ACK, NUMBER])
  })

  test('half a packet and silence', () => {
    const readings = ssiReadings()
    readings.push(hex(CARD).subarray(0, 9), 0)
    expect(readings.pendingMs()).toBeGreaterThan(0)
    expect(kinds(readings.quiet(5_000))).toEqual(['garbled'])
    expect(readings.pendingMs()).toBeNull()
  })

  test('whatever arrives, cut anywhere: bounded, printable, no crash', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 }), (pieces) => {
        const readings = ssiReadings()
        for (const piece of pieces) {
          for (const reading of readings.push(piece, 0)) {
            if (reading.kind !== 'reading') continue
            expect(reading.text.replaceAll('\u001d', '')).toMatch(/^[\x20-\x7e]*$/)
          }
        }
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('profiles of serial scanners', () => {
  test('every shipped one is found by its name', () => {
    expect(SERIAL_PROFILE_NAMES).toEqual(expect.arrayContaining(['any', 'honeywell', 'zebra-ssi']))
    for (const name of SERIAL_PROFILE_NAMES) expect(findSerialProfile(name).name).toBe(name)
    expect(findSerialProfile('wincor')).toMatchObject({ baudRate: 9_600, parity: 'odd' })
  })

  test('one that is not there names those that are', () => {
    expect(() => findSerialProfile('nobody')).toThrow(/no scanner profile nobody.*zebra-ssi/)
  })

  test('what was put around a code is taken off, and its letters tell the kind', () => {
    const { codeIds } = findSerialProfile('zebra-code-ids')
    const bare = { prefix: '<', suffix: '>', codeIds }
    expect(withoutAffixes(`<D${NUMBER}>`, bare)).toEqual({ text: NUMBER, symbology: 'code-128' })
    expect(withoutAffixes(`P01${NUMBER}`, bare)).toEqual({ text: NUMBER, symbology: 'qr' })
    expect(withoutAffixes(NUMBER, bare)).toEqual({ text: NUMBER, symbology: null })
  })
})
