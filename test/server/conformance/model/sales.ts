import type {
  ActivateRequest,
  Caller,
  CashOutRequest,
  CreditRequest,
  FundRequest,
  HoldRequest,
  NewCard,
  Order,
  RedeemRequest,
} from '../../../../server/ledger/request.ts'
import { type Refusal, refusal } from '../../../../src/contract/refusals.ts'
import { type Act, owe, posted, refused } from './act.ts'
import {
  activateReasons,
  firstReason,
  fundReasons,
  issueReasons,
  type Reasons,
  redeemReasons,
} from './reasons.ts'
import {
  cardToMake,
  hexOf,
  type ModelCard,
  type ModelOperation,
  type ModelState,
  namedCard,
  nameOf,
  operationKey,
  programToIssue,
} from './state.ts'
import type { WorldProgram } from './world.ts'

type Sale = ActivateRequest | FundRequest | RedeemRequest
/** Whatever may be told as a retry of an earlier one of its order. */
type Ordered = Sale | CashOutRequest | CreditRequest | HoldRequest

/** Does an activation, a load or a redemption, or says why not. */
export function actOnSale(state: ModelState, request: Sale): Act {
  const card = namedCard(state, request)
  const program = card?.program ?? programToIssue(request)
  const sale = saleClaim(request, card)
  const first = sale === undefined ? undefined : state.claims.get(sale)
  const payment = paymentClaim(request)
  const payer = payment === undefined ? undefined : state.claims.get(payment)
  const isSecond = first !== undefined && request.order?.allowRepeat !== true
  const code = firstReason({
    ...saleReasons(state, request, card, program),
    VOIDED_BEFORE_ARRIVAL: isBuried(state, request, card),
    PAYMENT_ALREADY_TAKEN: payer !== undefined && (payer !== first || !isSecond),
    POSSIBLE_DUPLICATE: isSecond,
  })
  if (code === 'POSSIBLE_DUPLICATE' && first) return second(request, card, first)
  if (code) return refused(code, card)
  const claims = [payment, first ? undefined : sale].filter((claim) => claim !== undefined)
  if (request.kind === 'redeem') return take(state, request, card, claims)
  const target = card ?? issue(state, request, program)
  return load(state, request, target, claims)
}

function saleReasons(
  state: ModelState,
  request: Sale,
  card: ModelCard | undefined,
  program: WorldProgram | undefined,
): Reasons {
  if (request.kind === 'redeem') return redeemReasons(request, card, state.nowMs)
  if (request.kind === 'fund') return fundReasons(request, card, state.nowMs)
  return request.card.by === 'new'
    ? issueReasons(request, program)
    : activateReasons(request, card, state.nowMs)
}

/** The same sale again: told as the first was, or refused to a caller that knows of it. */
export function second(
  { order }: Ordered,
  card: ModelCard | undefined,
  first: ModelOperation,
): Act {
  if (order?.knownFirst !== first.requestId) return { is: 'repeated', card, first }
  return { is: 'refused', card, refusal: duplicateOf(first) }
}

function duplicateOf(first: ModelOperation): Refusal {
  const text = `Request ${first.requestId} already did this as operation ${nameOf(first)}. Nothing was done now; set allowRepeat if a second one is meant.`
  return refusal('POSSIBLE_DUPLICATE', text)
}

/** The name of a sale: a second request with the same one is the same sale. */
export function saleClaim(request: Ordered, card: ModelCard | undefined): string | undefined {
  const { order, caller, kind, currency } = request
  const subject = card?.uid ?? newProgramOf(request)
  if (!order || subject === undefined) return undefined
  const place = [caller.key, caller.locationId, order.orderId, order.lineId]
  return JSON.stringify(['sale', ...place, subject, kind, request.amountMinor ?? 0, currency])
}

function newProgramOf(request: Ordered): string | undefined {
  return request.kind === 'activate' && request.card.by === 'new'
    ? request.card.card.programId
    : undefined
}

function paymentClaim(request: Sale): string | undefined {
  if (request.kind !== 'redeem' || !request.payment) return undefined
  return JSON.stringify(['payment', request.caller.locationId, request.payment.key])
}

/** A void of this request came first, or one of its order. */
function isBuried(state: ModelState, request: Sale, card: ModelCard | undefined): boolean {
  const { caller, requestId, order } = request
  if (state.tombstones.has(operationKey(caller.key, requestId))) return true
  if (request.kind !== 'redeem' || !order || order.allowRepeat || !card) return false
  return state.tombstones.has(orderTombstone(caller, order, card))
}

/** The name under which a void of an order that did not arrive is remembered. */
export function orderTombstone(caller: Caller, order: Order, card: ModelCard): string {
  return JSON.stringify([caller.key, caller.locationId, order.orderId, order.lineId, card.uid])
}

function take(
  state: ModelState,
  request: RedeemRequest,
  card: ModelCard | undefined,
  claims: readonly string[],
): Act {
  if (!card) throw new Error('a redemption without a reason against it has a card')
  const amount = Math.min(request.amountMinor, card.balance - card.held)
  card.balance -= amount
  if (card.balance === 0 && !card.program.isReloadable) card.state = 'redeemed_out'
  const beside = `payable ${request.caller.locationId}`
  owe(state, card, beside, amount)
  return posted(request.kind, card, {
    beside,
    isTaken: true,
    requested: request.amountMinor,
    amount,
    remaining: request.amountMinor - amount,
    claims,
  })
}

function issue(
  state: ModelState,
  request: ActivateRequest | FundRequest,
  program: WorldProgram | undefined,
): ModelCard {
  const made = cardToMake(request)
  if (!made || !program)
    throw new Error('a load without a reason against it has a card or makes one')
  return makeCard(state, made, program)
}

/** Writes a new card into the book, worth nothing yet. */
export function makeCard(state: ModelState, made: NewCard, program: WorldProgram): ModelCard {
  const { cardId, form, lookup, pinHash, lastFour } = made
  const card: ModelCard = {
    uid: cardId,
    program,
    isPlastic: form === 'physical',
    hasPin: pinHash !== null,
    lastFour,
    state: 'in_stock',
    balance: 0,
    held: 0,
    expiresAtMs: null,
    reloads: 0,
    ended: undefined,
    expiredFrom: undefined,
    isOpened: false,
    blockedFrom: undefined,
    successor: undefined,
    used: [],
  }
  state.cardsByUid.set(card.uid, card)
  state.cardsByLookup.set(hexOf(lookup), card)
  return card
}

function load(
  state: ModelState,
  request: ActivateRequest | FundRequest,
  card: ModelCard,
  claims: readonly string[],
): Act {
  const { kind, amountMinor, fundedBy } = request
  card.balance += amountMinor
  if (request.kind === 'fund') card.reloads += 1
  datedFrom(card, state.nowMs, request.kind === 'fund')
  if (request.kind === 'activate') card.state = soldAs(request)
  else if (card.state === 'redeemed_out') card.state = 'active'
  const beside = `clearing ${fundedBy}`
  owe(state, card, beside, -amountMinor)
  return posted(kind, card, { requested: amountMinor, amount: amountMinor, claims, beside })
}

/** A program whose cards end gives them another date with each load, never an earlier one. */
function datedFrom(card: ModelCard, nowMs: number, isAgain: boolean): void {
  const { expiresAfterMonths: months } = card.program
  if (months === null) {
    card.expiresAtMs = null
    return
  }
  if (isAgain && card.expiresAtMs === null) return
  // The programs of the model are at home in UTC: the day after the last one begins at its midnight.
  const at = new Date(nowMs)
  const last = Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + months, at.getUTCDate())
  const isShort = new Date(last).getUTCDate() !== at.getUTCDate()
  const lastDay = isShort ? Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + months + 1, 1) : last
  const untilMs = lastDay + 86_400_000
  card.expiresAtMs = isAgain ? Math.max(card.expiresAtMs ?? 0, untilMs) : untilMs
}

/** What a card is once it is sold. */
function soldAs({ waits }: ActivateRequest): ModelCard['state'] {
  if (!waits) return 'active'
  return waits.for === 'holder' ? 'claimable' : 'pending_activation'
}
