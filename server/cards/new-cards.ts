import type { CardNumber, Pin } from '../../src/contract/card-number.ts'
import { type CardId, type ProgramId, uuidV7 } from '../../src/contract/ids.ts'
import type { CardForm } from '../../src/contract/operations.ts'
import type { ProgramRules } from '../../src/contract/program-rules.ts'
import type { ServerContext } from '../context.ts'
import type { NewCard } from '../ledger/request.ts'
import { cardByNumber, lookupOf } from './find-card.ts'
import { PIN_HASHES_AT_ONCE, STOCK_ATTEMPTS_MAX } from './limits.ts'
import { makeCardNumber, makePin } from './number.ts'
import { PIN_STANDS_WITH_BATCH, type Pins } from './pin.ts'
import { sealText } from './sealing.ts'

/** A card that was just made, with what only its buyer may see. */
export interface MadeCard {
  readonly card: NewCard
  readonly number: CardNumber
  readonly pin: Pin
}

export interface CardOrder {
  readonly program: {
    readonly programId: ProgramId
    readonly cardPrefix: string
    /** Without rules PINs have eight digits. */
    readonly rules?: Pick<ProgramRules, 'pinLength'>
  }
  readonly form: CardForm
  readonly batch: string | null
}

/** Makes one card; whether its number is new is for the database to say. */
export async function makeCard(
  context: ServerContext,
  pins: Pins,
  order: CardOrder,
): Promise<MadeCard> {
  const { number, card } = await newNumber(context, order)
  const pin = makePin(context.randomBytes, order.program.rules?.pinLength)
  return { card: { ...card, pinHash: await pins.hashPin(card.cardId, pin) }, number, pin }
}

/** A card for the printer: its PIN is not under the slow hash yet, and stands with its batch. */
export interface PrintedCard {
  readonly card: NewCard
  readonly number: CardNumber
  readonly pin: Pin | null
  /** What is kept of the PIN; null for a card without one. */
  readonly quickPin: string | null
}

/** Makes one card of a large batch, in microseconds; else as {@link makeCard}. */
export function makePrintedCard(
  context: ServerContext,
  pins: Pins,
  order: Omit<CardOrder, 'form'> & { readonly withPin: boolean },
): PrintedCard {
  const { number, card } = numberCard(context, { ...order, form: 'physical' })
  if (!order.withPin) return { card: { ...card, pinHash: null }, number, pin: null, quickPin: null }
  const pin = makePin(context.randomBytes, order.program.rules?.pinLength)
  const quickPin = pins.quickPin(card.cardId, pin)
  return { card: { ...card, pinHash: PIN_STANDS_WITH_BATCH }, number, pin, quickPin }
}

/**
 * A number that no card has under an older version of the keys, which the database cannot see: it
 * compares what it finds cards by, and that is another for every version.
 */
async function newNumber(context: ServerContext, order: CardOrder) {
  const { database, keys } = context
  for (let attempt = 0; attempt < STOCK_ATTEMPTS_MAX; attempt += 1) {
    const made = numberCard(context, order)
    if (keys.numberKeys.length === 1) return made
    if ((await cardByNumber(database, keys, made.number)) === undefined) return made
  }
  throw new Error('the numbers of new cards already existed, several times in a row')
}

function numberCard(context: ServerContext, order: CardOrder) {
  const { nowMs, randomBytes } = context
  const cardId = uuidV7(nowMs(), randomBytes(10)) as CardId
  const number = makeCardNumber(order.program.cardPrefix, randomBytes)
  const { programId } = order.program
  const { form, batch } = order
  return { number, card: { ...numbered(context, cardId, number), programId, form, batch } }
}

/** What is kept of a number, bound to its card. */
function numbered(
  { keys, randomBytes }: Pick<ServerContext, 'keys' | 'randomBytes'>,
  cardId: CardId,
  number: CardNumber,
): Pick<NewCard, 'cardId' | 'lookup' | 'sealed' | 'keyVersion' | 'lastFour'> {
  return {
    cardId,
    lookup: lookupOf(keys, number),
    sealed: sealText({ key: keys.numberSeal, text: number, boundTo: cardId, randomBytes }),
    keyVersion: keys.keyVersion,
    lastFour: number.slice(-4),
  }
}

/** A card that another system issued: its PIN, if it has one, stands with its import. */
export function makeImportedCard(
  context: Pick<ServerContext, 'keys' | 'randomBytes'>,
  card: Pick<NewCard, 'cardId' | 'programId' | 'form' | 'batch'> & {
    readonly number: CardNumber
    readonly hasPin: boolean
    readonly expiresAtMs: number | null
  },
): NewCard {
  const { cardId, programId, form, batch, number, hasPin, expiresAtMs } = card
  const pinHash = hasPin ? PIN_STANDS_WITH_BATCH : null
  return { ...numbered(context, cardId, number), programId, form, batch, pinHash, expiresAtMs }
}

/**
 * Makes a batch of printed cards, worth nothing until activated, all or none. Throws when the
 * database refused numbers several times in a row: then the source of randomness is broken.
 */
export async function stockCards(
  context: ServerContext,
  pins: Pins,
  order: CardOrder & { readonly count: number },
): Promise<readonly MadeCard[]> {
  for (let attempt = 0; attempt < STOCK_ATTEMPTS_MAX; attempt += 1) {
    const made = await makeCards(context, pins, order)
    if (await context.database.ledger.stock(made.map(({ card }) => card))) return made
  }
  throw new Error('the numbers of a new batch already existed, several times in a row')
}

async function makeCards(
  context: ServerContext,
  pins: Pins,
  order: CardOrder & { readonly count: number },
): Promise<MadeCard[]> {
  const made: MadeCard[] = []
  while (made.length < order.count) {
    const size = Math.min(PIN_HASHES_AT_ONCE, order.count - made.length)
    const some = Array.from({ length: size }, () => makeCard(context, pins, order))
    made.push(...(await Promise.all(some)))
  }
  return made
}
