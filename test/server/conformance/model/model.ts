import type { LedgerReply } from '../../../../server/ledger/engine.ts'
import { isSettling, type LedgerRequest } from '../../../../server/ledger/request.ts'
import type { RequestId } from '../../../../src/contract/ids.ts'
import type { OperationAnswer } from '../../../../src/contract/operations.ts'
import {
  type Refusal,
  type RefusalCode,
  type Reply,
  refusal,
} from '../../../../src/contract/refusals.ts'
import type { Act } from './act.ts'
import { actOnCashOut, actOnCorrection, actOnExtension, actOnStanding } from './care.ts'
import { actOnCapture, actOnHold, actOnRelease } from './holds.ts'
import { actOnImport, actOnImportReversal } from './imports.ts'
import { actOnMerge, actOnReplace } from './moving.ts'
import { orderKey } from './originals.ts'
import { UNOPENED } from './reasons.ts'
import { actOnSale } from './sales.ts'
import { actOnSettling } from './settling.ts'
import {
  emptyState,
  hexOf,
  type ModelCard,
  type ModelOperation,
  type ModelState,
  nameOf,
  operationKey,
  type Stamp,
} from './state.ts'
import { actOnRefund, actOnVoid } from './undoing.ts'
import { cardIdOf, cardOf, lookupOf, programOfStocked } from './world.ts'

/**
 * The ledger as a clerk with a book would keep it: what a card is worth, what was done, what was
 * undone. It stores nothing, knows nothing of accounts or rows, and shares no rule with the server.
 */
export interface Model {
  readonly state: ModelState
  /** Does a request that was not on record, as the operation with this number. */
  readonly execute: (request: LedgerRequest, stamp: Stamp) => Told
  /** What is told to a request whose id is on record; undefined when it is not. */
  readonly recall: (request: LedgerRequest) => Told | undefined
  /** The answer on record, as a replay. */
  readonly outcome: (callerKey: string, requestId: RequestId) => Told | undefined
}

/** A reply as text, so that it is compared byte for byte, and the secret that goes with it. */
export interface Told {
  readonly text: string
  readonly secret: string | null
}

/** What an engine told, in the same form. */
export function toldBy({ reply, sealedAnswer }: LedgerReply): Told {
  return { text: JSON.stringify(reply), secret: sealedAnswer && hexOf(sealedAnswer) }
}

/** A model with this many cards in stock. */
export function openModel(stocked: number, nowMs: number): Model {
  const state = emptyState(nowMs)
  for (let ref = 0; ref < stocked; ref += 1) addStocked(state, ref)
  return {
    state,
    execute: (request, stamp) => {
      state.nowMs = stamp.timeMs
      const operation = enter(state, request, stamp, actOn(state, request))
      return told(state, operation, operation.reply)
    },
    recall: (request) => {
      const known = state.operations.get(operationKey(request.caller.key, request.requestId))
      if (!known) return undefined
      if (known.contentHash === hexOf(request.contentHash)) return replayed(state, known)
      const reused = { ok: false, refusal: refusal('REQUEST_ID_REUSED') }
      return { text: JSON.stringify(reused), secret: null }
    },
    outcome: (callerKey, requestId) => {
      const known = state.operations.get(operationKey(callerKey, requestId))
      return known && replayed(state, known)
    },
  }
}

function addStocked({ cardsByLookup, cardsByUid }: ModelState, ref: number): void {
  const program = programOfStocked(ref)
  const { form, pinHash, lastFour } = cardOf(ref, program.id)
  const card: ModelCard = {
    uid: cardIdOf(ref),
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
  cardsByLookup.set(hexOf(lookupOf(ref)), card)
  cardsByUid.set(card.uid, card)
}

function actOn(state: ModelState, request: LedgerRequest): Act {
  if (isSettling(request)) return actOnSettling(state, request)
  switch (request.kind) {
    case 'void':
      return actOnVoid(state, request)
    case 'refund':
      return actOnRefund(state, request)
    case 'merge':
      return actOnMerge(state, request)
    case 'replace':
      return actOnReplace(state, request)
    case 'hold':
      return actOnHold(state, request)
    case 'capture':
      return actOnCapture(state, request)
    case 'release':
      return actOnRelease(state, request)
    case 'cash_out':
      return actOnCashOut(state, request)
    case 'adjust':
    case 'credit':
      return actOnCorrection(state, request)
    case 'block':
    case 'unblock':
    case 'deactivate':
    case 'expire':
    case 'approve':
    case 'claim':
      return actOnStanding(state, request)
    case 'import':
      return actOnImport(state, request)
    case 'import_reversal':
      return actOnImportReversal(state, request)
    case 'extend':
      return actOnExtension(state, request)
    default:
      return actOnSale(state, request)
  }
}

/** Writes what was done into the book. */
function enter(state: ModelState, request: LedgerRequest, stamp: Stamp, act: Act): ModelOperation {
  const { caller, requestId } = request
  const sealed = 'sealedAnswer' in request && act.is === 'posted' ? request.sealedAnswer : null
  const operation: ModelOperation = {
    ...stamp,
    callerKey: caller.key,
    requestId,
    contentHash: hexOf(request.contentHash),
    kind: act.is === 'posted' ? act.kind : request.kind,
    outcome: act.is,
    locationId: ('locationId' in act ? act.locationId : undefined) ?? caller.locationId,
    card: act.card,
    requested: act.is === 'posted' ? act.requested : 0,
    amount: act.is === 'posted' ? act.amount : 0,
    beside: act.is === 'posted' ? act.beside : undefined,
    sign: act.is === 'posted' && act.isTaken ? -1 : 1,
    isClosing: act.is === 'posted' && act.kind === 'cash_out' && act.shown?.state === 'cancelled',
    first: act.is === 'repeated' ? act.first : undefined,
    reply: replyOf(state, request, stamp, act),
    sealed: sealed && { bytes: sealed.sealed, expiresAtMs: sealed.expiresAtMs },
    claims: act.is === 'posted' ? [...act.claims] : [],
    hold: act.is === 'posted' ? act.hold : undefined,
    refunded: 0,
    isVoided: false,
  }
  state.operations.set(operationKey(caller.key, requestId), operation)
  state.byJournalId.set(stamp.journalId, operation)
  for (const claim of operation.claims) state.claims.set(claim, operation)
  if (act.is === 'posted') remember(state, request, operation, act.replaced !== undefined)
  if (act.is === 'empty' && act.tombstone !== undefined) state.tombstones.add(act.tombstone)
  return operation
}

const USES: ReadonlySet<string> = new Set(['redeem', 'fund', 'cash_out', 'adjust', 'credit'])

/** What later voids look for. */
function remember(
  state: ModelState,
  request: LedgerRequest,
  operation: ModelOperation,
  isHeir: boolean,
): void {
  const { card, kind } = operation
  if (!card) return
  if (kind === 'activate') {
    card.used = []
    card.isOpened = false
  }
  if (request.kind === 'expire') card.ended = { operation, to: request.valueTo }
  if (USES.has(kind) || isHeir) card.used.push(operation)
  if (request.kind !== 'redeem' || !request.order) return
  const key = orderKey(request.order, card)
  const others = state.byOrder.get(key)
  if (others) others.push(operation)
  else state.byOrder.set(key, [operation])
}

function replyOf(
  state: ModelState,
  request: LedgerRequest,
  stamp: Stamp,
  act: Act,
): Reply<OperationAnswer> {
  switch (act.is) {
    case 'refused':
      return { ok: false, refusal: { ...act.refusal, ...fundsOf(request, act) } }
    case 'repeated':
      return replayOf(act.first.reply, act.first.requestId)
    default:
      return { ok: true, value: answerOf(state, request, stamp, act) }
  }
}

const SHORT: readonly RefusalCode[] = ['INSUFFICIENT_FUNDS', 'FUNDS_HELD']

/** Keys are told how much there was, those of web shops only for the right PIN. */
function fundsOf(request: LedgerRequest, { card, refusal }: Extract<Act, { is: 'refused' }>) {
  const isTaking =
    request.kind === 'redeem' || request.kind === 'hold' || request.kind === 'cash_out'
  if (!card || !isTaking || !SHORT.includes(refusal.code)) return {}
  const { channel } = request.caller
  const isKey = channel === 'oms' || channel === 'pos'
  if (!isKey && !(channel === 'webstore' && request.pin === 'right')) return {}
  const funds = { balanceMinor: card.balance, availableMinor: card.balance - card.held }
  return { ...funds, currency: card.program.currency } as unknown as Pick<Refusal, 'balanceMinor'>
}

function answerOf(
  state: ModelState,
  { requestId, kind }: LedgerRequest,
  stamp: Stamp,
  act: Extract<Act, { is: 'posted' | 'empty' }>,
): OperationAnswer {
  const { shown } = act
  const answer = {
    operationId: nameOf(stamp),
    requestId,
    kind: act.is === 'posted' ? act.kind : kind,
    requestedMinor: act.requested,
    appliedMinor: act.is === 'posted' ? act.amount : 0,
    remainingDueMinor: act.is === 'posted' ? act.remaining : 0,
    currency: act.currency,
    balanceMinor: shown ? shown.balance : null,
    availableMinor: shown ? freeOf(shown) : null,
    cardLastFour: shown ? shown.lastFour : null,
    cardState: shown ? shown.state : null,
    replacedLastFour: (act.is === 'posted' && act.replaced?.lastFour) || null,
    originalOperationId: act.original ? nameOf(act.original) : null,
    applied: act.is === 'posted' || act.isAgain,
    alreadyVoided: act.is === 'empty' && act.isAgain,
    committedAtMs: state.nowMs,
    replayed: false,
    replayedOf: null,
  }
  // The brands of the contract say nothing about values.
  return answer as unknown as OperationAnswer
}

function freeOf({ balance, held, state }: ModelCard): number {
  return UNOPENED.includes(state) ? 0 : balance - held
}

function replayOf(reply: Reply<OperationAnswer>, first: RequestId | null): Reply<OperationAnswer> {
  if (!reply.ok) return reply
  const { value } = reply
  return { ok: true, value: { ...value, replayed: true, replayedOf: first ?? value.replayedOf } }
}

function replayed(state: ModelState, operation: ModelOperation): Told {
  return told(state, operation, replayOf(operation.reply, null))
}

/** A secret goes with the answer of its activation, and with that of a retry of it, for a time. */
function told(state: ModelState, operation: ModelOperation, reply: Reply<OperationAnswer>): Told {
  const { sealed } = operation.first ?? operation
  const isOpen = sealed !== null && sealed.expiresAtMs > state.nowMs
  return { text: JSON.stringify(reply), secret: isOpen ? hexOf(sealed.bytes) : null }
}
