import type { CardId } from '../../src/contract/ids.ts'

/** The 16 bytes of a UUID's text. */
export function idBytes(id: CardId): Buffer {
  return Buffer.from(id.replaceAll('-', ''), 'hex')
}

/** The id whose 16 bytes these are. The caller has proved that they are a card's. */
export function cardIdFromBytes(bytes: Uint8Array): CardId {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
  const [one, two, three] = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16)]
  return `${one}-${two}-${three}-${hex.slice(16, 20)}-${hex.slice(20)}` as CardId
}
