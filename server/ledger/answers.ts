import { type Currency, type Minor, subtractMinor, ZERO } from '../../src/contract/money.ts'
import type { CardState, OperationAnswer, OperationKind } from '../../src/contract/operations.ts'
import {
  type Refusal,
  type RefusalCode,
  type Reply,
  refusal,
  success,
} from '../../src/contract/refusals.ts'
import { isWaiting } from './card-states.ts'
import type { CardChange, Decision } from './decision.ts'
import type { CardFacts, ClaimFacts, Facts } from './facts.ts'
import { fundsTold } from './funds-told.ts'
import { encodeOperationId } from './operation-id.ts'
import { isSettling, type LedgerRequest, placeOf } from './request.ts'
import { type AnsweredRow, decodeAnswer } from './stored-answer.ts'

/** What differs from answer to answer; the rest follows from the request and the facts. */
export interface AnswerParts {
  readonly kind: OperationKind
  readonly requestedMinor: Minor
  readonly appliedMinor: Minor
  readonly currency: Currency
  /** The card as it is now; null tells nothing about any card. */
  readonly card: {
    readonly balanceMinor: Minor
    readonly heldMinor: Minor
    readonly lastFour: string
    readonly state: CardState
  } | null
  readonly originalOperationId: OperationAnswer['originalOperationId']
  /** The card whose place this one took. */
  readonly replacedLastFour?: string | undefined
  readonly remainingDueMinor?: Minor
  readonly applied?: boolean
  readonly alreadyVoided?: boolean
}

/** The answer of an operation that was done. The order of fields is part of its stored bytes. */
export function answer(
  request: LedgerRequest,
  facts: Facts,
  parts: AnswerParts,
): Reply<OperationAnswer> {
  const { card } = parts
  return success({
    operationId: encodeOperationId(facts.nowMs, facts.journalId),
    requestId: request.requestId,
    kind: parts.kind,
    requestedMinor: parts.requestedMinor,
    appliedMinor: parts.appliedMinor,
    remainingDueMinor: parts.remainingDueMinor ?? ZERO,
    currency: parts.currency,
    balanceMinor: card ? card.balanceMinor : null,
    availableMinor: card ? availableMinor(card) : null,
    cardLastFour: card ? card.lastFour : null,
    cardState: card ? card.state : null,
    replacedLastFour: parts.replacedLastFour ?? null,
    originalOperationId: parts.originalOperationId,
    applied: parts.applied ?? true,
    alreadyVoided: parts.alreadyVoided ?? false,
    committedAtMs: facts.nowMs,
    replayed: false,
    replayedOf: null,
  })
}

/** What can be taken of a card now: nothing of one that still waits. */
export function availableMinor(
  card: Pick<CardFacts, 'balanceMinor' | 'heldMinor' | 'state'>,
): Minor {
  return isWaiting(card.state) ? ZERO : subtractMinor(card.balanceMinor, card.heldMinor)
}

/** What a request asks for in minor units; 0 for one that names no amount. */
export function requestedMinor(request: LedgerRequest): Minor {
  if (isSettling(request)) return request.amountMinor
  switch (request.kind) {
    case 'void':
      return request.original.by === 'order' ? request.original.amountMinor : ZERO
    case 'release':
    case 'expire':
    case 'extend':
    case 'block':
    case 'unblock':
    case 'deactivate':
    case 'approve':
    case 'claim':
    case 'import_reversal':
    case 'merge':
    case 'replace':
      return ZERO
    default:
      return request.amountMinor ?? ZERO
  }
}

const NOTHING_ELSE = {
  code: null,
  newCard: null,
  posting: null,
  card: null,
  originalJournalId: null,
  claims: [],
  releases: [],
  tombstone: null,
  reversal: null,
  note: null,
  other: null,
} as const

/** A decision that changes nothing but the record, to be spread and added to. */
export function recordOnly(
  request: LedgerRequest,
  facts: Facts,
): Omit<Decision, 'outcome' | 'reply'> {
  return {
    ...NOTHING_ELSE,
    kind: request.kind,
    cardNumber: facts.card?.number ?? null,
    locationId: placeOf(request),
    requestedMinor: requestedMinor(request),
    ruleVersion: facts.program?.ruleVersion ?? null,
  }
}

/** The refusal with this code: recorded, so that the same id keeps it for ever. */
export function refuse(
  request: LedgerRequest,
  facts: Facts,
  reason: RefusalCode | Refusal,
): Decision {
  const given = typeof reason === 'string' ? refusal(reason) : reason
  const told = { ...given, ...fundsTold(request, facts, given.code) }
  return {
    ...recordOnly(request, facts),
    outcome: 'refused',
    code: given.code,
    reply: { ok: false, refusal: told },
  }
}

/** A retry under a new id: the first operation's answer, and a record that points to it. */
export function repeat(request: LedgerRequest, facts: Facts, first: ClaimFacts): Decision {
  return {
    ...recordOnly(request, facts),
    outcome: 'repeated',
    originalJournalId: first.journalId,
    reply: replayOf(decodeAnswer(first.answer, first), first.requestId),
  }
}

/** A stored answer as it is given again. Refusals are given again as they were. */
export function replay(stored: string, row: AnsweredRow): Reply<OperationAnswer> {
  return replayOf(decodeAnswer(stored, row), undefined)
}

function replayOf(
  reply: Reply<OperationAnswer>,
  firstRequestId: OperationAnswer['replayedOf'] | undefined,
): Reply<OperationAnswer> {
  if (!reply.ok) return reply
  const { value } = reply
  return success({ ...value, replayed: true, replayedOf: firstRequestId ?? value.replayedOf })
}

/** The parts of a card that an answer shows, after a change. */
export function cardAfter(
  card: CardFacts,
  change: Pick<CardChange, 'balanceMinor' | 'state' | 'heldMinor'>,
): NonNullable<AnswerParts['card']> {
  return {
    balanceMinor: change.balanceMinor,
    heldMinor: change.heldMinor ?? card.heldMinor,
    lastFour: card.lastFour,
    state: change.state,
  }
}
