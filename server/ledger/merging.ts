import { addMinor } from '../../src/contract/money.ts'
import { type Refusal, type RefusalCode, refusal } from '../../src/contract/refusals.ts'
import { refuse } from './answers.ts'
import { nextCardState } from './card-states.ts'
import {
  balanceLimitCheck,
  type Found,
  foremost,
  lockCheck,
  noCard,
  pinCheck,
  placeCheck,
  usableCheck,
} from './checks.ts'
import type { Decision } from './decision.ts'
import type { CardFacts, Facts, ProgramFacts } from './facts.ts'
import type { MergeRequest, PinFact } from './request.ts'
import { succeed } from './succeeding.ts'

/**
 * Moves all that is on one card to another of the same program, and closes the first for ever. It
 * cannot be undone: what was moved may be spent already, and a replaced card stays replaced.
 */
export function decideMerge(request: MergeRequest, facts: Facts): Decision {
  const { card, successor, program, successorProgram } = facts
  const ofPins = foremost(
    sideCheck(request, card, program, request.pin),
    sideCheck(request, successor, successorProgram, request.intoPin),
    card && lockCheck(card),
  )
  if (ofPins) return refuse(request, facts, ofPins)
  if (!card || !successor || !program) return refuse(request, facts, noCard('right'))
  const code = foremost(
    placeCheck(request, facts, program, card),
    pairCheck(card, successor),
    usableCheck(card, facts.nowMs),
    usableCheck(successor, facts.nowMs),
    balanceLimitCheck(card.balanceMinor, successor, program),
    emptyCheck(card),
  )
  if (code) return refuse(request, facts, worded(code))
  const { reason } = request
  return succeed(
    request,
    facts,
    { card, successor, program },
    {
      successorChange: {
        balanceMinor: addMinor(successor.balanceMinor, card.balanceMinor),
        state: stateWithValue(successor),
      },
      note: reason === null ? {} : { reason },
    },
  )
}

function sideCheck(
  { caller }: MergeRequest,
  card: CardFacts | undefined,
  program: ProgramFacts | undefined,
  pin: PinFact,
): Found {
  return card && program ? pinCheck(pin, caller, card, program) : noCard(pin)
}

/** Value only moves between different cards of one program: one set of rules, one who issued it. */
export function pairCheck(card: CardFacts, successor: CardFacts): Found {
  const isPair = card.number !== successor.number && card.programId === successor.programId
  return isPair ? undefined : 'OPERATION_NOT_ALLOWED'
}

/** The refusal of two cards that do not go together says so. */
export function worded(code: RefusalCode): RefusalCode | Refusal {
  if (code !== 'OPERATION_NOT_ALLOWED') return code
  return refusal(code, 'Both have to be cards of the same program, and not the same card.')
}

function emptyCheck({ balanceMinor, heldMinor }: CardFacts): Found {
  if (heldMinor > 0) return 'FUNDS_HELD'
  return balanceMinor === 0 ? 'INSUFFICIENT_FUNDS' : undefined
}

/** An empty card that gets value is active again; a locked PIN stays locked. */
function stateWithValue({ state }: CardFacts): CardFacts['state'] {
  if (state === 'redeemed_out') return nextCardState(state, 'refill')
  return state === 'active' ? nextCardState(state, 'use') : state
}
