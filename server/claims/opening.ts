import { hash } from 'node:crypto'
import type { CardNumber } from '../../src/contract/card-number.ts'
import { type CardId, type RequestId, uuidV7 } from '../../src/contract/ids.ts'
import type { CardState } from '../../src/contract/operations.ts'
import { invariant } from '../../src/contract/parse.ts'
import { record } from '../audit/index.ts'
import { openNumber } from '../cards/index.ts'
import type { ServerContext } from '../context.ts'
import type { Caller } from '../ledger/request.ts'
import type { WriteQuery } from '../storage/database.ts'
import { type Gift, giftByToken, giftOfCard } from './gifts.ts'
import { SHOWN_AGAIN_MS } from './limits.ts'
import { openPin, TOKEN_TEXT } from './token.ts'

/** What a link leads to. */
export type Sight =
  /** Nothing, or nothing any more: nobody is told which. */
  | { readonly is: 'closed' }
  /** A gift that opens later. */
  | { readonly is: 'early'; readonly gift: Gift; readonly opensAtMs: number }
  /** A gift to be opened, or opened before and shown again. */
  | { readonly is: 'ready'; readonly gift: Gift; readonly isAgain: boolean }
  /** Opened too long ago to be shown again. */
  | { readonly is: 'over'; readonly gift: Gift }

/** Tells what a link leads to, and changes nothing: mail programs look at links, too. */
export async function lookAt(context: ServerContext, token: string): Promise<Sight> {
  const gift = TOKEN_TEXT.test(token) ? await giftByToken(context, token) : undefined
  return gift ? sightOf(gift, context.nowMs()) : { is: 'closed' }
}

/** States in which a card that was opened is its holder's to see. */
const SHOWABLE: ReadonlySet<CardState> = new Set(['active', 'pin_locked', 'redeemed_out'])

function sightOf(gift: Gift, nowMs: number): Sight {
  const { card, opensAtMs, expiresAtMs, openedAtMs, shownUntilMs } = gift
  if (card.state === 'claimable') {
    if (expiresAtMs <= nowMs) return { is: 'closed' }
    if (opensAtMs !== null && opensAtMs > nowMs) return { is: 'early', gift, opensAtMs }
    return { is: 'ready', gift, isAgain: false }
  }
  if (!SHOWABLE.has(card.state)) return { is: 'closed' }
  // Opened by the ledger, and the server stopped before it was noted.
  if (openedAtMs === null || shownUntilMs === null) return { is: 'ready', gift, isAgain: true }
  return shownUntilMs > nowMs ? { is: 'ready', gift, isAgain: true } : { is: 'over', gift }
}

/** A card as its holder sees it. */
export interface ShownCard {
  readonly gift: Gift
  readonly number: CardNumber
  /** Null for a card without one. */
  readonly pin: string | null
  /** Until when it is shown again. */
  readonly untilMs: number
}

/**
 * Opens a gift: its card can be used from then on. Once only, whoever presses at the same time; later,
 * while it may be shown again, it shows the same card. Otherwise what {@link lookAt} says of it. Throws
 * a StorageError when the ledger could not take it: nothing is shown then.
 */
export async function openGift(
  context: ServerContext,
  token: string,
  ip: string,
): Promise<ShownCard | Exclude<Sight, { is: 'ready' }>> {
  const sight = await lookAt(context, token)
  if (sight.is !== 'ready') return sight
  const { gift } = sight
  if (gift.card.state === 'claimable' && !(await claim(context, gift)))
    return afterwards(context, token)
  const untilMs = gift.shownUntilMs ?? (await noteOpening(context, gift, ip))
  const number = await openNumber(context, gift.card.cardId)
  invariant(number !== undefined, 'the number of a gift opens under the keys of the server')
  return { gift, number, pin: pinOf(context, gift), untilMs }
}

/** Somebody was faster: who opened it, or who took it back. */
async function afterwards(
  context: ServerContext,
  token: string,
): Promise<ShownCard | Exclude<Sight, { is: 'ready' }>> {
  const sight = await lookAt(context, token)
  if (sight.is !== 'ready') return sight
  return sight.gift.card.state === 'claimable' ? { is: 'closed' } : openGift(context, token, '')
}

/** True when it was opened now. Each try has an id of its own: what was refused may be done later. */
async function claim(context: ServerContext, { card }: Gift): Promise<boolean> {
  const { reply } = await context.database.ledger.execute({
    kind: 'claim',
    caller: { ...CALLER, networkId: card.networkId },
    requestId: `claim-${uuidV7(context.nowMs(), context.randomBytes(10))}` as RequestId,
    contentHash: hash('sha256', `claim ${card.cardId}`, 'buffer'),
    card: { by: 'id', cardId: card.cardId },
    reason: 'opened by its holder',
  })
  return reply.ok
}

/** Whoever has the link. */
const CALLER: Caller = {
  key: 'system:claims',
  locationId: null,
  channel: 'shop',
  clerk: null,
}

/** Notes when it was opened, and answers until when it is shown again. */
async function noteOpening(context: ServerContext, { card }: Gift, ip: string): Promise<number> {
  const { database } = context
  const openedAtMs = context.nowMs()
  const untilMs = openedAtMs + SHOWN_AGAIN_MS
  const query = database.read
    .updateTable('card_claim')
    .set({ opened_at_ms: openedAtMs, shown_until_ms: untilMs })
    .where('card_uid', '=', card.cardId)
    .where('opened_at_ms', 'is', null)
  const subject = `card:${card.cardId}`
  const entry = record(context, { actor: 'holder', action: 'claim-open', subject, ip })
  if (await database.write([{ query: query.compile(), changes: 1 }, entry])) return untilMs
  return (await giftOfCard(context, card.cardId))?.shownUntilMs ?? untilMs
}

/**
 * The statement that ends a link's showing of its card: whoever asked for another PIN is told it, and
 * whoever has the link is shown neither that nor the one before.
 */
export function endShowing(
  { database, nowMs }: Pick<ServerContext, 'database' | 'nowMs'>,
  cardId: CardId,
): WriteQuery {
  const endMs = nowMs()
  const query = database.read
    .updateTable('card_claim')
    .set(({ fn, val }) => ({
      pin_sealed: null,
      opened_at_ms: fn.coalesce('opened_at_ms', val(endMs)),
      shown_until_ms: endMs,
    }))
    .where('card_uid', '=', cardId)
    .where(({ eb, or }) => or([eb('shown_until_ms', 'is', null), eb('shown_until_ms', '>', endMs)]))
  return { query: query.compile() }
}

function pinOf({ keys }: ServerContext, { card, pinSealed }: Gift): string | null {
  if (pinSealed === null) return null
  const pin = openPin(keys, card.cardId, pinSealed)
  invariant(pin !== undefined, 'the PIN of a gift opens under the key that sealed it')
  return pin
}
