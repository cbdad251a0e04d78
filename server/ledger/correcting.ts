import { addMinor, type Minor, minor, negateMinor } from '../../src/contract/money.ts'
import type { CardState } from '../../src/contract/operations.ts'
import { adjustmentAccount, cardAccount, clearingAccount } from './accounts.ts'
import { answer, cardAfter, recordOnly, refuse } from './answers.ts'
import { nextCardState } from './card-states.ts'
import {
  amountCheck,
  balanceLimitCheck,
  fundsCheck,
  noCard,
  placeCheck,
  returnCheck,
  usableCheck,
} from './checks.ts'
import type { Decision, Note, Posting } from './decision.ts'
import type { CardFacts, Facts, ProgramFacts } from './facts.ts'
import type { AdjustRequest, CreditRequest } from './request.ts'

/** Puts a balance right by hand, with a reason and the name of who agreed where somebody had to. */
export function decideAdjust(request: AdjustRequest, facts: Facts): Decision {
  const { amountMinor } = request
  const movedMinor = minor(Math.abs(amountMinor))
  const amount = amountCheck(movedMinor)
  if (amount) return refuse(request, facts, amount)
  const { card, program } = facts
  if (!card || !program) return refuse(request, facts, noCard('right'))
  const code =
    placeCheck(request, facts, program, card) ??
    usableCheck(card, facts.nowMs) ??
    (amountMinor > 0 ? balanceLimitCheck(amountMinor, card, program) : undefined) ??
    (amountMinor < 0 ? fundsCheck(movedMinor, card) : undefined)
  if (code) return refuse(request, facts, code)
  const own = adjustmentAccount(program.networkId)
  const ofCard = cardAccount(card.number)
  const [debitAccount, creditAccount] = amountMinor > 0 ? [own, ofCard] : [ofCard, own]
  const posting = { debitAccount, creditAccount, amountMinor: movedMinor, currency: card.currency }
  return { ...correct(request, facts, card, program, posting), note: noteOf(request) }
}

/** Gives value for goods that came back, as a load paid for with them. */
export function decideCredit(request: CreditRequest, facts: Facts): Decision {
  const { amountMinor } = request
  const amount = amountCheck(amountMinor)
  if (amount) return refuse(request, facts, amount)
  const { card, program } = facts
  if (!card || !program) return refuse(request, facts, noCard('right'))
  const code =
    placeCheck(request, facts, program, card, returnCheck(program, 0)) ??
    usableCheck(card, facts.nowMs) ??
    balanceLimitCheck(amountMinor, card, program)
  if (code) return refuse(request, facts, code)
  const { business } = facts.keys
  const posting = {
    debitAccount: clearingAccount(program.networkId, 'return'),
    creditAccount: cardAccount(card.number),
    amountMinor,
    currency: card.currency,
  }
  return {
    ...correct(request, facts, card, program, posting),
    claims: business && !facts.businessClaim ? [business] : [],
    note: noteOf(request),
  }
}

/** Why, and who else agreed. */
function noteOf({ reason, approvedBy }: AdjustRequest | CreditRequest): Note {
  return { reason, ...(approvedBy !== undefined && { approvedBy }) }
}

function correct(
  request: AdjustRequest | CreditRequest,
  facts: Facts,
  card: CardFacts,
  program: ProgramFacts,
  posting: Posting,
): Decision {
  const isGiven = posting.creditAccount === cardAccount(card.number)
  const change = isGiven ? posting.amountMinor : negateMinor(posting.amountMinor)
  const balanceMinor = addMinor(card.balanceMinor, change)
  const after = { balanceMinor, state: stateAfter(card, program, balanceMinor) }
  return {
    ...recordOnly(request, facts),
    outcome: 'posted',
    posting,
    card: after,
    reply: answer(request, facts, {
      kind: request.kind,
      requestedMinor: request.amountMinor,
      appliedMinor: posting.amountMinor,
      currency: card.currency,
      card: cardAfter(card, after),
      originalOperationId: null,
    }),
  }
}

/** An empty card that gets value is active again; a locked PIN stays locked. */
function stateAfter(
  { state }: CardFacts,
  { reloadable }: ProgramFacts,
  balanceMinor: Minor,
): CardState {
  if (state === 'redeemed_out') return nextCardState(state, 'refill')
  if (state !== 'active') return state
  return nextCardState(state, balanceMinor === 0 && !reloadable ? 'empty' : 'use')
}
