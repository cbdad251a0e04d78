import { addMinor, ZERO } from '../../src/contract/money.ts'
import type { CardState } from '../../src/contract/operations.ts'
import { cardAccount } from './accounts.ts'
import { answer, cardAfter, recordOnly, refuse } from './answers.ts'
import { type CardTrigger, nextCardState } from './card-states.ts'
import { type Found, noCard, usableCheck } from './checks.ts'
import type { CardChange, Decision } from './decision.ts'
import type { CardFacts, ExpiredFacts, Facts } from './facts.ts'
import { encodeOperationId } from './operation-id.ts'
import type { ExtendRequest } from './request.ts'

/**
 * Gives a card a later date, or none. One that was ended because of its date is again as it was, active
 * or blocked, and has its value back, from where that went.
 */
export function decideExtend(request: ExtendRequest, facts: Facts): Decision {
  const { card, program } = facts
  if (!card || !program) return refuse(request, facts, noCard('right'))
  const code = extensionCheck(request, card, facts)
  if (code) return refuse(request, facts, code)
  const ended = card.state === 'expired' ? facts.expired : undefined
  const amountMinor = ended?.amountMinor ?? ZERO
  const after: CardChange = {
    balanceMinor: addMinor(card.balanceMinor, amountMinor),
    state: card.state === 'expired' ? nextCardState(card.state, extending(ended)) : card.state,
    expiresAtMs: request.expiresAtMs,
  }
  const { reason } = request
  return {
    ...recordOnly(request, facts),
    outcome: 'posted',
    posting: postingOf(card, ended),
    card: after,
    originalJournalId: ended?.journalId ?? null,
    note: { reason, cardExpiresAtMs: request.expiresAtMs },
    reply: answer(request, facts, {
      kind: 'extend',
      requestedMinor: ZERO,
      appliedMinor: amountMinor,
      currency: card.currency,
      card: cardAfter(card, after),
      originalOperationId: ended ? encodeOperationId(ended.timeMs, ended.journalId) : null,
    }),
  }
}

function extending(ended: ExpiredFacts | undefined): CardTrigger {
  if (ended?.from === 'blocked') return 'extend_blocked'
  return ended?.from === 'pin_locked' ? 'extend_locked' : 'extend'
}

function postingOf(card: CardFacts, ended: ExpiredFacts | undefined): Decision['posting'] {
  if (!ended || ended.creditAccount === null) return null
  return {
    debitAccount: ended.creditAccount,
    creditAccount: cardAccount(card.number),
    amountMinor: ended.amountMinor,
    currency: card.currency,
  }
}

/** A date is never brought nearer, and a card without one has nothing to be extended. */
function extensionCheck({ expiresAtMs }: ExtendRequest, card: CardFacts, { nowMs }: Facts): Found {
  const closed = usableCheck({ state: card.state, expiresAtMs: null }, nowMs)
  if (closed === 'CARD_DEACTIVATED') return closed
  const isLater =
    card.expiresAtMs !== null &&
    (expiresAtMs === null || expiresAtMs > Math.max(nowMs, card.expiresAtMs))
  return isLater && EXTENDABLE.has(card.state) ? undefined : 'CARD_STATE_CONFLICT'
}

/** States in which a card may be given another date. */
export const EXTENDABLE: ReadonlySet<CardState> = new Set([
  'active',
  'pin_locked',
  'blocked',
  'redeemed_out',
  'expired',
])
