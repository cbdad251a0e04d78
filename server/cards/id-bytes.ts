import type { CardId } from '../../src/contract/ids.ts'

/** The 16 bytes of a UUID's text. */
export function idBytes(id: CardId): Buffer {
  return Buffer.from(id.replaceAll('-', ''), 'hex')
}

/** The id whose 16 bytes these are. The caller has proved that they are a card's. */
export function cardIdFromBytes(bytes: Uint8Array): CardId {
  const hex = Buffer.from(bytes).toString('hex')
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)]
  return [...parts, hex.slice(20)].join('-') as CardId
}
