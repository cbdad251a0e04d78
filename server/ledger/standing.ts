import { ZERO } from '../../src/contract/money.ts'
import type { CardState } from '../../src/contract/operations.ts'
import { breakageAccount, cardAccount, suspenseAccount } from './accounts.ts'
import { answer, cardAfter, recordOnly, refuse } from './answers.ts'
import { CARD_TRANSITIONS, type CardTrigger, nextCardState } from './card-states.ts'
import { type Found, noCard, usableCheck } from './checks.ts'
import type { CardChange, Decision, Note, Posting } from './decision.ts'
import type { CardFacts, Facts, ProgramFacts } from './facts.ts'
import type { ExpireRequest, StandingRequest } from './request.ts'

/** Stops a card until somebody lets it go on. Its value stays where it is. */
export function decideBlock(request: StandingRequest, facts: Facts): Decision {
  return change(request, facts, (card) => {
    const code = usableCheck(card, facts.nowMs)
    // A card whose number nobody knows yet is not active, and may be blocked all the same.
    const refusal = code === 'CARD_NOT_ACTIVE' ? undefined : code
    return refusal ?? unfitCheck(card, 'block', code) ?? toState(card, 'block')
  })
}

/** Lets a blocked card go on in the state that it was blocked in. */
export function decideUnblock(request: StandingRequest, facts: Facts): Decision {
  return change(request, facts, (card) => {
    const closed = usableCheck({ ...card, expiresAtMs: null }, facts.nowMs)
    if (closed === 'CARD_DEACTIVATED' || closed === 'CARD_EXPIRED') return closed
    return unfitCheck(card, 'unblock') ?? toState(card, unblocking(facts.blockedFrom))
  })
}

/** Ends the waiting of a card that was sold: by its time, or by somebody who says that all is well. */
export function decideApprove(request: StandingRequest, facts: Facts): Decision {
  return change(request, facts, (card) => endWaiting(card, facts, 'approve'))
}

/** The holder has opened the claim link: from now on somebody knows the number. */
export function decideClaim(request: StandingRequest, facts: Facts): Decision {
  return change(request, facts, (card) => endWaiting(card, facts, 'claim'))
}

function endWaiting(
  card: CardFacts,
  { nowMs }: Facts,
  trigger: 'approve' | 'claim',
): NonNullable<Found> | Changed {
  const isFit = unfitCheck(card, trigger) === undefined
  if (isFit) return toState(card, trigger)
  return usableCheck(card, nowMs) ?? 'CARD_ALREADY_ACTIVE'
}

/** Closes a card for ever. What is left on it goes to suspense, never to anybody's revenue. */
export function decideDeactivate(request: StandingRequest, facts: Facts): Decision {
  return change(request, facts, (card, program) => {
    const code = usableCheck({ ...card, expiresAtMs: null }, facts.nowMs)
    if (code !== undefined && !MAY_CLOSE.has(code)) return code
    const refusal = unfitCheck(card, 'close') ?? (card.heldMinor > 0 ? 'FUNDS_HELD' : undefined)
    if (refusal) return refusal
    return emptied(card, 'close', suspenseAccount(program.networkId))
  })
}

/** What does not keep a card from being closed. */
const MAY_CLOSE: ReadonlySet<Found> = new Set(['CARD_BLOCKED', 'CARD_EXPIRED'])

/** Ends a card whose date has passed. Its value goes where the rule of its program says. */
export function decideExpire(request: ExpireRequest, facts: Facts): Decision {
  return change(request, facts, (card, program) => {
    const code = usableCheck({ ...card, expiresAtMs: null }, facts.nowMs)
    if (code !== undefined && code !== 'CARD_BLOCKED') return code
    const isOver = card.expiresAtMs !== null && card.expiresAtMs <= facts.nowMs
    const refusal =
      unfitCheck(card, 'expire') ??
      (isOver ? undefined : 'CARD_STATE_CONFLICT') ??
      (card.heldMinor > 0 ? 'FUNDS_HELD' : undefined)
    if (refusal) return refusal
    const { networkId } = program
    const isKept = request.valueTo === 'breakage'
    const account = isKept ? breakageAccount(networkId) : suspenseAccount(networkId)
    return emptied(card, 'expire', account)
  })
}

function emptied(card: CardFacts, trigger: CardTrigger, creditAccount: string): Changed {
  const { number, balanceMinor, currency } = card
  const posting = {
    debitAccount: cardAccount(number),
    creditAccount,
    amountMinor: balanceMinor,
    currency,
  }
  return {
    after: { balanceMinor: ZERO, state: nextCardState(card.state, trigger) },
    posting: balanceMinor > 0 ? posting : null,
  }
}

/** What becomes of the card. */
interface Changed {
  readonly after: CardChange
  readonly posting: Posting | null
}

function change(
  request: StandingRequest | ExpireRequest,
  facts: Facts,
  decideOn: (card: CardFacts, program: ProgramFacts) => NonNullable<Found> | Changed,
): Decision {
  const { card, program } = facts
  if (!card || !program) return refuse(request, facts, noCard('right'))
  const decided = decideOn(card, program)
  if (typeof decided === 'string') return refuse(request, facts, decided)
  const { after, posting } = decided
  return {
    ...recordOnly(request, facts),
    outcome: 'posted',
    posting,
    card: after,
    note: noteOf(request, card),
    reply: answer(request, facts, {
      kind: request.kind,
      requestedMinor: ZERO,
      appliedMinor: posting?.amountMinor ?? ZERO,
      currency: card.currency,
      card: cardAfter(card, after),
      originalOperationId: null,
    }),
  }
}

function noteOf({ kind, reason }: StandingRequest | ExpireRequest, { state }: CardFacts): Note {
  switch (kind) {
    case 'block':
      return { reason, blockedFrom: state }
    case 'expire':
      return { reason, expiredFrom: state }
    default:
      return { reason }
  }
}

/** Whether the table of states has this way out of where the card is. */
export function unfitCheck(
  { state }: CardFacts,
  trigger: CardTrigger,
  otherwise: Found = 'CARD_STATE_CONFLICT',
): Found {
  return CARD_TRANSITIONS[trigger].from.includes(state) ? undefined : otherwise
}

function toState(card: CardFacts, trigger: CardTrigger): Changed {
  const state = nextCardState(card.state, trigger)
  return { after: { balanceMinor: card.balanceMinor, state }, posting: null }
}

function unblocking(blockedFrom: CardState | undefined): CardTrigger {
  if (blockedFrom === 'pin_locked') return 'unblock_locked'
  return blockedFrom === 'claimable' ? 'unblock_claimable' : 'unblock'
}
