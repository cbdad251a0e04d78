import { addMinor, type Minor, subtractMinor, ZERO } from '../../src/contract/money.ts'
import { invariant } from '../../src/contract/parse.ts'
import { cardAccount, payableAccount } from './accounts.ts'
import { answer, cardAfter, recordOnly, refuse } from './answers.ts'
import { amountCheck, fundsCheck } from './checks.ts'
import type { Decision } from './decision.ts'
import type { CardFacts, Facts, HoldFacts, OriginalFacts } from './facts.ts'
import { encodeOperationId } from './operation-id.ts'
import { claimsOf, stateAfterTaking, takingOf } from './redeeming.ts'
import type { CaptureRequest, HoldRequest, ReleaseRequest, VoidRequest } from './request.ts'

/** Keeps value for one sale: it stays on the card, and nobody else can take it meanwhile. */
export function decideHold(request: HoldRequest, facts: Facts): Decision {
  const { amountMinor, ttlMs } = request
  // What is captured later is owed to the location where it was held.
  const found = takingOf(request, facts, (card) => fundsCheck(amountMinor, card))
  if ('reply' in found) return found
  const { card } = found
  const { balanceMinor, state } = card
  const change = { balanceMinor, state, heldMinor: addMinor(card.heldMinor, amountMinor) }
  return {
    ...recordOnly(request, facts),
    outcome: 'posted',
    card: change,
    claims: claimsOf(facts),
    note: { heldMinor: amountMinor, expiresAtMs: facts.nowMs + ttlMs },
    reply: answer(request, facts, {
      kind: 'hold',
      requestedMinor: amountMinor,
      appliedMinor: ZERO,
      currency: card.currency,
      card: cardAfter(card, change),
      originalOperationId: null,
    }),
  }
}

/** Makes a redemption of a hold, at the location where it was held. The rest is free again. */
export function decideCapture(request: CaptureRequest, facts: Facts): Decision {
  const amount = request.amountMinor === null ? undefined : amountCheck(request.amountMinor)
  if (amount) return refuse(request, facts, amount)
  const { original, card, program } = facts
  if (!original || !card || !program) return refuse(request, facts, 'HOLD_NOT_FOUND')
  if (card.currency !== request.currency) return refuse(request, facts, 'CURRENCY_MISMATCH')
  if (card.state === 'blocked') return refuse(request, facts, 'CARD_BLOCKED')
  const { hold } = original
  if (!hold || hold.endedBy !== undefined || hold.expiresAtMs <= facts.nowMs)
    return refuse(request, facts, 'HOLD_NOT_FOUND')
  const amountMinor = request.amountMinor ?? hold.heldMinor
  if (amountMinor > hold.heldMinor) return refuse(request, facts, 'CAPTURE_EXCEEDS_HOLD')
  invariant(original.locationId !== null, 'a hold has a location')
  const balanceMinor = subtractMinor(card.balanceMinor, amountMinor)
  const change = {
    balanceMinor,
    state: card.state === 'active' ? stateAfterTaking(card, program, balanceMinor) : card.state,
    heldMinor: subtractMinor(card.heldMinor, hold.heldMinor),
  }
  return {
    ...ending(request, facts, original, hold),
    kind: 'redeem',
    requestedMinor: amountMinor,
    posting: {
      debitAccount: cardAccount(card.number),
      creditAccount: payableAccount(original.locationId),
      amountMinor,
      currency: card.currency,
    },
    card: change,
    note: { heldMinor: hold.heldMinor },
    reply: ended(request, facts, original, card, change, { kind: 'redeem', amountMinor }),
  }
}

/** Gives up a hold; of one that was given up before it says so. */
export function decideRelease(request: ReleaseRequest, facts: Facts): Decision {
  const { original } = facts
  const hold = original?.outcome === 'posted' ? original.hold : undefined
  if (!original || !hold) return refuse(request, facts, 'HOLD_NOT_FOUND')
  const isEarly = request.whenOver && hold.expiresAtMs > facts.nowMs
  return isEarly
    ? refuse(request, facts, 'HOLD_NOT_FOUND')
    : endHold(request, facts, original, hold)
}

/** Ends an open hold without taking anything: by its release, by its void, or because it is over. */
export function endHold(
  request: ReleaseRequest | VoidRequest,
  facts: Facts,
  original: OriginalFacts,
  hold: HoldFacts,
): Decision {
  const { card } = facts
  invariant(card, 'a hold has a card')
  if (hold.endedBy === 'redeem')
    return refuse(
      request,
      facts,
      request.kind === 'void' ? 'ORIGINAL_NOT_REVERSIBLE' : 'HOLD_NOT_FOUND',
    )
  if (hold.endedBy !== undefined) return endedBefore(request, facts, original, card)
  const { balanceMinor, state } = card
  const heldMinor = subtractMinor(card.heldMinor, hold.heldMinor)
  const change = { balanceMinor, state, heldMinor }
  return {
    ...ending(request, facts, original, hold),
    kind: 'release',
    requestedMinor: hold.heldMinor,
    card: change,
    releases: original.claims,
    reply: ended(request, facts, original, card, change, { kind: 'release', amountMinor: ZERO }),
  }
}

function ending(
  request: CaptureRequest | ReleaseRequest | VoidRequest,
  facts: Facts,
  original: OriginalFacts,
  hold: HoldFacts,
): Omit<Decision, 'reply'> {
  return {
    ...recordOnly(request, facts),
    outcome: 'posted',
    locationId: original.locationId,
    originalJournalId: original.journalId,
    reversal: {
      journalId: original.journalId,
      amountMinor: hold.heldMinor,
      voidedBy: facts.journalId,
      refundedMinor: ZERO,
    },
  }
}

function ended(
  request: CaptureRequest | ReleaseRequest | VoidRequest,
  facts: Facts,
  original: OriginalFacts,
  card: CardFacts,
  change: NonNullable<Decision['card']>,
  { kind, amountMinor }: { readonly kind: 'redeem' | 'release'; readonly amountMinor: Minor },
): Decision['reply'] {
  const { hold } = original
  return answer(request, facts, {
    kind,
    requestedMinor: kind === 'redeem' ? amountMinor : (hold?.heldMinor ?? ZERO),
    appliedMinor: amountMinor,
    currency: card.currency,
    card: cardAfter(card, change),
    originalOperationId: encodeOperationId(original.timeMs, original.journalId),
  })
}

function endedBefore(
  request: ReleaseRequest | VoidRequest,
  facts: Facts,
  original: OriginalFacts,
  card: CardFacts,
): Decision {
  return {
    ...recordOnly(request, facts),
    outcome: 'empty',
    locationId: original.locationId,
    originalJournalId: original.journalId,
    reply: answer(request, facts, {
      kind: request.kind,
      requestedMinor: original.hold?.heldMinor ?? ZERO,
      appliedMinor: ZERO,
      currency: card.currency,
      card: cardAfter(card, card),
      originalOperationId: encodeOperationId(original.timeMs, original.journalId),
      alreadyVoided: true,
    }),
  }
}
