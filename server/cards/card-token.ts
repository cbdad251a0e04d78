import { timingSafeEqual } from 'node:crypto'
import type { CardId, CardToken, DeviceId } from '../../src/contract/ids.ts'
import { hmacOf } from '../keys.ts'
import { cardIdFromBytes, idBytes } from './id-bytes.ts'

/** What a token says once its seal is proved. */
export interface CardInToken {
  readonly cardId: CardId
  /** True when the right PIN was given as the card was read: a redemption need not ask again. */
  readonly pinProved: boolean
}

const MAC_BYTES = 16

/**
 * The name of a card for one device: the card's id and whether its PIN was proved, under an HMAC
 * that also covers the device. It does not expire, as a station may send a redemption again days
 * later with the same bytes; it dies with the device's session, which must be alive to use it.
 */
export function makeCardToken(key: Uint8Array, deviceId: DeviceId, card: CardInToken): CardToken {
  const body = Buffer.concat([idBytes(card.cardId), Buffer.from([card.pinProved ? 1 : 0])])
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
  if (body.length !== 17 || given.length !== MAC_BYTES) return undefined
  if (!timingSafeEqual(given, mac(key, deviceId, body))) return undefined
  return { cardId: cardIdFromBytes(body.subarray(0, 16)), pinProved: body[16] === 1 }
}

function mac(key: Uint8Array, deviceId: DeviceId, body: Uint8Array): Buffer {
  return hmacOf(key, `card-token ${deviceId} `, body).subarray(0, MAC_BYTES)
}
