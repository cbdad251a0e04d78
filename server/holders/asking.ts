import { type Pin, pinSchema } from '../../src/contract/card-number.ts'
import { addressKey } from '../address.ts'
import {
  cardById,
  createPins,
  type KnownCard,
  lookupOf,
  openNumber,
  readLinkToken,
} from '../cards/index.ts'
import type { ServerContext } from '../context.ts'
import type { Enquiry, Guards } from '../guards/index.ts'
import { isPinAsked } from '../ledger/checks.ts'
import { type Asking, askedCard } from '../stored-value/index.ts'

/** The card that a link's token leads to; undefined when it leads to none. */
export async function cardOfLink(
  { keys, database }: ServerContext,
  token: string,
): Promise<KnownCard | undefined> {
  const cardId = readLinkToken(keys, token)
  return cardId === undefined ? undefined : cardById(database, cardId)
}

/** Whether whoever is not at a counter has to give this card's PIN. */
export function isPinWanted({ pinHash, rules }: KnownCard): boolean {
  return pinHash !== null && isPinAsked(rules.pin, 'webstore')
}

/** What somebody with the link is told of its card. */
export type Told =
  | { readonly is: 'card'; readonly card: KnownCard }
  /** Wrong PIN, or a card that nobody may ask for yet: one answer after the same work. */
  | { readonly is: 'refused' | 'locked' }
  | { readonly is: 'wait'; readonly waitMs: number }

/** What it takes to answer holders; one for all of them. */
export function createAsking(context: ServerContext, guards: Guards): Asking {
  return { context, guards, pins: createPins(context.keys.pinPepper, context.slowHash) }
}

/**
 * Answers one who has the link of a card, and its PIN where it is asked. Counted and held up as every
 * enquiry of a web shop: neither the link nor this page gives more guesses. Nothing is changed by it.
 */
export async function askCard(
  asking: Asking,
  card: KnownCard,
  asked: { readonly pin: string; readonly ip: string },
): Promise<Told> {
  const { context, guards } = asking
  const number = await openNumber(context, card.cardId)
  if (number === undefined) return { is: 'refused' }
  const enquiry: Enquiry = {
    ...enquirerOf(card, asked.ip),
    card: Buffer.from(lookupOf(context.keys, number)).toString('base64'),
    isQuestion: true,
    hasPin: isPinWanted(card),
  }
  const waitMs = guards.enquiries.admit(enquiry)
  if (waitMs > 0) return { is: 'wait', waitMs }
  const pin = pinOf(card, asked.pin)
  const isMissing = isPinWanted(card) && pin === undefined
  const fact = await askedCard(asking, card.networkId, { number, pin }, HOLDER)
  const told = isMissing ? { is: 'refused' as const } : toldOf(fact)
  if (told.is !== 'card') guards.enquiries.missed(enquiry)
  return told
}

const HOLDER = { by: 'holder', hidesUnsold: true } as const

/** Each address is a caller of its own: nobody waits because others ask. */
function enquirerOf({ networkId }: KnownCard, ip: string) {
  const address = addressKey(ip) ?? ip
  return { caller: `holder:${address}`, networkId, isPublic: true, address }
}

/** A PIN that was not asked for is not judged: it would be a guess for nothing. */
function pinOf(card: KnownCard, text: string): Pin | undefined {
  if (!isPinWanted(card)) return undefined
  const pin = pinSchema.safeParse(text.replace(/[\s-]/g, ''))
  return pin.success ? pin.data : undefined
}

function toldOf({ pin, known }: Awaited<ReturnType<typeof askedCard>>): Told {
  if (pin === 'locked' || known?.state === 'pin_locked') return { is: 'locked' }
  const isSold = known !== undefined && known.activatedAtMs !== null && known.state !== 'claimable'
  return isSold && pin !== 'wrong' ? { is: 'card', card: known } : { is: 'refused' }
}
