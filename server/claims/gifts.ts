import type { CardNumber } from '../../src/contract/card-number.ts'
import type { CardId } from '../../src/contract/ids.ts'
import { cardById, type KnownCard, type MadeCard } from '../cards/index.ts'
import type { ServerContext } from '../context.ts'
import type { Schema } from '../storage/index.ts'
import { LINK_LIFE_MS } from './limits.ts'
import { makeProxyNumber, makeToken, proxyLookup, sealPin, tokenHash } from './token.ts'

type Context = Pick<ServerContext, 'database' | 'keys' | 'nowMs' | 'randomBytes'>

/** What whoever sells a gift is told of it, once: nobody can read it out of the database again. */
export interface NewGift {
  readonly token: string
  readonly proxyNumber: CardNumber
  /** Until when the link opens, in ms since 1970 UTC. */
  readonly expiresAtMs: number
  /** Before this it does not open; null: at once. */
  readonly opensAtMs: number | null
}

/**
 * Gets a gift ready before its card is sold, so that no card is sold whose link leads nowhere. When
 * the sale does not come about after all, {@link forgetGift}; else {@link startGiftUpkeep} does.
 */
export async function prepareGift(
  context: Context,
  { card, pin }: MadeCard,
  opensAtMs: number | null,
): Promise<NewGift> {
  const { database, keys, nowMs, randomBytes } = context
  const [token, proxyNumber] = [makeToken(randomBytes), makeProxyNumber(randomBytes)]
  const createdAtMs = nowMs()
  const expiresAtMs = Math.max(createdAtMs, opensAtMs ?? 0) + LINK_LIFE_MS
  const query = database.read.insertInto('card_claim').values({
    card_uid: card.cardId,
    token_hash: tokenHash(keys, token),
    proxy_lookup: proxyLookup(keys, proxyNumber),
    pin_sealed: card.pinHash === null ? null : sealPin(context, card.cardId, pin),
    created_at_ms: createdAtMs,
    opens_at_ms: opensAtMs,
    expires_at_ms: expiresAtMs,
    opened_at_ms: null,
    shown_until_ms: null,
  })
  if (await database.write([{ query: query.compile(), changes: 1 }]))
    return { token, proxyNumber, expiresAtMs, opensAtMs }
  throw new Error('a new gift could not be kept: its number or token was drawn before')
}

/** Takes back what was prepared for a sale that did not come about. */
export async function forgetGift({ database }: Context, cardId: CardId): Promise<void> {
  const { read } = database
  const query = read
    .deleteFrom('card_claim')
    .where('card_uid', '=', cardId)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('card').select('card.id').where('card.uid', '=', cardId))),
    )
  await database.write([{ query: query.compile() }])
}

/** A gift with its card. */
export interface Gift {
  readonly card: KnownCard
  /** Before this it does not open; null: at once. In ms since 1970 UTC. */
  readonly opensAtMs: number | null
  readonly expiresAtMs: number
  /** When its holder saw the card first; null: not yet. */
  readonly openedAtMs: number | null
  /** Until when the card is shown again; null before it was opened. */
  readonly shownUntilMs: number | null
  readonly pinSealed: Uint8Array | null
}

/** The gift that a link's token opens; undefined for any other text. */
export function giftByToken(context: Context, token: string): Promise<Gift | undefined> {
  return findGift(context, 'token_hash', tokenHash(context.keys, token))
}

/** The gift that a proxy number stands for; undefined when it stands for none. */
export function giftByProxy(context: Context, proxyNumber: CardNumber): Promise<Gift | undefined> {
  return findGift(context, 'proxy_lookup', proxyLookup(context.keys, proxyNumber))
}

/** The gift of this card; undefined for a card that was not handed over by link. */
export function giftOfCard(context: Pick<ServerContext, 'database'>, cardId: CardId) {
  return findGift(context, 'card_uid', cardId)
}

async function findGift(
  { database }: Pick<ServerContext, 'database'>,
  column: 'token_hash' | 'proxy_lookup' | 'card_uid',
  value: string | Uint8Array,
): Promise<Gift | undefined> {
  const row = await database.read
    .selectFrom('card_claim')
    .where(column, '=', value as never)
    .selectAll()
    .executeTakeFirst()
  const card = row && (await cardById(database, row.card_uid as CardId))
  return card && giftOf(row, card)
}

function giftOf(row: Schema['card_claim'], card: KnownCard): Gift {
  return {
    card,
    opensAtMs: row.opens_at_ms,
    expiresAtMs: row.expires_at_ms,
    openedAtMs: row.opened_at_ms,
    shownUntilMs: row.shown_until_ms,
    pinSealed: row.pin_sealed,
  }
}
