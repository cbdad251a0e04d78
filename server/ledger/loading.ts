import { addMinor, type Minor, ZERO } from '../../src/contract/money.ts'
import { invariant } from '../../src/contract/parse.ts'
import type { RefusalCode } from '../../src/contract/refusals.ts'
import { cardAccount, clearingAccount } from './accounts.ts'
import { answer, cardAfter, recordOnly, refuse } from './answers.ts'
import { type CardTrigger, nextCardState } from './card-states.ts'
import {
  activatableCheck,
  amountCheck,
  loadLimitCheck,
  noCard,
  pinCheck,
  placeCheck,
  reloadsCheck,
  usableCheck,
} from './checks.ts'
import type { CardChange, Decision } from './decision.ts'
import type { CardFacts, Facts, ProgramFacts } from './facts.ts'
import { expiryAfterLoad, expiryFrom, lifeNote } from './lifetime.ts'
import type { ActivateRequest, FundRequest, NewCard } from './request.ts'

type LoadRequest = ActivateRequest | FundRequest

/** Fund-and-activate: a stocked card becomes active with its first value, or a new card is made. */
export function decideActivate(request: ActivateRequest, facts: Facts): Decision {
  const amount = amountCheck(request.amountMinor)
  if (amount) return refuse(request, facts, amount)
  if (request.card.by === 'new') return issue(request, request.card.card, facts)
  const { card, program } = facts
  if (!card || !program) return refuse(request, facts, noCard(request.pin))
  const code =
    pinCheck(request.pin, request.caller, card, program) ??
    placeCheck(request, facts, program, card) ??
    activatableCheck(card, facts.nowMs) ??
    loadLimitCheck(request.amountMinor, ZERO, program)
  if (code) return refuse(request, facts, code)
  invariant(card.balanceMinor === 0, 'a card in stock is worth nothing')
  invariant(request.waits?.for !== 'holder', 'the number of a printed card is known already')
  const state = nextCardState(card.state, request.waits ? 'activate_later' : 'activate')
  return load(request, facts, card, program, {
    ...{ balanceMinor: request.amountMinor, state, activatedAtMs: facts.nowMs },
    ...firstLife(card, program, facts.nowMs),
  })
}

/** What the caller said of it, and how long it waits is kept: whoever ends that looks there. */
function noteOf(request: LoadRequest, change: CardChange): Decision['note'] {
  const waits = request.kind === 'activate' ? request.waits : undefined
  const note = {
    ...(waits?.for === 'approval' && { activatesAtMs: waits.activatesAtMs }),
    ...lifeNote(change),
    ...request.said,
  }
  return Object.keys(note).length === 0 ? null : note
}

function issuing({ waits }: ActivateRequest): CardTrigger {
  if (!waits) return 'issue'
  return waits.for === 'holder' ? 'issue_claimable' : 'issue_later'
}

/** Adds value to an active card. */
export function decideFund(request: FundRequest, facts: Facts): Decision {
  const amount = amountCheck(request.amountMinor)
  if (amount) return refuse(request, facts, amount)
  const { card, program } = facts
  if (!card || !program) return refuse(request, facts, noCard(request.pin))
  const code =
    pinCheck(request.pin, request.caller, card, program) ??
    placeCheck(request, facts, program, card) ??
    usableCheck(card, facts.nowMs) ??
    (program.reloadable ? undefined : 'NOT_RELOADABLE') ??
    loadLimitCheck(request.amountMinor, card.balanceMinor, program) ??
    reloadsCheck(card, program)
  if (code) return refuse(request, facts, code)
  const balanceMinor = addMinor(card.balanceMinor, request.amountMinor)
  const expiresAtMs = expiryAfterLoad(program, card, facts.nowMs)
  return load(request, facts, card, program, {
    ...{ balanceMinor, state: stateAfterLoad(card), reloads: card.reloads + 1 },
    ...(expiresAtMs === card.expiresAtMs ? {} : { expiresAtMs }),
  })
}

/** How long a card lives from its activation on, when that is not what its row says already. */
function firstLife(
  card: CardFacts,
  program: ProgramFacts,
  nowMs: number,
): Pick<CardChange, 'expiresAtMs'> {
  const expiresAtMs = expiryFrom(program, nowMs)
  return expiresAtMs === card.expiresAtMs ? {} : { expiresAtMs }
}

/** A card emptied while its program forbade loading is active again; a locked PIN stays locked. */
function stateAfterLoad(card: CardFacts): CardFacts['state'] {
  if (card.state === 'redeemed_out') return nextCardState(card.state, 'refill')
  return card.state === 'active' ? nextCardState(card.state, 'use') : card.state
}

function issue(request: ActivateRequest, newCard: NewCard, facts: Facts): Decision {
  const { program } = facts
  if (!program) return refuse(request, facts, noProgram(request, facts))
  const card: CardFacts = {
    number: facts.nextCardNumber,
    cardId: newCard.cardId,
    programId: newCard.programId,
    form: newCard.form,
    state: nextCardState('none', issuing(request)),
    currency: program.currency,
    lastFour: newCard.lastFour,
    hasPin: newCard.pinHash !== null,
    balanceMinor: ZERO,
    heldMinor: ZERO,
    expiresAtMs: null,
    reloads: 0,
    activatedAtMs: null,
  }
  const code =
    placeCheck(request, facts, program, card) ?? loadLimitCheck(request.amountMinor, ZERO, program)
  if (code) return refuse(request, facts, code)
  const change = {
    balanceMinor: request.amountMinor,
    state: card.state,
    activatedAtMs: facts.nowMs,
    ...firstLife(card, program, facts.nowMs),
  }
  return { ...load(request, facts, card, program, change), newCard }
}

/** What is accepted nowhere is not accepted here: that stands before the rules of a program. */
export function noProgram(
  { caller }: Pick<LoadRequest, 'caller'>,
  { location }: Facts,
): RefusalCode {
  const accepted = caller.locationId === null || location?.open === true
  return accepted ? 'OPERATION_NOT_ALLOWED' : 'CARD_NOT_ACCEPTED_HERE'
}

function load(
  request: LoadRequest,
  facts: Facts,
  card: CardFacts,
  program: ProgramFacts,
  change: CardChange,
): Decision {
  const amountMinor: Minor = request.amountMinor
  const { business } = facts.keys
  return {
    ...recordOnly(request, facts),
    outcome: 'posted',
    cardNumber: card.number,
    posting: {
      debitAccount: clearingAccount(program.networkId, request.fundedBy),
      creditAccount: cardAccount(card.number),
      amountMinor,
      currency: card.currency,
    },
    card: change,
    claims: business && !facts.businessClaim ? [business] : [],
    note: noteOf(request, change),
    reply: answer(request, facts, {
      kind: request.kind,
      requestedMinor: amountMinor,
      appliedMinor: amountMinor,
      currency: card.currency,
      card: cardAfter(card, change),
      originalOperationId: null,
    }),
  }
}
