import { READING_LENGTH_MAX } from '../../../contract/limits.ts'
import type { Symbology } from '../../../contract/screen/scanners.ts'
import { SSI_PACKET_WITHIN_MS, SSI_REST_WITHIN_MS } from './limits.ts'
import type { SerialReading, SerialReadings } from './serial-readings.ts'

const DECODE_DATA = 0xf3
const HEADER_BYTES = 4
const CHECKSUM_BYTES = 2
const RETRANSMITTED = 0b01
const MORE_FOLLOWS = 0b10

/** A packet to the scanner: length, opcode, source (4 = the host), status, data, checksum. */
export function ssiPacket(opcode: number, data: readonly number[] = []): Uint8Array {
  const body = [HEADER_BYTES + data.length, opcode, 0x04, 0x00, ...data]
  const checksum = checksumOf(body)
  return Uint8Array.of(...body, checksum >> 8, checksum & 0xff)
}

const ACKNOWLEDGED = ssiPacket(0xd0)
/** Cause 1: the checksum was wrong. The scanner sends the packet again. */
const CHECKSUM_WRONG = ssiPacket(0xd1, [0x01])

/**
 * Reads Zebra's Simple Serial Interface: packets of a code, each answered. A packet that the scanner
 * sends again because it missed our answer is answered again and read once. Pure, bounded by one
 * packet and one code.
 */
export function ssiReadings(): SerialReadings {
  let bytes: number[] = []
  let lastMs = 0
  let begun = ''
  let lastBody = ''

  const accept = (packet: readonly number[]): readonly SerialReading[] => {
    const answer: SerialReading = { kind: 'answer', bytes: ACKNOWLEDGED }
    if (packet[1] !== DECODE_DATA) return [answer]
    const status = packet[3] ?? 0
    const body = packet.slice(HEADER_BYTES).join(' ')
    if ((status & RETRANSMITTED) !== 0 && body === lastBody) return [answer]
    lastBody = body
    const text = (begun + printable(packet.slice(HEADER_BYTES + 1))).slice(
      0,
      READING_LENGTH_MAX + 1,
    )
    begun = (status & MORE_FOLLOWS) === 0 ? '' : text
    if (begun !== '') return [answer]
    if (text.length > READING_LENGTH_MAX) return [answer, { kind: 'too-long' }]
    if (text.trim() === '') return [answer]
    const symbology = KINDS.get(packet[HEADER_BYTES] ?? 0) ?? null
    return [answer, { kind: 'reading', text, framing: 'ssi', symbology }]
  }
  const takePacket = (): readonly SerialReading[] | undefined => {
    const length = bytes[0] ?? 0
    // Zeros wake the other side up; nothing shorter than a header is a packet.
    if (bytes.length > 0 && length < HEADER_BYTES) {
      bytes.shift()
      return []
    }
    if (bytes.length === 0 || bytes.length < length + CHECKSUM_BYTES) return undefined
    const packet = bytes.splice(0, length + CHECKSUM_BYTES)
    if (isRight(packet)) return accept(packet.slice(0, length))
    // Where the next packet begins is not known any more.
    bytes = []
    return [{ kind: 'answer', bytes: CHECKSUM_WRONG }, { kind: 'garbled' }]
  }
  const quiet = (atMs: number): readonly SerialReading[] => {
    if (atMs - lastMs < SSI_PACKET_WITHIN_MS || bytes.length === 0) return []
    bytes = []
    return [{ kind: 'garbled' }]
  }
  return {
    push: (piece, atMs) => {
      const readings = [...quiet(atMs)]
      // The rest never came: what comes now is another code.
      if (atMs - lastMs >= SSI_REST_WITHIN_MS) begun = ''
      lastMs = atMs
      for (const byte of piece) {
        bytes.push(byte)
        for (let taken = takePacket(); taken !== undefined; taken = takePacket())
          readings.push(...taken)
      }
      return readings
    },
    quiet,
    pendingMs: () => (bytes.length === 0 ? null : SSI_PACKET_WITHIN_MS),
  }
}

/** Two's complement of the sum of all bytes before it, 16 bits. */
function checksumOf(body: readonly number[]): number {
  return -body.reduce((sum, byte) => sum + byte, 0) & 0xffff
}

function isRight(packet: readonly number[]): boolean {
  const sent = ((packet.at(-2) ?? 0) << 8) | (packet.at(-1) ?? 0)
  return checksumOf(packet.slice(0, -CHECKSUM_BYTES)) === sent
}

function printable(bytes: readonly number[]): string {
  const kept = bytes.filter((byte) => (byte >= 0x20 && byte <= 0x7e) || byte === 0x1d)
  return String.fromCharCode(...kept)
}

const KINDS: ReadonlyMap<number, Symbology> = new Map([
  [0x01, 'code-39'],
  [0x02, 'codabar'],
  [0x03, 'code-128'],
  [0x06, 'itf'],
  [0x07, 'code-93'],
  [0x08, 'upc-a'],
  [0x09, 'upc-e'],
  [0x0a, 'ean-8'],
  [0x0b, 'ean-13'],
  [0x0e, 'msi'],
  [0x0f, 'gs1-128'],
  [0x11, 'pdf417'],
  [0x1b, 'data-matrix'],
  [0x1c, 'qr'],
  [0x2d, 'aztec'],
  [0x30, 'databar'],
])
