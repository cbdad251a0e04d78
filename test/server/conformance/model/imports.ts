import type { ImportRequest, ImportReversalRequest } from '../../../../server/ledger/request.ts'
import { refusal } from '../../../../src/contract/refusals.ts'
import { type Act, owe, posted, refused } from './act.ts'
import { isBuriedIn } from './care.ts'
import { findOriginal } from './originals.ts'
import { firstReason, placeReasons, type Reasons } from './reasons.ts'
import { makeCard } from './sales.ts'
import {
  hexOf,
  leftOf,
  locationOf,
  type ModelCard,
  type ModelOperation,
  type ModelState,
  programToIssue,
} from './state.ts'
import type { WorldProgram } from './world.ts'

/** Brings over a card of another system, or says why not. */
export function actOnImport(state: ModelState, request: ImportRequest): Act {
  const program = programToIssue(request)
  const code = firstReason(importReasons(state, request, program))
  if (code === 'CARD_ALREADY_ACTIVE') {
    const text = 'A card in the ledger has this number. Leave it out of the import.'
    return { is: 'refused', card: undefined, refusal: refusal(code, text) }
  }
  if (code || !program) return refused(code ?? 'OPERATION_NOT_ALLOWED', undefined)
  const card = makeCard(state, request.newCard, program)
  card.balance = request.amountMinor
  const isUsedUp = card.balance === 0 && !program.isReloadable
  card.state = request.stands === 'blocked' ? 'blocked' : isUsedUp ? 'redeemed_out' : 'active'
  owe(state, card, 'predecessor', -request.amountMinor)
  const amount = request.amountMinor
  return posted('import', card, { requested: amount, amount, beside: 'predecessor' })
}

function importReasons(
  state: ModelState,
  request: ImportRequest,
  program: WorldProgram | undefined,
): Reasons {
  const { amountMinor, initialMinor, newCard, caller } = request
  return {
    VOIDED_BEFORE_ARRIVAL: isBuriedIn(state, request),
    AMOUNT_INVALID: amountMinor < 0 || amountMinor > initialMinor || initialMinor > 1_000_000_000,
    CARD_NOT_ACCEPTED_HERE: caller.locationId !== null && locationOf(caller)?.isOpen !== true,
    OPERATION_NOT_ALLOWED: !program,
    ...(program && {
      ...placeReasons(program, request),
      CARD_ALREADY_ACTIVE: state.cardsByLookup.has(hexOf(newCard.lookup)),
      LIMIT_BALANCE: amountMinor > program.balanceMax,
    }),
  }
}

/** Takes a card that was brought over out again, or says why not. */
export function actOnImportReversal(state: ModelState, request: ImportReversalRequest): Act {
  const original = findOriginal(state, request)
  const card = original?.card
  const isImport = original?.kind === 'import' && original.outcome === 'posted'
  const code = firstReason({
    VOIDED_BEFORE_ARRIVAL: isBuriedIn(state, request),
    ORIGINAL_NOT_FOUND: !original || !card,
    ORIGINAL_NOT_REVERSIBLE: original !== undefined && !isImport,
  })
  if (code || !original || !card) return refused(code ?? 'ORIGINAL_NOT_FOUND', card)
  if (original.isVoided) return reversedBefore(original, card)
  if (!isUntouched(original, card)) {
    const text = 'The card was used after its import. It stays; close or adjust it by itself.'
    return { is: 'refused', card, refusal: refusal('ORIGINAL_NOT_REVERSIBLE', text) }
  }
  original.isVoided = true
  const { amount } = original
  card.balance = 0
  card.state = 'cancelled'
  owe(state, card, 'predecessor', amount)
  return posted('import_reversal', card, { requested: amount, amount, original })
}

function isUntouched({ amount }: ModelOperation, card: ModelCard): boolean {
  const isOpen = ['active', 'pin_locked', 'blocked', 'redeemed_out'].includes(card.state)
  const isUsed = card.used.some((other) => leftOf(other) > 0)
  return isOpen && !isUsed && card.balance === amount && card.held === 0
}

function reversedBefore(original: ModelOperation, card: ModelCard): Act {
  return {
    is: 'empty',
    card,
    locationId: original.locationId,
    requested: original.amount,
    currency: card.program.currency,
    shown: { ...card },
    original,
    isAgain: true,
    tombstone: undefined,
  }
}
