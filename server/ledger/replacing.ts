import { ZERO } from '../../src/contract/money.ts'
import { refuse } from './answers.ts'
import { nextCardState } from './card-states.ts'
import { activatableCheck, type Found, foremost, noCard, usableCheck } from './checks.ts'
import type { Decision } from './decision.ts'
import type { CardFacts, Facts, ProgramFacts } from './facts.ts'
import { pairCheck, worded } from './merging.ts'
import type { NewCard, ReplaceRequest } from './request.ts'
import { unfitCheck } from './standing.ts'
import { succeed } from './succeeding.ts'

/**
 * Puts another card in the place of a lost one: with all its value and its dates, whatever the limits
 * are by now, as nothing is added. The lost one is closed for ever.
 */
export function decideReplace(request: ReplaceRequest, facts: Facts): Decision {
  const { card, program } = facts
  const { into } = request
  const successor =
    into.by === 'new' ? card && program && unborn(into.card, program, facts) : facts.successor
  if (!card || !program || !successor) return refuse(request, facts, noCard('right'))
  const code = foremost(
    pairCheck(card, successor),
    lostCheck(card, facts.nowMs),
    into.by === 'new' ? undefined : activatableCheck(successor, facts.nowMs),
    card.heldMinor > 0 ? 'FUNDS_HELD' : undefined,
  )
  if (code) return refuse(request, facts, worded(code))
  const { activatedAtMs, balanceMinor, expiresAtMs, reloads } = card
  const state =
    into.by === 'new' ? nextCardState('none', 'issue') : nextCardState(successor.state, 'activate')
  const decision = succeed(
    request,
    facts,
    { card, successor, program },
    {
      successorChange: { balanceMinor, state, activatedAtMs, expiresAtMs, reloads },
      note: { reason: request.reason, activatedAtMs, cardExpiresAtMs: expiresAtMs, reloads },
    },
  )
  return into.by === 'new' ? { ...decision, newCard: into.card } : decision
}

/** Why a card is not replaced; a blocked one is, as that is what is done when one is lost. */
function lostCheck(card: CardFacts, nowMs: number): Found {
  const code = usableCheck(card, nowMs)
  return foremost(
    code === 'CARD_BLOCKED' && card.state === 'blocked' ? undefined : code,
    unfitCheck(card, 'replace', code ?? 'CARD_STATE_CONFLICT'),
  )
}

/** The card that is to be made, as it would be met if it were there. */
function unborn(
  { cardId, programId, form, lastFour, pinHash }: NewCard,
  { currency }: ProgramFacts,
  { nextCardNumber }: Facts,
): CardFacts {
  return {
    ...{ number: nextCardNumber, cardId, programId, form, lastFour, currency },
    state: 'in_stock',
    hasPin: pinHash !== null,
    balanceMinor: ZERO,
    heldMinor: ZERO,
    activatedAtMs: null,
    expiresAtMs: null,
    reloads: 0,
  }
}
