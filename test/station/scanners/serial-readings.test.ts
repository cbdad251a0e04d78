import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { READING_LENGTH_MAX } from '../../../src/contract/limits.ts'
import {
  SILENCE_ENDS_READING_MS,
  SILENCE_ENDS_TERMINATED_READING_MS,
} from '../../../src/main/station/scanners/limits.ts'
import {
  type SerialReading,
  serialReadings,
} from '../../../src/main/station/scanners/serial-readings.ts'

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))
const texts = (readings: readonly SerialReading[]) =>
  readings.map((reading) => (reading.kind === 'reading' ? reading.text : reading.kind))

describe('serial readings: terminators', () => {
  test.each([
    ['CR', '\r'],
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['TAB', '\t'],
    ['ETX', '\x03'],
  ])('%s ends a reading once', (_name, end) => {
    expect(texts(serialReadings().push(bytes(`123${end}456${end}`), 0))).toEqual(['123', '456'])
  })

  test('STX and ETX frame a reading', () => {
    expect(texts(serialReadings().push(bytes('\x02123\x03\x02456\x03'), 0))).toEqual(['123', '456'])
  })

  test('how a reading was framed is told', () => {
    const parser = serialReadings()
    const framings = ['1\r', '2\n', '3\t', '\x024\x03', '5\x03', '6\r\n', '7\r\n'].flatMap((text) =>
      parser.push(bytes(text), 0).map((reading) => 'framing' in reading && reading.framing),
    )
    expect(framings).toEqual(['cr', 'lf', 'tab', 'stx-etx', 'etx', 'cr', 'crlf'])
  })

  test('several readings in one piece, and one reading byte by byte', () => {
    const text = '\x02]C0997001\r\n;42=49?\r\n'
    const whole = texts(serialReadings().push(bytes(text), 0))
    expect(whole).toEqual([']C0997001', ';42=49?'])
    const parser = serialReadings()
    const single = [...bytes(text)].flatMap((byte, at) =>
      texts(parser.push(Uint8Array.of(byte), at)),
    )
    expect(single).toEqual(whole)
  })
})

describe('serial readings: silence', () => {
  test('ends a reading of a scanner without terminators', () => {
    const parser = serialReadings()
    expect(parser.pendingMs()).toBeNull()
    expect(parser.push(bytes('123'), 1_000)).toEqual([])
    expect(parser.pendingMs()).toBe(SILENCE_ENDS_READING_MS)
    expect(parser.quiet(1_000 + SILENCE_ENDS_READING_MS - 1)).toEqual([])
    expect(texts(parser.quiet(1_000 + SILENCE_ENDS_READING_MS))).toEqual(['123'])
    expect(parser.pendingMs()).toBeNull()
    expect(parser.quiet(9_000)).toEqual([])
  })

  test('between two pieces ends the first', () => {
    const parser = serialReadings()
    parser.push(bytes('123'), 0)
    expect(texts(parser.push(bytes('456'), SILENCE_ENDS_READING_MS))).toEqual(['123'])
    expect(texts(parser.quiet(9_000))).toEqual(['456'])
  })

  test('does not cut a number in two once the scanner has shown its terminator', () => {
    const parser = serialReadings()
    parser.push(bytes('1\r'), 0)
    parser.push(bytes('123'), 10)
    const late = 10 + SILENCE_ENDS_TERMINATED_READING_MS - 1
    expect(parser.quiet(late)).toEqual([])
    expect(texts(parser.push(bytes('456\r'), late))).toEqual(['123456'])
  })
})

describe('serial readings: garbage', () => {
  test('control characters and bytes above ASCII are dropped, empty readings too', () => {
    const parser = serialReadings()
    expect(
      texts(parser.push(Uint8Array.of(0, 0x31, 0xff, 0x1c, 0x32, 0x0d, 0x0d, 0x20, 0x0a), 0)),
    ).toEqual(['12'])
  })

  test('mostly bytes above ASCII: the wrong speed or parity, and no half of a number', () => {
    const evenParity = bytes('9970011234567890128\r').map((byte) => {
      const ones = byte.toString(2).replaceAll('0', '').length
      return ones % 2 === 1 ? byte | 0x80 : byte
    })
    const parser = serialReadings()
    expect(parser.push(evenParity, 0)).toEqual([])
    expect(parser.quiet(5_000)).toEqual([{ kind: 'garbled' }])
  })

  test('the separator of GS1 codes is kept', () => {
    expect(texts(serialReadings().push(bytes(']C121abc\u001d10xyz\r'), 0))).toEqual([
      ']C121abc\u001d10xyz',
    ])
  })

  test('too much without an end is dropped to its end, and the next reading is whole', () => {
    const parser = serialReadings()
    expect(parser.push(bytes('9'.repeat(READING_LENGTH_MAX)), 0)).toEqual([])
    expect(texts(parser.push(bytes(`${'9'.repeat(100_000)}\r997\r`), 1))).toEqual([
      'too-long',
      '997',
    ])
  })

  test('cut anywhere, the readings are the same', () => {
    const piece = fc.uint8Array({ maxLength: 60 })
    fc.assert(
      fc.property(piece, fc.array(fc.nat(60), { maxLength: 5 }), (data, cuts) => {
        const whole = serialReadings()
        const expected = [...whole.push(data, 0), ...whole.quiet(5_000)]
        const parser = serialReadings()
        const edges = [
          0,
          ...cuts.filter((cut) => cut < data.length).sort((a, b) => a - b),
          data.length,
        ]
        const pieces = edges.slice(1).map((end, at) => data.subarray(edges[at], end))
        const got = pieces.flatMap((part) => [...parser.push(part, 0)])
        expect([...got, ...parser.quiet(5_000)]).toEqual(expected)
      }),
    )
  })

  test('whatever arrives, readings are printable and bounded', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.uint8Array({ maxLength: 700 }), fc.nat(2_000))), (parts) => {
        const parser = serialReadings()
        let now = 0
        for (const [part, waitMs] of parts) {
          now += waitMs
          for (const reading of parser.push(part, now)) {
            if (reading.kind !== 'reading') continue
            expect(reading.text.replaceAll('\u001d', '')).toMatch(/^[\x20-\x7e]*$/)
            expect(reading.text.length).toBeLessThanOrEqual(READING_LENGTH_MAX)
          }
        }
      }),
    )
  })
})
