import { invariant } from '../../../src/contract/parse.ts'
import { orderOf } from '../../ledger/decide.ts'
import type { Decision, OtherLine } from '../../ledger/decision.ts'
import type { LedgerRequest } from '../../ledger/request.ts'
import { encodeAnswer } from '../../ledger/stored-answer.ts'
import { JOURNAL_COLUMNS, type JournalValues } from './chain.ts'
import type { LoadedFacts } from './facts.ts'
import { addNewCard } from './new-card.ts'
import type { LedgerRows } from './rows.ts'

/** What a decision leaves in the journal. */
export interface Recorded {
  /** The reply as it is kept. */
  readonly answer: string
  /** Its rows in order: one for each card that it changed. */
  readonly lines: readonly { readonly values: JournalValues; readonly cardUid: string | null }[]
}

/**
 * Writes a decision: its row of the journal and whatever it changes. Undefined, with nothing
 * written, when the request is on record already. Every other write is guarded; one that does not
 * fit throws, and the whole group is then undone.
 */
export function record(
  store: LedgerRows,
  request: LedgerRequest,
  loaded: LoadedFacts,
  decision: Decision,
): Recorded | undefined {
  const { facts } = loaded
  const answer = encodeAnswer(decision.reply, decision.note)
  const cardRow = rowOf(loaded, decision)
  const values = journalValues(request, facts, cardRow, decision, answer)
  if (!store.addJournal(values)) return undefined
  const { newCard, cardNumber, card } = decision
  if (newCard && cardNumber !== null && card) {
    const added = addNewCard(store, newCard, {
      cardNumber,
      state: card.state,
      nowMs: facts.nowMs,
    })
    invariant(added, 'a new card has a program')
  }
  changeCard(store, facts, cardRow, decision)
  keep(store, request, facts.journalId, decision)
  const first = { values, cardUid: newCard?.cardId ?? cardRow?.uid ?? null }
  const { other } = decision
  return {
    answer,
    lines: other ? [first, addLine(store, request, loaded, decision, other)] : [first],
  }
}

/** The row of the card that an operation is about: that of the request, or its successor's. */
function rowOf(
  { cardRow, successorRow }: LoadedFacts,
  { cardNumber, newCard }: Pick<Decision, 'cardNumber'> & Partial<Pick<Decision, 'newCard'>>,
): LoadedFacts['cardRow'] {
  if (newCard) return undefined
  return successorRow && successorRow.id === cardNumber ? successorRow : cardRow
}

/** Writes what an operation does to a second card. */
function addLine(
  store: LedgerRows,
  request: LedgerRequest,
  loaded: LoadedFacts,
  decision: Decision,
  other: OtherLine,
): Recorded['lines'][number] {
  const facts = { ...loaded.facts, journalId: loaded.facts.journalId + 1 }
  const row = rowOf(loaded, other)
  const line = { ...decision, ...other }
  const answer = encodeAnswer(other.reply, other.note)
  const values = journalValues(request, facts, row, line, answer)
  values[LINE] = 1
  invariant(store.addJournal(values), 'the second row of an operation is new as the first is')
  changeCard(store, facts, row, line)
  return { values, cardUid: row?.uid ?? null }
}

const LINE = JOURNAL_COLUMNS.indexOf('line')

function journalValues(
  request: LedgerRequest,
  { journalId, nowMs }: LoadedFacts['facts'],
  cardRow: LoadedFacts['cardRow'],
  decision: Decision,
  answer: string,
): JournalValues {
  const { caller } = request
  const order = orderOf(request)
  const payment = request.kind === 'redeem' ? request.payment : null
  const { posting } = decision
  // In the order of JOURNAL_COLUMNS.
  return [
    journalId,
    0,
    nowMs,
    caller.key,
    request.requestId,
    request.contentHash,
    decision.kind,
    decision.outcome,
    decision.code,
    decision.cardNumber,
    decision.locationId,
    caller.channel,
    caller.clerk,
    order ? order.orderId : null,
    order ? order.lineId : null,
    payment ? payment.key : null,
    payment ? payment.json : null,
    decision.requestedMinor,
    posting ? posting.debitAccount : null,
    posting ? posting.creditAccount : null,
    posting ? posting.amountMinor : null,
    currencyOf(request, decision),
    decision.card ? decision.card.balanceMinor : null,
    decision.originalJournalId,
    cardRow ? cardRow.last_journal_id : null,
    decision.ruleVersion,
    answer,
  ]
}

/** What was done is in the currency of its card, also when no value moved. */
function currencyOf(request: LedgerRequest, { outcome, reply }: Decision): string | null {
  if (outcome === 'posted' && reply.ok) return reply.value.currency
  return 'currency' in request ? request.currency : null
}

function changeCard(
  store: LedgerRows,
  { journalId }: LoadedFacts['facts'],
  cardRow: LoadedFacts['cardRow'],
  { card, cardNumber }: Decision,
): void {
  if (cardNumber === null) return
  const previousJournalId = cardRow ? cardRow.last_journal_id : null
  const change = card && { ...card, successorId: card.successorNumber }
  const fits = store.changeCard({ id: cardNumber, previousJournalId, journalId, change })
  invariant(fits, 'a card changes only as it was read')
}

function keep(
  store: LedgerRows,
  request: LedgerRequest,
  journalId: number,
  { outcome, claims, releases, tombstone, reversal }: Decision,
): void {
  for (const key of claims)
    invariant(store.addClaim(key, journalId), 'a claim is taken only when it is free')
  for (const key of releases) store.releaseClaim(key, reversal?.journalId ?? 0, journalId)
  if (tombstone) store.addTombstone(tombstone, journalId)
  if (reversal)
    store.putReversal({
      journal_id: reversal.journalId,
      amount_minor: reversal.amountMinor,
      voided_by: reversal.voidedBy,
      refunded_minor: reversal.refundedMinor,
    })
  const sealed = 'sealedAnswer' in request ? request.sealedAnswer : null
  if (sealed && outcome === 'posted')
    store.addSealed({
      journal_id: journalId,
      sealed: sealed.sealed,
      expires_at_ms: sealed.expiresAtMs,
    })
}
