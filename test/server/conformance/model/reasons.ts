import type {
  ActivateRequest,
  Caller,
  FundRequest,
  HoldRequest,
  PinFact,
  RedeemRequest,
  RefundRequest,
  VoidRequest,
} from '../../../../server/ledger/request.ts'
import { type CardState, SETTLING_KINDS } from '../../../../src/contract/operations.ts'
import { REFUSAL_CODES, type RefusalCode } from '../../../../src/contract/refusals.ts'
import { leftOf, locationOf, type ModelCard, type ModelOperation } from './state.ts'
import type { WorldProgram } from './world.ts'

/**
 * For each code whether it holds, stated by itself and in no order: the order is that of the
 * contract's table and nowhere else.
 */
export type Reasons = Partial<Record<RefusalCode, boolean>>

/** The first code of the contract's table that holds. */
export function firstReason(reasons: Reasons): RefusalCode | undefined {
  return REFUSAL_CODES.find((code) => reasons[code] === true)
}

const LARGEST = 1_000_000_000

export function isWrongAmount(amount: number): boolean {
  return amount <= 0 || amount > LARGEST
}

/** Reasons that lie in the number, the PIN and a card that does not exist. */
export function cardReasons(
  card: ModelCard | undefined,
  pin: PinFact,
  { channel }: Caller,
): Reasons {
  const policy = card?.program.pinPolicy
  const isWanted =
    card?.hasPin === true && (policy === 'always' || (policy === 'online' && channel !== 'station'))
  return {
    // A locked number is told before whether there is such a card.
    CARD_NOT_FOUND_OR_PIN_INVALID:
      (!card && pin !== 'locked') || pin === 'wrong' || (pin === 'absent' && isWanted),
    PIN_LOCKED: pin === 'locked',
  }
}

/** Reasons that lie in where the caller stands. A load may come from nowhere, a redemption not. */
export function placeReasons(
  program: WorldProgram,
  request: Pick<RedeemRequest, 'caller' | 'currency'> & { readonly kind: string },
): Reasons {
  const location = locationOf(request.caller)
  const isNowhere = request.caller.locationId === null
  const isAccepted =
    location?.isOpen === true &&
    location.networkId === program.networkId &&
    (program.listed === undefined || program.listed.includes(location.id))
  return {
    CARD_NOT_ACCEPTED_HERE:
      !isAccepted && !(isNowhere && request.kind !== 'redeem' && request.kind !== 'hold'),
    CURRENCY_MISMATCH:
      request.currency !== program.currency ||
      (location !== undefined && location.currency !== program.currency),
  }
}

const CLOSED: readonly CardState[] = ['cancelled', 'replaced', 'deactivated', 'escheated']
const UNSOLD: readonly CardState[] = ['planned', 'in_stock', 'pending_activation', 'claimable']
/** It is sold, and its value is there: somebody has to do something first. */
export const UNOPENED: readonly CardState[] = ['pending_activation', 'claimable']

export function isClosedFor(state: CardState): boolean {
  return CLOSED.includes(state)
}

/** Reasons that lie in the card's state: why it can be neither spent nor loaded. */
export function stateReasons({ state, expiresAtMs }: ModelCard, nowMs: number): Reasons {
  const isPast = expiresAtMs !== null && expiresAtMs <= nowMs && !UNSOLD.includes(state)
  return {
    CARD_DEACTIVATED: isClosedFor(state),
    CARD_EXPIRED: state === 'expired' || (isPast && state !== 'cancelling'),
    CARD_BLOCKED: state === 'blocked' || state === 'cancelling',
    CARD_NOT_ACTIVE: UNSOLD.includes(state) && state !== 'pending_activation',
    CARD_ACTIVATION_PENDING: state === 'pending_activation',
  }
}

/** Whether this much can be taken: what is held is there, but for others. */
export function fundsReasons({ balance, held }: ModelCard, amount: number): Reasons {
  return {
    FUNDS_HELD: amount > balance - held && amount <= balance,
    INSUFFICIENT_FUNDS: amount > balance,
  }
}

function loadReasons(program: WorldProgram, amount: number, balance: number): Reasons {
  return {
    LIMIT_SINGLE_LOAD: amount < program.loadMin || amount > program.loadMax,
    LIMIT_BALANCE: balance + amount > program.balanceMax,
  }
}

/** All reasons against a redemption of this card. */
export function redeemReasons(
  request: RedeemRequest | HoldRequest,
  card: ModelCard | undefined,
  nowMs: number,
): Reasons {
  const { amountMinor, pin, caller } = request
  const isPartial = request.kind === 'redeem' && request.partial === 'allow'
  const least = isPartial && card?.program.isPartial !== false ? 1 : amountMinor
  const found = cardReasons(card, pin, caller)
  return {
    AMOUNT_INVALID: isWrongAmount(amountMinor),
    ...(card && {
      ...placeReasons(card.program, request),
      ...stateReasons(card, nowMs),
      ...fundsReasons(card, least),
    }),
    ...found,
    PIN_LOCKED: found.PIN_LOCKED === true || card?.state === 'pin_locked',
  }
}

export function fundReasons(
  request: FundRequest,
  card: ModelCard | undefined,
  nowMs: number,
): Reasons {
  const { amountMinor, pin, caller } = request
  return {
    AMOUNT_INVALID: isWrongAmount(amountMinor),
    ...(card && {
      ...placeReasons(card.program, request),
      ...stateReasons(card, nowMs),
      NOT_RELOADABLE: !card.program.isReloadable,
      LIMIT_RELOADS: card.program.reloadsMax !== null && card.reloads >= card.program.reloadsMax,
      ...loadReasons(card.program, amountMinor, card.balance),
    }),
    ...cardReasons(card, pin, caller),
  }
}

export function activateReasons(
  request: ActivateRequest,
  card: ModelCard | undefined,
  nowMs: number,
): Reasons {
  const { amountMinor, pin, caller } = request
  return {
    AMOUNT_INVALID: isWrongAmount(amountMinor),
    ...(card && {
      ...placeReasons(card.program, request),
      ...stateReasons(card, nowMs),
      CARD_NOT_ACTIVE: card.state === 'planned',
      CARD_ALREADY_ACTIVE: card.state !== 'in_stock',
      ...loadReasons(card.program, amountMinor, 0),
    }),
    ...cardReasons(card, pin, caller),
  }
}

/** All reasons against making a card of this program; undefined for one that does not exist. */
export function issueReasons(request: ActivateRequest, program: WorldProgram | undefined): Reasons {
  const location = locationOf(request.caller)
  return {
    AMOUNT_INVALID: isWrongAmount(request.amountMinor),
    CARD_NOT_ACCEPTED_HERE: request.caller.locationId !== null && location?.isOpen !== true,
    OPERATION_NOT_ALLOWED: !program,
    ...(program && {
      ...placeReasons(program, request),
      ...loadReasons(program, request.amountMinor, 0),
    }),
  }
}

export function refundReasons(
  { amountMinor, currency }: RefundRequest,
  original: ModelOperation | undefined,
  nowMs: number,
): Reasons {
  const { card } = original ?? {}
  return {
    OPERATION_NOT_ALLOWED:
      original !== undefined && card !== undefined && !isReturnable(card, nowMs - original.timeMs),
    AMOUNT_INVALID: isWrongAmount(amountMinor),
    CURRENCY_MISMATCH: card !== undefined && card.program.currency !== currency,
    ORIGINAL_NOT_FOUND: !original,
    ORIGINAL_NOT_REVERSIBLE:
      original !== undefined &&
      (original.kind !== 'redeem' || original.outcome !== 'posted' || original.isVoided),
    REFUND_EXCEEDS_REDEEMED: original !== undefined && amountMinor > leftOf(original),
  }
}

/** Whether value of returned goods may go back to the card so long after the sale. */
export function isReturnable({ program }: ModelCard, agoMs: number): boolean {
  const { isReturnable: isOnce, returnDays } = program
  return isOnce && (returnDays === null || agoMs <= returnDays * 86_400_000)
}

/** What is never undone by a void. */
const FOR_GOOD: readonly string[] = [
  'refund',
  'block',
  'unblock',
  'deactivate',
  'expire',
  'extend',
  'release',
  'approve',
  'claim',
  'import',
  'import_reversal',
  'merge',
  'replace',
  ...SETTLING_KINDS,
]

/** All reasons against a void of an operation that was found, whatever it came to. */
export function voidReasons(
  { original: named }: VoidRequest,
  original: ModelOperation,
  nowMs: number,
): Reasons {
  const { card, kind, outcome } = original
  const agoMs = nowMs - original.timeMs
  const isReturn = card !== undefined && agoMs > card.program.voidWindowMs
  return {
    OPERATION_NOT_ALLOWED:
      isReturn &&
      kind === 'redeem' &&
      outcome === 'posted' &&
      leftOf(original) > 0 &&
      !isReturnable(card, agoMs),
    CURRENCY_MISMATCH:
      named.by === 'order' && card !== undefined && card.program.currency !== named.currency,
    ORIGINAL_NOT_REVERSIBLE: kind === 'void' || (FOR_GOOD.includes(kind) && outcome === 'posted'),
  }
}

/** All reasons against taking a load out again that still stands. */
export function unloadReasons(original: ModelOperation, card: ModelCard, nowMs: number): Reasons {
  const isLate = nowMs - original.timeMs > card.program.voidWindowMs
  const isUsed =
    original.kind === 'activate' && (card.isOpened || card.used.some((other) => leftOf(other) > 0))
  // Of a card that nobody could use yet everything can be taken back, whenever.
  if (UNOPENED.includes(card.state)) return {}
  return {
    PIN_LOCKED: card.state === 'pin_locked',
    ...stateReasons(card, nowMs),
    ORIGINAL_NOT_REVERSIBLE: isLate || isUsed,
    ...fundsReasons(card, leftOf(original)),
  }
}
