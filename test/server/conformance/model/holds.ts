import type {
  CaptureRequest,
  HoldRequest,
  ReleaseRequest,
} from '../../../../server/ledger/request.ts'
import { type Act, owe, posted, refused } from './act.ts'
import { isBuriedIn, sameSale } from './care.ts'
import { findOriginal } from './originals.ts'
import { firstReason, isWrongAmount, redeemReasons } from './reasons.ts'
import { second } from './sales.ts'
import {
  type ModelCard,
  type ModelHold,
  type ModelOperation,
  type ModelState,
  namedCard,
} from './state.ts'

/** Keeps value for one sale, or says why not. */
export function actOnHold(state: ModelState, request: HoldRequest): Act {
  const card = namedCard(state, request)
  const { first, claims, reasons } = sameSale(state, request, card)
  const code = firstReason({ ...redeemReasons(request, card, state.nowMs), ...reasons })
  if (code === 'POSSIBLE_DUPLICATE' && first) return second(request, card, first)
  if (code || !card) return refused(code ?? 'CARD_NOT_FOUND_OR_PIN_INVALID', card)
  const { amountMinor: held, ttlMs } = request
  card.held += held
  const hold = { held, expiresAtMs: state.nowMs + ttlMs, endedBy: undefined }
  return posted('hold', card, { requested: held, amount: 0, claims, hold })
}

/** Redeems of a hold, or says why not. */
export function actOnCapture(state: ModelState, request: CaptureRequest): Act {
  const original = findOriginal(state, request)
  const { card, hold } = original ?? {}
  const amount = request.amountMinor ?? hold?.held ?? 0
  const isOpen = hold !== undefined && hold.endedBy === undefined && hold.expiresAtMs > state.nowMs
  const code = firstReason({
    VOIDED_BEFORE_ARRIVAL: isBuriedIn(state, request),
    AMOUNT_INVALID: request.amountMinor !== null && isWrongAmount(request.amountMinor),
    CURRENCY_MISMATCH: card !== undefined && card.program.currency !== request.currency,
    CARD_BLOCKED: card?.state === 'blocked',
    HOLD_NOT_FOUND: !isOpen,
    CAPTURE_EXCEEDS_HOLD: isOpen && amount > hold.held,
  })
  if (code || !card || !hold || !original) return refused(code ?? 'HOLD_NOT_FOUND', card)
  hold.endedBy = 'capture'
  card.held -= hold.held
  card.balance -= amount
  const isEmpty = card.balance === 0 && !card.program.isReloadable
  if (isEmpty && card.state === 'active') card.state = 'redeemed_out'
  const beside = `payable ${original.locationId}`
  owe(state, card, beside, amount)
  const parts = { requested: amount, amount, original, beside, isTaken: true }
  return posted('redeem', card, parts)
}

/** Gives up a hold, or says why not. */
export function actOnRelease(state: ModelState, request: ReleaseRequest): Act {
  const original = findOriginal(state, request)
  const { card, hold } = original ?? {}
  const isEarly = request.whenOver && hold !== undefined && hold.expiresAtMs > state.nowMs
  const code = firstReason({
    VOIDED_BEFORE_ARRIVAL: isBuriedIn(state, request),
    HOLD_NOT_FOUND: !hold || hold.endedBy === 'capture' || isEarly,
  })
  if (code || !card || !hold || !original) return refused(code ?? 'HOLD_NOT_FOUND', card)
  return letGo(state, hold, original, card)
}

/** Ends a hold that nothing was redeemed of; of one that was given up before it says so. */
export function letGo(
  state: ModelState,
  hold: ModelHold,
  original: ModelOperation,
  card: ModelCard,
): Act {
  if (hold.endedBy === 'release')
    return {
      ...{ is: 'empty', card, locationId: original.locationId, requested: hold.held },
      ...{ currency: card.program.currency, shown: { ...card }, original, isAgain: true },
      tombstone: undefined,
    }
  hold.endedBy = 'release'
  card.held -= hold.held
  for (const claim of original.claims) state.claims.delete(claim)
  original.claims = []
  return posted('release', card, { requested: hold.held, amount: 0, original })
}
