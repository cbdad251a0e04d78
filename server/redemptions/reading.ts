import type { CardToken } from '../../src/contract/ids.ts'
import { minor } from '../../src/contract/money.ts'
import {
  failed,
  type RefusalCode,
  type Reply,
  refusal,
  refused,
  success,
} from '../../src/contract/refusals.ts'
import type { CardInHand, WireParams, WireResult } from '../../src/contract/wire/messages.ts'
import {
  type CardInToken,
  cardById,
  cardByNumber,
  type KnownCard,
  makeCardToken,
  numberRefusal,
  openNumber,
  type Pins,
  readCardLink,
  readCardToken,
} from '../cards/index.ts'
import type { ServerContext, StationDevice } from '../context.ts'
import type { Guards } from '../guards/index.ts'
import { availableMinor } from '../ledger/answers.ts'
import { fundsCheck, isPinAsked, usableCheck } from '../ledger/checks.ts'
import type { PinFact } from '../ledger/request.ts'
import { isAcceptedAt, likelyPrograms } from '../programs/index.ts'
import { PIN_PROOF_MS } from './limits.ts'
import type { ShownCards } from './shown-cards.ts'

/** What it takes to tell a station about a card. */
export interface Reader {
  readonly context: ServerContext
  readonly pins: Pins
  readonly guards: Guards
  readonly shown: ShownCards
}

type Read = WireParams<'card-inquire'>['card']

/** Reads a card and gives it a name that only this device can use. */
export async function inquire(
  reader: Reader,
  device: StationDevice,
  { card: read }: WireParams<'card-inquire'>,
): Promise<Reply<CardInHand>> {
  const { context } = reader
  const ofNumber = 'number' in read ? await numberRefusal(context.database, read.number) : undefined
  if (ofNumber !== undefined) return refused(ofNumber)
  const waitMs = reader.guards.enquiries.admitDevice(callerKey(device))
  if (waitMs > 0) return failed('RATE_LIMITED', undefined, waitMs)
  const nowMs = context.nowMs()
  const token = 'cardToken' in read ? tokenOf(context, device, read.cardToken) : undefined
  const found = await findCard(context, read, token)
  const pin = token ? provedPin(token, nowMs) : await judgePin(reader, device, found, read)
  if (pin === 'locked') return refused('PIN_LOCKED')
  if (found === undefined || pin === 'wrong' || isPinMissing(found, pin)) {
    return refused('CARD_NOT_FOUND_OR_PIN_INVALID')
  }
  // Nothing of another network's card is told, not even that it has a balance.
  if (found.networkId !== device.networkId) return refused('CARD_NOT_ACCEPTED_HERE')
  const provedNow = pin === 'right' ? nowMs : null
  // A token that is asked about again makes its proof no younger.
  const pinProvedAtMs = token ? token.pinProvedAtMs : provedNow
  const cardInToken = { cardId: found.cardId, pinProvedAtMs }
  const cardToken = makeCardToken(context.keys.cardToken, device.deviceId, cardInToken)
  reader.shown.looked(device.deviceId, found.cardId, cardToken)
  // Read again: of what changes from now on the station is told, of what changed before it is not.
  return tellOf(context, device, {
    cardToken,
    card: (await cardById(context.database, found.cardId)) ?? found,
  })
}

async function tellOf(
  context: ServerContext,
  device: StationDevice,
  { cardToken, card }: { readonly cardToken: CardToken; readonly card: KnownCard },
): Promise<Reply<CardInHand>> {
  const code = await refusalNow(context, device, card)
  return success({
    cardToken,
    lastFour: card.lastFour,
    form: card.form,
    state: card.state,
    currency: card.currency,
    balanceMinor: card.balanceMinor,
    availableMinor: availableMinor(card),
    programName: card.programName,
    expiresAtMs: card.expiresAtMs,
    refusal: code === undefined ? null : refusal(code),
  })
}

/**
 * Whether a PIN belongs to what was read. Of a number only its first digits are looked at: to one that
 * no card has the answer is the same. A link opens to a card or to none, and nobody can make one up.
 */
export async function lookUp(
  { context }: Reader,
  device: StationDevice,
  { card: read }: WireParams<'card-lookup'>,
): Promise<Reply<WireResult<'card-lookup'>>> {
  const { database } = context
  if ('link' in read) {
    const found = await findCard(context, read, undefined)
    if (found?.networkId !== device.networkId) return refused('CARD_NOT_FOUND_OR_PIN_INVALID')
    return success({ lastFour: found.lastFour, pinAsked: isPinMissing(found, 'absent') })
  }
  const { number } = read
  const ofNumber = await numberRefusal(database, number)
  if (ofNumber !== undefined) return refused(ofNumber)
  const likely = await likelyPrograms(database, device.networkId, number)
  const pinAsked = likely.some(({ rules }) => isPinAsked(rules.pin, 'station'))
  return success({ lastFour: number.slice(-4), pinAsked })
}

/**
 * What a token proves of the PIN now: a redemption that was sent late needs no PIN once more, and a
 * station's disk that is stolen opens no card for long.
 */
export function provedPin({ pinProvedAtMs }: CardInToken, nowMs: number): PinFact {
  const isProved = pinProvedAtMs !== null && nowMs - pinProvedAtMs <= PIN_PROOF_MS
  return isProved ? 'right' : 'absent'
}

/** Names a station to the guards and the ledger. */
export function callerKey({ deviceId }: StationDevice): string {
  return `device:${deviceId}`
}

function tokenOf(
  { keys }: ServerContext,
  { deviceId }: StationDevice,
  token: Extract<Read, { cardToken: unknown }>['cardToken'],
): CardInToken | undefined {
  return readCardToken(keys.cardToken, deviceId, token)
}

function findCard(
  { database, keys }: ServerContext,
  read: Read,
  token: CardInToken | undefined,
): Promise<KnownCard | undefined> {
  if ('number' in read) return cardByNumber(database, keys, read.number)
  const cardId = 'link' in read ? readCardLink(keys, read.link) : token?.cardId
  return cardId === undefined ? Promise.resolve(undefined) : cardById(database, cardId)
}

/**
 * Guesses count as everywhere, by the card's number also where a link named it. That of another
 * network's card is not judged at all: nobody here may find it out, or lock it.
 */
async function judgePin(
  { context, pins, guards }: Reader,
  device: StationDevice,
  found: KnownCard | undefined,
  read: Read,
): Promise<PinFact> {
  if ('cardToken' in read || read.pin === undefined) return 'absent'
  const { pin } = read
  const number = 'number' in read ? read.number : found && (await openNumber(context, found.cardId))
  if (number === undefined) return 'wrong'
  const known = found?.networkId === device.networkId ? found : undefined
  const apart = found === known ? undefined : device.networkId
  const asked = { number, known, by: callerKey(device), apart }
  return guards.pins.judge(asked, () => pins.checkPin(known, pin))
}

/** At a counter a PIN is asked only where the program always does. */
function isPinMissing(card: KnownCard, pin: PinFact): boolean {
  return pin === 'absent' && card.pinHash !== null && isPinAsked(card.rules.pin, 'station')
}

/** Why a redemption would be refused right now: the ledger's own checks, on what is known here. */
async function refusalNow(
  context: ServerContext,
  device: StationDevice,
  card: KnownCard,
): Promise<RefusalCode | undefined> {
  if (card.state === 'pin_locked') return 'PIN_LOCKED'
  const isAccepted = await isAcceptedAt(context.database, card.programId, device.locationId)
  if (!isAccepted) return 'CARD_NOT_ACCEPTED_HERE'
  if (card.currency !== device.settings.currency) return 'CURRENCY_MISMATCH'
  const facts = { ...card, hasPin: card.pinHash !== null }
  return usableCheck(facts, context.nowMs()) ?? fundsCheck(SMALLEST, facts)
}

const SMALLEST = minor(1)
