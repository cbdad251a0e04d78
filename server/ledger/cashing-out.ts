import { type Minor, subtractMinor } from '../../src/contract/money.ts'
import type { CardState } from '../../src/contract/operations.ts'
import { cardAccount, cashOutAccount } from './accounts.ts'
import { answer, cardAfter, recordOnly, refuse, requestedMinor } from './answers.ts'
import { nextCardState } from './card-states.ts'
import {
  amountCheck,
  type Found,
  fundsCheck,
  lockCheck,
  noCard,
  pinCheck,
  placeCheck,
  usableCheck,
} from './checks.ts'
import type { Decision } from './decision.ts'
import type { CardFacts, Facts, ProgramFacts } from './facts.ts'
import { cashOutUpToMinor } from './lifetime.ts'
import type { CashOutRequest } from './request.ts'

/** Takes all or part of the value out; the network owes it to the holder from then on. */
export function decideCashOut(request: CashOutRequest, facts: Facts): Decision {
  const amount = request.amountMinor === null ? undefined : amountCheck(request.amountMinor)
  if (amount) return refuse(request, facts, amount)
  const { card, program } = facts
  if (!card || !program) return refuse(request, facts, noCard(request.pin))
  const amountMinor = request.amountMinor ?? subtractMinor(card.balanceMinor, card.heldMinor)
  const code =
    pinCheck(request.pin, request.caller, card, program) ??
    lockCheck(card) ??
    placeCheck(request, facts, program, card, rightCheck(request, facts, program, card)) ??
    usableCheck(card, facts.nowMs) ??
    takeCheck(card, amountMinor)
  if (code) return refuse(request, facts, code)
  return takeOut(request, facts, card, program, amountMinor)
}

/**
 * Who asks in the name of the law, or of the program's own rule, takes out what is left, whole, when
 * it is little enough.
 */
function rightCheck(
  { byRight, amountMinor }: CashOutRequest,
  { nowMs }: Facts,
  program: ProgramFacts,
  { balanceMinor }: CardFacts,
): Found {
  if (!byRight) return undefined
  const isWhole = amountMinor === null || amountMinor === balanceMinor
  const isSmall = balanceMinor <= cashOutUpToMinor(program, nowMs)
  return isWhole && isSmall ? undefined : 'OPERATION_NOT_ALLOWED'
}

/** All of nothing is nothing to take. */
function takeCheck(card: CardFacts, amountMinor: Minor): Found {
  if (amountMinor > 0) return fundsCheck(amountMinor, card)
  return card.heldMinor > 0 ? 'FUNDS_HELD' : 'INSUFFICIENT_FUNDS'
}

function takeOut(
  request: CashOutRequest,
  facts: Facts,
  card: CardFacts,
  program: ProgramFacts,
  amountMinor: Minor,
): Decision {
  const { business } = facts.keys
  const balanceMinor = subtractMinor(card.balanceMinor, amountMinor)
  const change = { balanceMinor, state: stateAfter(request, card, program, balanceMinor) }
  return {
    ...recordOnly(request, facts),
    outcome: 'posted',
    posting: {
      debitAccount: cardAccount(card.number),
      creditAccount: cashOutAccount(program.networkId),
      amountMinor,
      currency: card.currency,
    },
    card: change,
    claims: business && !facts.businessClaim ? [business] : [],
    reply: answer(request, facts, {
      kind: 'cash_out',
      requestedMinor: requestedMinor(request),
      appliedMinor: amountMinor,
      currency: card.currency,
      card: cardAfter(card, change),
      originalOperationId: null,
    }),
  }
}

/** A card that is closed passes through `cancelling`: nobody stands between the two here. */
function stateAfter(
  { close }: CashOutRequest,
  { state }: CardFacts,
  { reloadable }: ProgramFacts,
  balanceMinor: Minor,
): CardState {
  if (balanceMinor > 0) return nextCardState(state, 'use')
  if (close) return nextCardState(nextCardState(state, 'start_cancel'), 'finish_cancel')
  return nextCardState(state, reloadable ? 'use' : 'empty')
}
