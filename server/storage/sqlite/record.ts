import { invariant } from '../../../src/contract/parse.ts'
import { orderOf } from '../../ledger/decide.ts'
import type { Decision } from '../../ledger/decision.ts'
import type { LedgerRequest } from '../../ledger/request.ts'
import type { JournalValues } from './chain.ts'
import type { LoadedFacts } from './facts.ts'
import type { Statements } from './statements.ts'

/** What a decision leaves in the journal. */
export interface Recorded {
  readonly values: JournalValues
  readonly answer: string
  readonly cardUid: string | null
}

/**
 * Writes a decision: its row of the journal and whatever it changes. Every write is guarded; one
 * that does not fit throws, and the whole group is then undone.
 */
export function record(
  statements: Statements,
  request: LedgerRequest,
  { facts, cardRow }: LoadedFacts,
  decision: Decision,
): Recorded {
  const answer = JSON.stringify(decision.reply)
  if (decision.newCard) {
    const { newCard, cardNumber } = decision
    const { state } = decision.card ?? {}
    const added = statements.addCard.run(
      cardNumber,
      newCard.cardId,
      newCard.form,
      state,
      newCard.lookup,
      newCard.sealed,
      newCard.keyVersion,
      newCard.lastFour,
      newCard.pinHash,
      newCard.batch,
      facts.nowMs,
      newCard.programId,
    )
    invariant(added.changes === 1, 'a new card has a program')
  }
  const values = journalValues(request, facts, cardRow, decision, answer)
  statements.addJournal.run(values)
  changeCard(statements, facts, cardRow, decision)
  keep(statements, request, facts.journalId, decision)
  return { values, answer, cardUid: decision.newCard?.cardId ?? cardRow?.uid ?? null }
}

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
    posting ? posting.currency : 'currency' in request ? request.currency : null,
    decision.card ? decision.card.balanceMinor : null,
    decision.originalJournalId,
    cardRow ? cardRow.last_journal_id : null,
    decision.ruleVersion,
    answer,
  ]
}

function changeCard(
  statements: Statements,
  { journalId }: LoadedFacts['facts'],
  cardRow: LoadedFacts['cardRow'],
  { card, cardNumber }: Decision,
): void {
  if (cardNumber === null) return
  const previous = cardRow ? cardRow.last_journal_id : null
  const { changes } = card
    ? statements.changeCard.run(card.balanceMinor, card.state, journalId, cardNumber, previous)
    : statements.linkCard.run(journalId, cardNumber, previous)
  invariant(changes === 1, 'a card changes only as it was read')
  if (card?.activatedAtMs !== undefined)
    statements.changeActivation.run(card.activatedAtMs, cardNumber)
}

function keep(
  statements: Statements,
  request: LedgerRequest,
  journalId: number,
  { outcome, claims, releases, tombstone, reversal }: Decision,
): void {
  for (const key of claims) {
    const { changes } = statements.addClaim.run(key, journalId)
    invariant(changes === 1, 'a claim is taken only when it is free')
  }
  for (const key of releases) statements.releaseClaim.run(journalId, key, reversal?.journalId ?? 0)
  if (tombstone) statements.addTombstone.run(tombstone, journalId)
  if (reversal)
    statements.putReversal.run(
      reversal.journalId,
      reversal.amountMinor,
      reversal.voidedBy,
      reversal.refundedMinor,
    )
  const sealed = request.kind === 'activate' ? request.sealedAnswer : null
  if (sealed && outcome === 'posted')
    statements.addSealed.run(journalId, sealed.sealed, sealed.expiresAtMs)
}
