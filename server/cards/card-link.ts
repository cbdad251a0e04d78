import { createCipheriv, createDecipheriv } from 'node:crypto'
import { type CardId, cardIdSchema } from '../../src/contract/ids.ts'
import { deriveKey, type Keys } from '../keys.ts'
import { cardIdFromBytes, idBytes } from './id-bytes.ts'

/** Where the links of cards lead on this server; one more part, the token, names the card. */
export const CARD_LINK_PATH = '/c'

/**
 * The public link of a card, `<server>/c/<token>`, for QR codes and messages: never the number. The
 * token is the card's id enciphered as one AES-256 block under a key of its own, so 128 bits that
 * say nothing, need no table, and cannot be guessed: a made-up block does not open to an id.
 */
export function cardLink(keys: Keys, serverUrl: string, cardId: CardId): string {
  const cipher = createCipheriv('aes-256-ecb', linkKey(keys), null).setAutoPadding(false)
  const block = Buffer.concat([cipher.update(idBytes(cardId)), cipher.final()])
  return `${serverUrl.replace(/\/+$/, '')}${CARD_LINK_PATH}/${block.toString('base64url')}`
}

/** The card that a link's text names; undefined when the text is not a card link of this server. */
export function readCardLink(keys: Keys, text: string): CardId | undefined {
  const token = LINK.exec(text.trim())?.[1]
  return token === undefined ? undefined : readLinkToken(keys, token)
}

/** The card that a link's token names; undefined for any other text. */
export function readLinkToken(keys: Keys, token: string): CardId | undefined {
  if (!TOKEN.test(token)) return undefined
  const decipher = createDecipheriv('aes-256-ecb', linkKey(keys), null).setAutoPadding(false)
  const block = decipher.update(Buffer.from(token, 'base64url'))
  const cardId = cardIdSchema.safeParse(cardIdFromBytes(Buffer.concat([block, decipher.final()])))
  return cardId.success ? cardId.data : undefined
}

const TOKEN = /^[A-Za-z0-9_-]{22}$/
const LINK = /^https?:\/\/[^\s/?#]+(?:\/[^\s?#]+)?\/c\/([A-Za-z0-9_-]{22})$/

function linkKey(keys: Keys): Uint8Array {
  return deriveKey(keys.cardToken, 'countermark card link')
}
