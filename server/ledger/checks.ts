import { AMOUNT_MINOR_MAX, type Currency, type Minor } from '../../src/contract/money.ts'
import type { CardState, Channel } from '../../src/contract/operations.ts'
import type { PinSituation } from '../../src/contract/program-rules.ts'
import { REFUSAL_CODES, type RefusalCode } from '../../src/contract/refusals.ts'
import { isClosed } from './card-states.ts'
import type { CardFacts, Facts, LocationFacts, ProgramFacts } from './facts.ts'
import type { Caller, Order, PinFact } from './request.ts'

/** What a check finds: the refusal that applies, or nothing. */
export type Found = RefusalCode | undefined

/** Of what several checks found the first in the order of the contract. */
export function foremost(...found: readonly Found[]): Found {
  return REFUSAL_CODES.find((code) => found.includes(code))
}

/** Cancelled before it arrived. */
export function tombstoneCheck(facts: Facts): Found {
  return facts.voidedBefore ? 'VOIDED_BEFORE_ARRIVAL' : undefined
}

/**
 * A till payment that another operation has. The same operation retried is not another one; a
 * second one that is meant is, and needs a payment of its own.
 */
export function paymentCheck({ paymentClaim, businessClaim }: Facts, order: Order | null): Found {
  if (!paymentClaim) return undefined
  const isRetry = paymentClaim.journalId === businessClaim?.journalId && !order?.allowRepeat
  return isRetry ? undefined : 'PAYMENT_ALREADY_TAKEN'
}

/** Amounts that no operation may have. */
export function amountCheck(amountMinor: Minor): Found {
  return amountMinor <= 0 || amountMinor > AMOUNT_MINOR_MAX ? 'AMOUNT_INVALID' : undefined
}

/** No such card. A locked number says so whether or not there is a card: it tells nothing of that. */
export function noCard(pin: PinFact): RefusalCode {
  return pin === 'locked' ? 'PIN_LOCKED' : 'CARD_NOT_FOUND_OR_PIN_INVALID'
}

/** The PIN against what the program asks of this channel. One answer for card and PIN alike. */
export function pinCheck(
  pin: PinFact,
  caller: Caller,
  card: Pick<CardFacts, 'hasPin'>,
  program: Pick<ProgramFacts, 'pin'>,
): Found {
  if (pin === 'right') return undefined
  if (pin === 'locked') return 'PIN_LOCKED'
  const wanted = card.hasPin && isPinAsked(program.pin, caller.channel)
  return pin === 'wrong' || wanted ? 'CARD_NOT_FOUND_OR_PIN_INVALID' : undefined
}

/** Whether a program asks for the PIN of a card that has one, when it comes by this channel. */
export function isPinAsked(pin: ProgramFacts['pin'], channel: Channel): boolean {
  return pin[SITUATIONS[channel]]
}

const SITUATIONS: Readonly<Record<Channel, PinSituation>> = {
  station: 'cardPresent',
  webstore: 'online',
  shop: 'online',
  admin: 'phone',
  oms: 'api',
  pos: 'api',
}

/** Whether the card's own PIN is locked: then its value cannot be taken. */
export function lockCheck(card: CardFacts): Found {
  return card.state === 'pin_locked' ? 'PIN_LOCKED' : undefined
}

/** Whether the program's cards are accepted where the caller stands. */
export function acceptedCheck(location: LocationFacts, program: ProgramFacts): Found {
  const listed = program.listedLocations?.has(location.locationId) ?? true
  const accepted = location.open && location.networkId === program.networkId && listed
  return accepted ? undefined : 'CARD_NOT_ACCEPTED_HERE'
}

/**
 * Where the caller stands, and the currencies. An operation that owes nobody anything may come from
 * nowhere in particular (a webstore); where there is a location it must fit. What the program does
 * not allow at all comes between the two.
 */
export function placeCheck(
  request: { readonly caller: Caller; readonly currency: Currency },
  { location }: Facts,
  program: ProgramFacts,
  card: CardFacts,
  notAllowed?: Found,
): Found {
  const elsewhere = request.caller.locationId !== null && !location
  if (elsewhere) return 'CARD_NOT_ACCEPTED_HERE'
  return (
    (location ? acceptedCheck(location, program) : undefined) ??
    notAllowed ??
    currencyCheck(request.currency, card.currency, location)
  )
}

/** The asked currency against the card's, and the card's against what the location is owed in. */
export function currencyCheck(
  asked: Currency,
  ofCard: Currency,
  location: LocationFacts | undefined,
): Found {
  const same = asked === ofCard && (!location || location.currency === ofCard)
  return same ? undefined : 'CURRENCY_MISMATCH'
}

/** Why a card in this state can be neither spent nor loaded; nothing when it can. */
export function usableCheck(card: Pick<CardFacts, 'state' | 'expiresAtMs'>, nowMs: number): Found {
  const { state } = card
  if (isClosed(state)) return 'CARD_DEACTIVATED'
  const expired = card.expiresAtMs !== null && card.expiresAtMs <= nowMs
  if (state === 'expired' || (expired && EXPIRES.has(state))) return 'CARD_EXPIRED'
  if (state === 'blocked' || state === 'cancelling') return 'CARD_BLOCKED'
  if (state === 'pending_activation') return 'CARD_ACTIVATION_PENDING'
  return NOT_YET_ACTIVE.has(state) ? 'CARD_NOT_ACTIVE' : undefined
}

/** States in which the passing of the date counts before the nightly job has seen it. */
const EXPIRES: ReadonlySet<CardState> = new Set(['active', 'pin_locked', 'blocked', 'redeemed_out'])
const NOT_YET_ACTIVE: ReadonlySet<CardState> = new Set(['planned', 'in_stock', 'claimable'])

/** Why a card in this state cannot be activated; nothing when it is in stock. */
export function activatableCheck(card: CardFacts, nowMs: number): Found {
  if (card.state === 'in_stock') return undefined
  if (card.state === 'planned') return 'CARD_NOT_ACTIVE'
  const unusable = usableCheck(card, nowMs)
  return unusable && unusable !== 'CARD_NOT_ACTIVE' ? unusable : 'CARD_ALREADY_ACTIVE'
}

/** One load, and the balance after it, against the program's limits. */
export function loadLimitCheck(
  amountMinor: Minor,
  balanceMinor: Minor,
  program: ProgramFacts,
): Found {
  if (amountMinor < program.loadMinMinor || amountMinor > program.loadMaxMinor)
    return 'LIMIT_SINGLE_LOAD'
  return balanceLimitCheck(amountMinor, { balanceMinor }, program)
}

/** One more load, against the number of loads that the program allows. */
export function reloadsCheck({ reloads }: CardFacts, { reloadsMax }: ProgramFacts): Found {
  return reloadsMax !== null && reloads >= reloadsMax ? 'LIMIT_RELOADS' : undefined
}

/** Whether value of returned goods may go back to a card so long after it was taken. */
export function returnCheck({ returns }: ProgramFacts, agoMs: number): Found {
  const isLate = returns.windowDays !== null && agoMs > returns.windowDays * DAY_MS
  return returns.toCard && !isLate ? undefined : 'OPERATION_NOT_ALLOWED'
}

const DAY_MS = 24 * 60 * 60 * 1000

/** The balance after value is given, against the program's limit. */
export function balanceLimitCheck(
  amountMinor: Minor,
  { balanceMinor }: Pick<CardFacts, 'balanceMinor'>,
  program: Pick<ProgramFacts, 'balanceMaxMinor'>,
): Found {
  return balanceMinor + amountMinor > program.balanceMaxMinor ? 'LIMIT_BALANCE' : undefined
}

/** Whether the amount can be taken from the card now. */
export function fundsCheck(
  amountMinor: Minor,
  card: Pick<CardFacts, 'balanceMinor' | 'heldMinor'>,
): Found {
  if (amountMinor <= card.balanceMinor - card.heldMinor) return undefined
  return amountMinor <= card.balanceMinor ? 'FUNDS_HELD' : 'INSUFFICIENT_FUNDS'
}
