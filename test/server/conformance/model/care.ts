import type {
  AdjustRequest,
  CashOutRequest,
  CreditRequest,
  ExpireRequest,
  ExtendRequest,
  HoldRequest,
  LedgerRequest,
  StandingRequest,
} from '../../../../server/ledger/request.ts'
import type { CardState } from '../../../../src/contract/operations.ts'
import { type Act, owe, posted, refused } from './act.ts'
import {
  cardReasons,
  firstReason,
  fundsReasons,
  isClosedFor,
  isReturnable,
  isWrongAmount,
  placeReasons,
  type Reasons,
  stateReasons,
} from './reasons.ts'
import { saleClaim, second } from './sales.ts'
import {
  type ModelCard,
  type ModelOperation,
  type ModelState,
  namedCard,
  operationKey,
} from './state.ts'

/** Takes value out of a card, or says why not. */
export function actOnCashOut(state: ModelState, request: CashOutRequest): Act {
  const card = namedCard(state, request)
  const { first, claims, reasons } = sameSale(state, request, card)
  const free = card ? card.balance - card.held : 0
  const amount = request.amountMinor ?? free
  const found = cardReasons(card, request.pin, request.caller)
  const code = firstReason({
    AMOUNT_INVALID: request.amountMinor !== null && isWrongAmount(request.amountMinor),
    ...(card && {
      ...placeReasons(card.program, request),
      ...stateReasons(card, state.nowMs),
      ...fundsReasons(card, amount),
      ...(amount === 0 && {
        FUNDS_HELD: card.held > 0,
        INSUFFICIENT_FUNDS: card.held === 0,
      }),
    }),
    ...found,
    PIN_LOCKED: found.PIN_LOCKED === true || card?.state === 'pin_locked',
    ...reasons,
  })
  if (code === 'POSSIBLE_DUPLICATE' && first) return second(request, card, first)
  if (code || !card) return refused(code ?? 'CARD_NOT_FOUND_OR_PIN_INVALID', card)
  card.balance -= amount
  if (card.balance === 0 && request.close) card.state = 'cancelled'
  else if (card.balance === 0 && !card.program.isReloadable) card.state = 'redeemed_out'
  owe(state, card, 'cash_out', amount)
  const requested = request.amountMinor ?? 0
  return posted('cash_out', card, { requested, amount, claims, beside: 'cash_out', isTaken: true })
}

/** Gives value to a card by hand or takes it, or says why not. */
export function actOnCorrection(state: ModelState, request: AdjustRequest | CreditRequest): Act {
  const card = namedCard(state, request)
  const { first, claims, reasons } = sameSale(state, request, card)
  const { amountMinor } = request
  const amount = request.kind === 'adjust' ? Math.abs(amountMinor) : amountMinor
  const code = firstReason({
    AMOUNT_INVALID: isWrongAmount(amount),
    CARD_NOT_FOUND_OR_PIN_INVALID: !card,
    ...(card && {
      ...placeReasons(card.program, request),
      ...stateReasons(card, state.nowMs),
      OPERATION_NOT_ALLOWED: request.kind === 'credit' && !isReturnable(card, 0),
      LIMIT_BALANCE: amountMinor > 0 && card.balance + amountMinor > card.program.balanceMax,
      ...(amountMinor < 0 && fundsReasons(card, amount)),
    }),
    ...reasons,
  })
  if (code === 'POSSIBLE_DUPLICATE' && first && request.kind === 'credit')
    return second(request, card, first)
  if (code || !card) return refused(code ?? 'CARD_NOT_FOUND_OR_PIN_INVALID', card)
  card.balance += amountMinor
  if (card.state === 'redeemed_out') card.state = 'active'
  else if (card.state === 'active' && card.balance === 0 && !card.program.isReloadable)
    card.state = 'redeemed_out'
  const beside = request.kind === 'adjust' ? 'adjustment' : 'clearing return'
  owe(state, card, beside, -amountMinor)
  const isTaken = amountMinor < 0
  return posted(request.kind, card, { requested: amountMinor, amount, claims, beside, isTaken })
}

/** What an earlier operation, or a void before this one, says of it. */
export function sameSale(
  state: ModelState,
  request: CashOutRequest | AdjustRequest | CreditRequest | HoldRequest,
  card: ModelCard | undefined,
): {
  readonly first: ModelOperation | undefined
  readonly claims: readonly string[]
  readonly reasons: Reasons
} {
  const isBuried = isBuriedIn(state, request)
  const claim = request.kind === 'adjust' ? undefined : saleClaim(request, card)
  const first = claim === undefined ? undefined : state.claims.get(claim)
  const isMeant = 'order' in request && request.order?.allowRepeat === true
  return {
    first,
    claims: claim === undefined || first ? [] : [claim],
    reasons: { VOIDED_BEFORE_ARRIVAL: isBuried, POSSIBLE_DUPLICATE: Boolean(first) && !isMeant },
  }
}

/** A void of this request came before it. */
export function isBuriedIn(
  state: ModelState,
  { caller, requestId }: Pick<LedgerRequest, 'caller' | 'requestId'>,
): boolean {
  return state.tombstones.has(operationKey(caller.key, requestId))
}

const MAY_BE_BLOCKED: readonly CardState[] = ['active', 'pin_locked', 'claimable']
const MAY_EXPIRE: readonly CardState[] = ['active', 'pin_locked', 'blocked']
const MAY_BE_EXTENDED: readonly CardState[] = [
  'active',
  'pin_locked',
  'blocked',
  'redeemed_out',
  'expired',
]
const MAY_BE_CLOSED: readonly CardState[] = ['active', 'expired', 'blocked']

/** Blocks a card, lets it go on or closes it, or says why not. */
export function actOnStanding(state: ModelState, request: StandingRequest | ExpireRequest): Act {
  const card = namedCard(state, request)
  const code = firstReason({
    VOIDED_BEFORE_ARRIVAL: isBuriedIn(state, request),
    CARD_NOT_FOUND_OR_PIN_INVALID: !card,
    ...(card && standingReasons(state, request, card)),
  })
  if (code || !card) return refused(code ?? 'CARD_NOT_FOUND_OR_PIN_INVALID', card)
  const nothing = { requested: 0, amount: 0 }
  switch (request.kind) {
    case 'block':
      card.blockedFrom = card.state
      card.state = 'blocked'
      return posted('block', card, nothing)
    case 'approve':
    case 'claim':
      card.isOpened ||= request.kind === 'claim'
      card.state = 'active'
      return posted(request.kind, card, nothing)
    case 'unblock':
      card.state = card.blockedFrom ?? 'active'
      return posted('unblock', card, nothing)
    default: {
      const amount = card.balance
      owe(state, card, request.kind === 'expire' ? request.valueTo : 'suspense', amount)
      card.balance = 0
      if (request.kind === 'expire') card.expiredFrom = card.state
      card.state = request.kind === 'expire' ? 'expired' : 'deactivated'
      return posted(request.kind, card, { requested: 0, amount })
    }
  }
}

function standingReasons(
  { nowMs }: ModelState,
  { kind }: StandingRequest | ExpireRequest,
  card: ModelCard,
): Reasons {
  const state = stateReasons(card, nowMs)
  const { state: is } = card
  switch (kind) {
    case 'block': {
      const isUnfit = !MAY_BE_BLOCKED.includes(is)
      return {
        ...state,
        CARD_NOT_ACTIVE: state.CARD_NOT_ACTIVE === true && isUnfit,
        CARD_STATE_CONFLICT: isUnfit,
      }
    }
    case 'approve':
      return is === 'pending_activation' ? {} : { ...state, CARD_ALREADY_ACTIVE: true }
    case 'claim':
      return is === 'claimable' ? {} : { ...state, CARD_ALREADY_ACTIVE: true }
    case 'expire':
      return {
        CARD_DEACTIVATED: isClosedFor(is),
        CARD_EXPIRED: is === 'expired',
        CARD_NOT_ACTIVE: state.CARD_NOT_ACTIVE === true,
        CARD_ACTIVATION_PENDING: state.CARD_ACTIVATION_PENDING === true,
        CARD_STATE_CONFLICT:
          !MAY_EXPIRE.includes(is) || card.expiresAtMs === null || card.expiresAtMs > nowMs,
        FUNDS_HELD: card.held > 0,
      }
    case 'unblock':
      return {
        CARD_DEACTIVATED: isClosedFor(is),
        CARD_EXPIRED: is === 'expired',
        CARD_STATE_CONFLICT: is !== 'blocked',
      }
    default:
      return {
        CARD_DEACTIVATED: isClosedFor(is),
        CARD_NOT_ACTIVE: state.CARD_NOT_ACTIVE === true,
        CARD_ACTIVATION_PENDING: state.CARD_ACTIVATION_PENDING === true,
        CARD_STATE_CONFLICT: !MAY_BE_CLOSED.includes(is),
        FUNDS_HELD: card.held > 0,
      }
  }
}

/** Gives a card a later date, and what it lost when it ended. */
export function actOnExtension(state: ModelState, request: ExtendRequest): Act {
  const card = namedCard(state, request)
  const { expiresAtMs } = request
  const isLater =
    typeof card?.expiresAtMs === 'number' &&
    (expiresAtMs === null || expiresAtMs > Math.max(card.expiresAtMs, state.nowMs))
  const code = firstReason({
    VOIDED_BEFORE_ARRIVAL: isBuriedIn(state, request),
    CARD_NOT_FOUND_OR_PIN_INVALID: !card,
    ...(card && {
      CARD_DEACTIVATED: isClosedFor(card.state),
      CARD_STATE_CONFLICT: !isLater || !MAY_BE_EXTENDED.includes(card.state),
    }),
  })
  if (code || !card) return refused(code ?? 'CARD_NOT_FOUND_OR_PIN_INVALID', card)
  const ended = card.state === 'expired' ? card.ended : undefined
  if (card.state === 'expired') card.state = card.expiredFrom ?? 'active'
  if (ended) owe(state, card, ended.to, -ended.operation.amount)
  const amount = ended?.operation.amount ?? 0
  card.balance += amount
  card.expiresAtMs = expiresAtMs
  card.ended = undefined
  return posted('extend', card, {
    ...{ requested: 0, amount },
    ...(ended && { original: ended.operation }),
  })
}
