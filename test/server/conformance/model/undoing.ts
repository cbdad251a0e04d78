import type { RefundRequest, VoidRequest } from '../../../../server/ledger/request.ts'
import { refusal } from '../../../../src/contract/refusals.ts'
import { type Act, owe, posted, refused } from './act.ts'
import { letGo } from './holds.ts'
import { findOriginal } from './originals.ts'
import { firstReason, isClosedFor, refundReasons, unloadReasons, voidReasons } from './reasons.ts'
import { orderTombstone } from './sales.ts'
import {
  leftOf,
  locationOf,
  type ModelCard,
  type ModelOperation,
  type ModelState,
  namedCard,
  operationKey,
} from './state.ts'
import { PROGRAMS } from './world.ts'

/** Gives back part or all of a redemption, or says why not. */
export function actOnRefund(state: ModelState, request: RefundRequest): Act {
  const original = findOriginal(state, request)
  const isBuried = state.tombstones.has(operationKey(request.caller.key, request.requestId))
  const code = firstReason({
    ...refundReasons(request, original, state.nowMs),
    VOIDED_BEFORE_ARRIVAL: isBuried,
  })
  if (code || !original?.card) return refused(code ?? 'ORIGINAL_NOT_FOUND', original?.card)
  return giveBack(state, original, original.card, {
    kind: 'refund',
    amount: request.amountMinor,
    requested: request.amountMinor,
  })
}

/** Undoes one operation whole, or remembers that it must not be done. */
export function actOnVoid(state: ModelState, request: VoidRequest): Act {
  const original = findOriginal(state, request)
  if (!original) return voidNothing(state, request)
  const code = firstReason(voidReasons(request, original, state.nowMs))
  if (code) return refused(code, original.card)
  const { card } = original
  if (original.outcome !== 'posted' || !card) return nothingToUndo(request, original)
  if (original.hold?.endedBy === 'capture') return refused('ORIGINAL_NOT_REVERSIBLE', card)
  if (original.hold) return letGo(state, original.hold, original, card)
  const left = leftOf(original)
  if (left === 0) return undoneBefore(request, original, card)
  if (original.sign > 0) return unload(state, original, card, left)
  const isLate = state.nowMs - original.timeMs > card.program.voidWindowMs
  if (isLate && original.kind !== 'redeem') return refused('ORIGINAL_NOT_REVERSIBLE', card)
  return giveBack(state, original, card, {
    kind: isLate ? 'refund' : 'void',
    amount: left,
    requested: askedAmount(request) ?? left,
  })
}

/** A void by order says what it asked for, whatever went back. */
function askedAmount({ original }: VoidRequest): number | undefined {
  return original.by === 'order' ? original.amountMinor : undefined
}

function voidNothing(state: ModelState, request: VoidRequest): Act {
  const { original, caller } = request
  if (original.by === 'operation') {
    const text = 'The operation to void was not found. Check its id.'
    return { is: 'refused', card: undefined, refusal: refusal('ORIGINAL_NOT_FOUND', text) }
  }
  const card = namedCard(state, request)
  const ofOrder = original.by === 'order' && card && orderTombstone(caller, original.order, card)
  return {
    is: 'empty',
    card,
    requested: askedAmount(request) ?? 0,
    currency: card?.program.currency ?? homeCurrency(request),
    shown: undefined,
    original: undefined,
    isAgain: false,
    tombstone:
      original.by === 'request'
        ? operationKey(caller.key, original.requestId)
        : ofOrder || undefined,
  }
}

/** Zeros have to be of some currency: that of the place, else of the oldest program. */
function homeCurrency({ caller }: VoidRequest): string {
  return locationOf(caller)?.currency ?? PROGRAMS[0]?.currency ?? ''
}

/** The void of what was refused: it tells nothing about the card. */
function nothingToUndo(request: VoidRequest, original: ModelOperation): Act {
  const { card } = original
  return {
    is: 'empty',
    card,
    requested: askedAmount(request) ?? 0,
    currency: card?.program.currency ?? homeCurrency(request),
    shown: undefined,
    original,
    isAgain: false,
    tombstone: undefined,
  }
}

function undoneBefore(request: VoidRequest, original: ModelOperation, card: ModelCard): Act {
  return {
    is: 'empty',
    card,
    locationId: original.locationId,
    requested: askedAmount(request) ?? original.amount,
    currency: card.program.currency,
    shown: { ...card },
    original,
    isAgain: true,
    tombstone: undefined,
  }
}

/** Value goes back to the card whatever became of it, unless it is closed for ever. */
function giveBack(
  state: ModelState,
  original: ModelOperation,
  card: ModelCard,
  { kind, amount, requested }: { kind: 'void' | 'refund'; amount: number; requested: number },
): Act {
  if (leftOf(original) === amount) release(state, original)
  if (kind === 'void') original.isVoided = true
  else original.refunded += amount
  const isReopened = original.isClosing && card.state === 'cancelled'
  const receiver = heirOf(card)
  if (isReopened || receiver.state === 'redeemed_out') receiver.state = 'active'
  if (isClosedFor(receiver.state)) owe(state, card, 'suspense', amount)
  else receiver.balance += amount
  owe(state, card, original.beside ?? '', -amount)
  const heir = receiver === card ? {} : { replaced: card }
  return posted(kind, receiver, { requested, amount, original, ...heir })
}

/** The card itself, or whoever stands in its place by now. */
function heirOf(card: ModelCard): ModelCard {
  return card.successor ? heirOf(card.successor) : card
}

/** Takes a load out again; after that of its activation plastic can be sold again. */
function unload(state: ModelState, original: ModelOperation, card: ModelCard, amount: number): Act {
  const code = firstReason(unloadReasons(original, card, state.nowMs))
  if (code) return refused(code, card)
  release(state, original)
  original.isVoided = true
  card.balance -= amount
  if (original.kind === 'fund') card.reloads = Math.max(0, card.reloads - 1)
  if (original.kind === 'activate') {
    const isSaleable = card.isPlastic && card.state !== 'pending_activation'
    card.state = isSaleable ? 'in_stock' : 'cancelled'
    if (isSaleable) Object.assign(card, { expiresAtMs: null, reloads: 0 })
  }
  owe(state, card, original.beside ?? '', amount)
  return posted('void', card, { requested: amount, amount, original })
}

/** What is undone whole may be done again. */
function release(state: ModelState, original: ModelOperation): void {
  for (const claim of original.claims) state.claims.delete(claim)
  original.claims = []
}
