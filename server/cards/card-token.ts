import { timingSafeEqual } from 'node:crypto'
import type { CardId, CardToken, DeviceId } from '../../src/contract/ids.ts'
import { hmacOf } from '../keys.ts'
import { cardIdFromBytes, idBytes } from './id-bytes.ts'

/** What a token says once its seal is proved. */
export interface CardInToken {
  readonly cardId: CardId
  /** When the right PIN was given as the card was read; null when none was. */
  readonly pinProvedAtMs: number | null
}

const MAC_BYTES = 16
const ID_BYTES = 16
/** Ms since 1970, enough until the year 10889. */
const TIME_BYTES = 6
/** Behind the id: no PIN was proved, or one was, at the time that follows. */
const [NO_PROOF, PROOF] = [0, 2]

/**
 * The name of a card for one device: the card's id and when its PIN was proved, under an HMAC that also
 * covers the device. The name does not expire, as a station may send a redemption again days later with
 * the same bytes; it dies with the device's session, which must be alive to use it. The proof of the PIN
 * is for whoever reads the token to judge.
 */
export function makeCardToken(key: Uint8Array, deviceId: DeviceId, card: CardInToken): CardToken {
  const body = Buffer.concat([idBytes(card.cardId), proofBytes(card.pinProvedAtMs)])
  return `${body.toString('base64url')}.${mac(key, deviceId, body).toString('base64url')}` as CardToken
}

/** Opens a token of this device; undefined for any other text, also for another device's token. */
export function readCardToken(
  key: Uint8Array,
  deviceId: DeviceId,
  token: CardToken,
): CardInToken | undefined {
  const [bodyText, macText, ...rest] = token.split('.')
  if (bodyText === undefined || macText === undefined || rest.length > 0) return undefined
  const body = Buffer.from(bodyText, 'base64url')
  const given = Buffer.from(macText, 'base64url')
  if (body.length <= ID_BYTES || given.length !== MAC_BYTES) return undefined
  if (!timingSafeEqual(given, mac(key, deviceId, body))) return undefined
  const cardId = cardIdFromBytes(body.subarray(0, ID_BYTES))
  const isProof = body[ID_BYTES] === PROOF && body.length === ID_BYTES + 1 + TIME_BYTES
  return { cardId, pinProvedAtMs: isProof ? body.readUIntBE(ID_BYTES + 1, TIME_BYTES) : null }
}

function proofBytes(pinProvedAtMs: number | null): Buffer {
  if (pinProvedAtMs === null) return Buffer.from([NO_PROOF])
  const bytes = Buffer.alloc(1 + TIME_BYTES, PROOF)
  bytes.writeUIntBE(pinProvedAtMs, 1, TIME_BYTES)
  return bytes
}

function mac(key: Uint8Array, deviceId: DeviceId, body: Uint8Array): Buffer {
  return hmacOf(key, `card-token ${deviceId} `, body).subarray(0, MAC_BYTES)
}
