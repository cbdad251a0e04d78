import { addMinor, type Minor, minor, subtractMinor, ZERO } from '../../src/contract/money.ts'
import type { CardState } from '../../src/contract/operations.ts'
import { invariant } from '../../src/contract/parse.ts'
import { refusal } from '../../src/contract/refusals.ts'
import { cardAccount, suspenseAccount } from './accounts.ts'
import { answer, cardAfter, recordOnly, refuse } from './answers.ts'
import { type CardTrigger, isClosed, isWaiting, nextCardState } from './card-states.ts'
import { fundsCheck, lockCheck, returnCheck, usableCheck } from './checks.ts'
import type { CardChange, Decision, Posting } from './decision.ts'
import type { CardFacts, Facts, OriginalFacts, ProgramFacts } from './facts.ts'
import { isForGood } from './for-good.ts'
import { endHold } from './holding.ts'
import { lifeNote } from './lifetime.ts'
import { encodeOperationId } from './operation-id.ts'
import type { RefundRequest, VoidRequest } from './request.ts'

/** An original that was done, with the card and rules that it is undone on. */
export interface Undoing {
  readonly original: OriginalFacts
  readonly card: CardFacts
  readonly program: ProgramFacts
  /** What is left to undo. */
  readonly leftMinor: Minor
}

/** Undoes one operation whole, or leaves a tombstone for one that has not arrived. */
export function decideVoid(request: VoidRequest, facts: Facts): Decision {
  const { original } = facts
  if (!original) return voidUnknown(request, facts)
  if (isLateReturn(original, facts)) return refuse(request, facts, 'OPERATION_NOT_ALLOWED')
  if (isOtherCurrency(request, facts)) return refuse(request, facts, 'CURRENCY_MISMATCH')
  if (isForGood(original)) return refuse(request, facts, 'ORIGINAL_NOT_REVERSIBLE')
  if (original.outcome !== 'posted') return voidNothing(request, facts, original)
  if (original.hold) return endHold(request, facts, original, original.hold)
  const undoing = undoingOf(facts, original)
  if (original.voidedBy !== null || undoing.leftMinor === 0)
    return voidAgain(request, facts, undoing)
  const late = facts.nowMs - original.timeMs > undoing.program.voidWindowMs
  if (original.debitAccount !== cardAccount(undoing.card.number))
    return voidLoad(request, facts, undoing, late)
  // Only what a location is owed may be settled meanwhile, and is then given back as a refund.
  if (late && original.kind !== 'redeem') return refuse(request, facts, 'ORIGINAL_NOT_REVERSIBLE')
  return giveBack(request, facts, undoing, {
    amountMinor: undoing.leftMinor,
    as: late ? 'refund' : 'void',
  })
}

/** After its window the void of a redemption is a return, and a program may have none. */
function isLateReturn(original: OriginalFacts, { program, nowMs }: Facts): boolean {
  const { kind, outcome, amountMinor, refundedMinor, voidedBy, timeMs } = original
  const isOpen = voidedBy === null && amountMinor !== null && refundedMinor < amountMinor
  if (!program || kind !== 'redeem' || outcome !== 'posted' || !isOpen) return false
  const agoMs = nowMs - timeMs
  return agoMs > program.voidWindowMs && returnCheck(program, agoMs) !== undefined
}

/** A void by order names the currency of its redemption. */
function isOtherCurrency({ original }: VoidRequest, { card }: Facts): boolean {
  return original.by === 'order' && card !== undefined && card.currency !== original.currency
}

/** The original with its card and rules; they exist because it was posted. */
export function undoingOf(facts: Facts, original: OriginalFacts): Undoing {
  const { card, program } = facts
  invariant(card && program, 'a posted operation has a card and a program')
  invariant(original.amountMinor !== null, 'a posted operation that can be undone moved value')
  const leftMinor = subtractMinor(original.amountMinor, original.refundedMinor)
  return { original, card, program, leftMinor }
}

function voidUnknown(request: VoidRequest, facts: Facts): Decision {
  if (request.original.by === 'operation')
    return refuse(
      request,
      facts,
      refusal('ORIGINAL_NOT_FOUND', 'The operation to void was not found. Check its id.'),
    )
  return { ...nothingDone(request, facts), tombstone: facts.keys.tombstone ?? null }
}

/** The void of a refused operation: nothing moved then, nothing moves now. */
function voidNothing(request: VoidRequest, facts: Facts, original: OriginalFacts): Decision {
  return {
    ...nothingDone(request, facts, original),
    originalJournalId: original.journalId,
  }
}

/** Tells nothing about a card: whoever cancels a refused operation may not have known its PIN. */
function nothingDone(request: VoidRequest, facts: Facts, original?: OriginalFacts): Decision {
  const record = recordOnly(request, facts)
  return {
    ...record,
    outcome: 'empty',
    reply: answer(request, facts, {
      kind: 'void',
      requestedMinor: record.requestedMinor,
      appliedMinor: ZERO,
      currency: facts.card?.currency ?? facts.homeCurrency,
      card: null,
      originalOperationId: original ? encodeOperationId(original.timeMs, original.journalId) : null,
      applied: false,
    }),
  }
}

function voidAgain(request: VoidRequest, facts: Facts, { original, card }: Undoing): Decision {
  return {
    ...recordOnly(request, facts),
    outcome: 'empty',
    locationId: original.locationId,
    originalJournalId: original.journalId,
    reply: answer(request, facts, {
      kind: 'void',
      requestedMinor: askedMinor(request, original.amountMinor ?? ZERO),
      appliedMinor: ZERO,
      currency: card.currency,
      card: cardAfter(card, card),
      originalOperationId: encodeOperationId(original.timeMs, original.journalId),
      alreadyVoided: true,
    }),
  }
}

/** What a void by order asked for is told beside what goes back, as they may differ. */
function askedMinor(request: VoidRequest | RefundRequest, ownMinor: Minor): Minor {
  return request.kind === 'void' && request.original.by === 'order'
    ? request.original.amountMinor
    : ownMinor
}

/** How much of a redemption goes back to its card, and what that is called. */
interface GivingBack {
  readonly amountMinor: Minor
  readonly as: 'void' | 'refund'
}

/**
 * Value returns to the card whatever became of it: to its last successor when it was replaced, and to
 * suspense when there is none and it is closed for ever. What is wholly undone gives up its claims: a retry must not be told that it was done.
 */
export function giveBack(
  request: VoidRequest | RefundRequest,
  facts: Facts,
  { original, card, program, leftMinor }: Undoing,
  { amountMinor, as }: GivingBack,
): Decision {
  const receiver = facts.successor ?? card
  const isReopened = original.closedCard && card.state === 'cancelled'
  const closed = isClosed(receiver.state) && !isReopened
  const state = isReopened ? nextCardState(card.state, 'reopen') : stateWithValue(receiver)
  const change = closed
    ? { balanceMinor: receiver.balanceMinor, state: receiver.state }
    : { balanceMinor: addMinor(receiver.balanceMinor, amountMinor), state }
  const replacedLastFour = receiver === card ? undefined : card.lastFour
  return {
    ...recordOnly(request, facts),
    outcome: 'posted',
    kind: as,
    cardNumber: receiver.number,
    locationId: original.locationId,
    requestedMinor: askedMinor(request, amountMinor),
    posting: backPosting(
      original,
      { amountMinor, currency: card.currency },
      closed ? suspenseAccount(program.networkId) : cardAccount(receiver.number),
    ),
    card: change,
    originalJournalId: original.journalId,
    releases: amountMinor === leftMinor ? original.claims : [],
    reversal: {
      journalId: original.journalId,
      amountMinor: original.amountMinor ?? ZERO,
      voidedBy: as === 'void' ? facts.journalId : null,
      refundedMinor:
        as === 'void' ? original.refundedMinor : addMinor(original.refundedMinor, amountMinor),
    },
    note: replacedLastFour === undefined ? null : { replacedLastFour },
    reply: answer(request, facts, {
      kind: as,
      requestedMinor: askedMinor(request, amountMinor),
      appliedMinor: amountMinor,
      currency: card.currency,
      card: cardAfter(receiver, change),
      replacedLastFour,
      originalOperationId: encodeOperationId(original.timeMs, original.journalId),
    }),
  }
}

/** The card's state is not changed by value that comes back, but an empty card is active again. */
function stateWithValue(card: CardFacts): CardState {
  return card.state === 'redeemed_out' ? nextCardState(card.state, 'refill') : card.state
}

/**
 * The void of a load takes the value out again, when it is all still there. Of a card that waits
 * nobody could use anything yet: its sale can be undone as long as it does.
 */
function voidLoad(request: VoidRequest, facts: Facts, undoing: Undoing, late: boolean): Decision {
  const { original, card, leftMinor } = undoing
  const isUsed = original.kind === 'activate' && original.usedSince
  const code = isWaiting(card.state)
    ? undefined
    : (lockCheck(card) ??
      usableCheck(card, facts.nowMs) ??
      (late || isUsed ? 'ORIGINAL_NOT_REVERSIBLE' : undefined) ??
      fundsCheck(leftMinor, card))
  if (code) return refuse(request, facts, code)
  const change = withoutLoad(undoing)
  return {
    ...recordOnly(request, facts),
    outcome: 'posted',
    locationId: original.locationId,
    requestedMinor: leftMinor,
    posting: backPosting(
      original,
      { amountMinor: leftMinor, currency: card.currency },
      original.debitAccount,
    ),
    card: change,
    note: lifeNote(change),
    originalJournalId: original.journalId,
    releases: original.claims,
    reversal: {
      journalId: original.journalId,
      amountMinor: leftMinor,
      voidedBy: facts.journalId,
      refundedMinor: minor(0),
    },
    reply: answer(request, facts, {
      kind: 'void',
      requestedMinor: leftMinor,
      appliedMinor: leftMinor,
      currency: card.currency,
      card: cardAfter(card, change),
      originalOperationId: encodeOperationId(original.timeMs, original.journalId),
    }),
  }
}

/**
 * The card without the load: after its activation is void, plastic can be sold again, unless it
 * waited for an approval that it then did not get. A date that a later load moved stays.
 */
function withoutLoad({ original, card, leftMinor }: Undoing): CardChange {
  const balanceMinor = subtractMinor(card.balanceMinor, leftMinor)
  if (original.kind === 'fund')
    return { balanceMinor, state: card.state, reloads: Math.max(0, card.reloads - 1) }
  if (original.kind !== 'activate') return { balanceMinor, state: card.state }
  const state = nextCardState(card.state, withoutSale(card))
  if (state !== 'in_stock') return { balanceMinor, state }
  return { balanceMinor, state, activatedAtMs: null, ...unused(card) }
}

/** Back in stock a card has no date and no loads. */
function unused({ expiresAtMs, reloads }: CardFacts): Pick<CardChange, 'expiresAtMs' | 'reloads'> {
  return {
    ...(expiresAtMs === null ? {} : { expiresAtMs: null }),
    ...(reloads === 0 ? {} : { reloads: 0 }),
  }
}

function withoutSale({ state, form }: CardFacts): CardTrigger {
  if (state === 'pending_activation') return 'reject'
  return form === 'physical' ? 'return_to_stock' : 'withdraw'
}

/** From where the value went, to this account. */
function backPosting(
  original: OriginalFacts,
  { amountMinor, currency }: Pick<Posting, 'amountMinor' | 'currency'>,
  creditAccount: string | null,
): Posting {
  const { creditAccount: debitAccount } = original
  invariant(debitAccount !== null && creditAccount !== null, 'a posted operation has accounts')
  return { debitAccount, creditAccount, amountMinor, currency }
}
