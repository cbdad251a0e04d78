import type { MergeRequest, NewCard, ReplaceRequest } from '../../../../server/ledger/request.ts'
import { refusal } from '../../../../src/contract/refusals.ts'
import { type Act, posted, refused } from './act.ts'
import { isBuriedIn } from './care.ts'
import { cardReasons, firstReason, placeReasons, type Reasons, stateReasons } from './reasons.ts'
import { cardNamed, hexOf, type ModelCard, type ModelState, namedCard } from './state.ts'

/** Moves all of one card to another, or says why not. */
export function actOnMerge(state: ModelState, request: MergeRequest): Act {
  const card = namedCard(state, request)
  const into = cardNamed(state, request, request.into)
  const [one, other] = [
    cardReasons(card, request.pin, request.caller),
    cardReasons(into, request.intoPin, request.caller),
  ]
  const code = firstReason({
    ...(card && into && pairReasons(card, into, state.nowMs)),
    ...(card && placeReasons(card.program, request)),
    VOIDED_BEFORE_ARRIVAL: isBuriedIn(state, request),
    ...either(one, other),
    PIN_LOCKED: one.PIN_LOCKED || other.PIN_LOCKED || card?.state === 'pin_locked',
  })
  if (code || !card || !into) return refusedPair(code, card)
  const amount = card.balance
  move(card, into)
  return posted('merge', into, { requested: 0, amount, replaced: card })
}

function pairReasons(card: ModelCard, into: ModelCard, nowMs: number): Reasons {
  return {
    ...either(stateReasons(card, nowMs), stateReasons(into, nowMs)),
    OPERATION_NOT_ALLOWED: card === into || card.program !== into.program,
    LIMIT_BALANCE: card.balance + into.balance > card.program.balanceMax,
    FUNDS_HELD: card.held > 0,
    INSUFFICIENT_FUNDS: card.balance === 0,
  }
}

function either(one: Reasons, other: Reasons): Reasons {
  const codes = Object.keys({ ...one, ...other }) as (keyof Reasons)[]
  return Object.fromEntries(codes.map((code) => [code, one[code] || other[code]]))
}

function refusedPair(code: ReturnType<typeof firstReason>, card: ModelCard | undefined): Act {
  if (code !== 'OPERATION_NOT_ALLOWED')
    return refused(code ?? 'CARD_NOT_FOUND_OR_PIN_INVALID', card)
  const text = 'Both have to be cards of the same program, and not the same card.'
  return { is: 'refused', card, refusal: refusal(code, text) }
}

function move(card: ModelCard, into: ModelCard): void {
  into.balance += card.balance
  card.balance = 0
  card.state = 'replaced'
  card.successor = into
  if (into.state === 'redeemed_out' || into.state === 'in_stock') into.state = 'active'
}

/** Puts another card in the place of a lost one, or says why not. */
export function actOnReplace(state: ModelState, request: ReplaceRequest): Act {
  const card = namedCard(state, request)
  const { into } = request
  const isNew = into.by === 'new'
  const found = isNew ? card && unborn(into.card, card) : cardNamed(state, request, into)
  const code = firstReason({
    VOIDED_BEFORE_ARRIVAL: isBuriedIn(state, request),
    CARD_NOT_FOUND_OR_PIN_INVALID: !card || !found,
    ...(card && found && lossReasons(card, found, state.nowMs)),
    ...(card && isNew && { OPERATION_NOT_ALLOWED: into.card.programId !== card.program.id }),
  })
  if (code || !card || !found) return refusedPair(code, card)
  const amount = card.balance
  move(card, found)
  found.expiresAtMs = card.expiresAtMs
  found.reloads = card.reloads
  if (isNew) {
    state.cardsByLookup.set(hexOf(into.card.lookup), found)
    state.cardsByUid.set(found.uid, found)
  }
  return posted('replace', found, { requested: 0, amount, replaced: card })
}

function lossReasons(card: ModelCard, into: ModelCard, nowMs: number): Reasons {
  const [own, its] = [stateReasons(card, nowMs), stateReasons(into, nowMs)]
  const isNoLoss = card.state !== 'active' && card.state !== 'blocked'
  return {
    ...either(
      { ...own, CARD_BLOCKED: own.CARD_BLOCKED === true && card.state !== 'blocked' },
      { ...its, CARD_NOT_ACTIVE: into.state === 'planned' },
    ),
    CARD_STATE_CONFLICT: isNoLoss && (card.state === 'pin_locked' || card.state === 'redeemed_out'),
    CARD_ALREADY_ACTIVE: into.state !== 'in_stock',
    OPERATION_NOT_ALLOWED: card === into || card.program !== into.program,
    FUNDS_HELD: card.held > 0,
  }
}

/** A card that is made to take the place of another one. */
function unborn({ cardId, form, lastFour, pinHash }: NewCard, { program }: ModelCard): ModelCard {
  return {
    ...{ uid: cardId, program, isPlastic: form === 'physical', hasPin: pinHash !== null, lastFour },
    ...{ state: 'in_stock', balance: 0, held: 0, expiresAtMs: null, reloads: 0, ended: undefined },
    ...{
      isOpened: true,
      blockedFrom: undefined,
      expiredFrom: undefined,
      successor: undefined,
      used: [],
    },
  }
}
