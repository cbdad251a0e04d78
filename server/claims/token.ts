import {
  CARD_NUMBER_LENGTH,
  type CardNumber,
  cardNumber,
  luhnDigit,
  PROXY_PREFIX,
} from '../../src/contract/card-number.ts'
import type { CardId } from '../../src/contract/ids.ts'
import { openSealed, randomDigits, sealText } from '../cards/index.ts'
import type { ServerContext } from '../context.ts'
import { deriveKey, hmacOf, type Keys } from '../keys.ts'
import { TOKEN_BYTES } from './limits.ts'

/** Where claim links lead on this server; one more part, the token, names the gift. */
export const CLAIM_PATH = '/claim'

/** The text of a token as links have it. */
export const TOKEN_TEXT = /^[A-Za-z0-9_-]{43}$/

/** A new token: 256 bits from a cryptographic source. */
export function makeToken(randomBytes: ServerContext['randomBytes']): string {
  return Buffer.from(randomBytes(TOKEN_BYTES)).toString('base64url')
}

/** The link to hand over. `serverUrl` is how the outside reaches this server. */
export function claimLink(serverUrl: string, token: string): string {
  return `${serverUrl.replace(/\/+$/, '')}${CLAIM_PATH}/${token}`
}

/** What is kept of a token: without the key nobody can make one to it, nor know it by it. */
export function tokenHash(keys: Keys, token: string): Uint8Array {
  return hmacOf(deriveKey(keys.cardToken, 'countermark claim link'), token)
}

/** A new proxy number of 19 digits: its first digits say what it is. */
export function makeProxyNumber(randomBytes: ServerContext['randomBytes']): CardNumber {
  const count = CARD_NUMBER_LENGTH - 1 - PROXY_PREFIX.length
  const digits = `${PROXY_PREFIX}${randomDigits(count, randomBytes)}`
  return cardNumber(`${digits}${luhnDigit(digits)}`)
}

/** What is kept of a proxy number. Its key is none that is rotated: it names a sale for ever. */
export function proxyLookup(keys: Keys, proxyNumber: CardNumber): Uint8Array {
  return hmacOf(deriveKey(keys.cardToken, 'countermark proxy number'), proxyNumber)
}

/**
 * The PIN that the holder will be shown, sealed for this card. Its key is none that is rotated, as a
 * gift may lie for years.
 */
export function sealPin(
  { keys, randomBytes }: Pick<ServerContext, 'keys' | 'randomBytes'>,
  cardId: CardId,
  pin: string,
): Uint8Array {
  return sealText({ key: pinKey(keys), text: pin, boundTo: boundTo(cardId), randomBytes })
}

/** The PIN again; undefined when it was sealed for another card, or is damaged. */
export function openPin(keys: Keys, cardId: CardId, sealed: Uint8Array): string | undefined {
  return openSealed({ key: pinKey(keys), sealed, boundTo: boundTo(cardId) })
}

function pinKey(keys: Keys): Uint8Array {
  return deriveKey(keys.cardToken, 'countermark claim PIN')
}

function boundTo(cardId: CardId): string {
  return `claim ${cardId}`
}
