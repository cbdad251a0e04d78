import { type Minor, smallerMinor, subtractMinor } from '../../src/contract/money.ts'
import { invariant } from '../../src/contract/parse.ts'
import { type Refusal, refusal } from '../../src/contract/refusals.ts'
import { cardAccount, payableAccount } from './accounts.ts'
import { answer, cardAfter, recordOnly, refuse } from './answers.ts'
import { nextCardState } from './card-states.ts'
import {
  acceptedCheck,
  amountCheck,
  currencyCheck,
  type Found,
  fundsCheck,
  lockCheck,
  noCard,
  pinCheck,
  usableCheck,
} from './checks.ts'
import type { Decision } from './decision.ts'
import type { CardFacts, Facts, LocationFacts, ProgramFacts } from './facts.ts'
import type { HoldRequest, RedeemRequest } from './request.ts'

/** Takes value from a card for the location where the caller stands, which is then owed it. */
export function decideRedeem(request: RedeemRequest, facts: Facts): Decision {
  const found = takingOf(request, facts, (card, program) => takeCheck(request, card, program))
  return 'reply' in found ? found : take(request, facts, found)
}

/** A card of which something may be taken, under its program, for a location. */
export interface Taking {
  readonly card: CardFacts
  readonly program: ProgramFacts
  readonly location: LocationFacts
}

/** What is asked to be taken, now or later, or the refusal; `isEnough` has the last word. */
export function takingOf(
  request: RedeemRequest | HoldRequest,
  facts: Facts,
  isEnough: (card: CardFacts, program: ProgramFacts) => Found,
): Taking | Decision {
  const amount = amountCheck(request.amountMinor)
  if (amount) return refuse(request, facts, amount)
  const { card, program, location } = facts
  if (!card || !program) return refuse(request, facts, noCard(request.pin))
  const pin = pinCheck(request.pin, request.caller, card, program) ?? lockCheck(card)
  if (pin) return refuse(request, facts, pin)
  if (request.kind === 'redeem' && request.isOverLimit) return refuse(request, facts, OVER_LIMIT)
  // Without a location nobody would be owed what is taken.
  if (!location) return refuse(request, facts, 'CARD_NOT_ACCEPTED_HERE')
  const code =
    acceptedCheck(location, program) ??
    currencyCheck(request.currency, card.currency, location) ??
    usableCheck(card, facts.nowMs) ??
    isEnough(card, program)
  return code ? refuse(request, facts, code) : { card, program, location }
}

/** Unlike at other doors, where nothing is recorded and the same request may come again later. */
const OVER_LIMIT: Refusal = {
  ...refusal('VELOCITY_LIMIT', 'Too much was taken from the card lately. Begin anew later.'),
  ...{ retryable: false, nextAction: 'do_not_retry' },
}

/** A partial redemption, where the program has them, needs something to take; a whole one all. */
function takeCheck(request: RedeemRequest, card: CardFacts, program: ProgramFacts): Found {
  const short = fundsCheck(request.amountMinor, card)
  if (!short || request.partial === 'deny' || !program.partial) return short
  if (card.balanceMinor - card.heldMinor > 0) return undefined
  return card.balanceMinor > 0 ? 'FUNDS_HELD' : 'INSUFFICIENT_FUNDS'
}

function take(request: RedeemRequest, facts: Facts, { card, program, location }: Taking): Decision {
  const available = subtractMinor(card.balanceMinor, card.heldMinor)
  const amountMinor = smallerMinor(request.amountMinor, available)
  invariant(amountMinor > 0, 'a redemption takes something')
  const balanceMinor = subtractMinor(card.balanceMinor, amountMinor)
  const change = { balanceMinor, state: stateAfterTaking(card, program, balanceMinor) }
  return {
    ...recordOnly(request, facts),
    outcome: 'posted',
    posting: {
      debitAccount: cardAccount(card.number),
      creditAccount: payableAccount(location.locationId),
      amountMinor,
      currency: card.currency,
    },
    card: change,
    claims: claimsOf(facts),
    reply: answer(request, facts, {
      kind: 'redeem',
      requestedMinor: request.amountMinor,
      appliedMinor: amountMinor,
      remainingDueMinor: subtractMinor(request.amountMinor, amountMinor),
      currency: card.currency,
      card: cardAfter(card, change),
      originalOperationId: null,
    }),
  }
}

/** The state of a card that value was redeemed from. */
export function stateAfterTaking(
  card: CardFacts,
  program: ProgramFacts,
  balanceMinor: Minor,
): CardFacts['state'] {
  const emptied = balanceMinor === 0 && !program.reloadable
  return nextCardState(card.state, emptied ? 'empty' : 'use')
}

/** A second operation that is meant leaves the business key with the first. */
export function claimsOf({ keys, businessClaim }: Facts): readonly Uint8Array[] {
  const business = businessClaim ? undefined : keys.business
  return [keys.payment, business].filter((key) => key !== undefined)
}
