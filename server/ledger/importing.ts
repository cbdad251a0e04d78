import { AMOUNT_MINOR_MAX, subtractMinor, ZERO } from '../../src/contract/money.ts'
import { refusal } from '../../src/contract/refusals.ts'
import { cardAccount, predecessorAccount } from './accounts.ts'
import { answer, cardAfter, recordOnly, refuse } from './answers.ts'
import { CARD_TRANSITIONS, type CardTrigger, nextCardState } from './card-states.ts'
import { balanceLimitCheck, type Found, placeCheck } from './checks.ts'
import type { CardChange, Decision } from './decision.ts'
import type { CardFacts, Facts, OriginalFacts, ProgramFacts } from './facts.ts'
import { noProgram } from './loading.ts'
import { encodeOperationId } from './operation-id.ts'
import type { ImportRequest, ImportReversalRequest } from './request.ts'

/** Takes over a card of another system: its value is owed by that system from then on. */
export function decideImport(request: ImportRequest, facts: Facts): Decision {
  const amount = worthCheck(request)
  if (amount) return refuse(request, facts, amount)
  const { program } = facts
  if (!program) return refuse(request, facts, noProgram(request, facts))
  const card = importedCard(request, facts, program)
  const code =
    placeCheck(request, facts, program, card) ??
    (facts.isNumberTaken ? 'CARD_ALREADY_ACTIVE' : undefined) ??
    balanceLimitCheck(request.amountMinor, { balanceMinor: ZERO }, program)
  if (code === 'CARD_ALREADY_ACTIVE') return refuse(request, facts, refusal(code, TAKEN))
  return code ? refuse(request, facts, code) : takeOver(request, facts, program, card)
}

const TAKEN = 'A card in the ledger has this number. Leave it out of the import.'

/** Nothing may be left on a card, but never more than it was first worth. */
function worthCheck({ amountMinor, initialMinor }: ImportRequest): Found {
  const isPossible =
    amountMinor >= 0 && amountMinor <= initialMinor && initialMinor <= AMOUNT_MINOR_MAX
  return isPossible ? undefined : 'AMOUNT_INVALID'
}

function importedCard(
  request: ImportRequest,
  facts: Facts,
  { programId, currency }: ProgramFacts,
): CardFacts {
  const { cardId, form, lastFour, pinHash, expiresAtMs } = request.newCard
  return {
    ...{ number: facts.nextCardNumber, cardId, programId, form, currency, lastFour },
    state: 'active',
    hasPin: pinHash !== null,
    balanceMinor: ZERO,
    heldMinor: ZERO,
    expiresAtMs: expiresAtMs ?? null,
    reloads: 0,
    activatedAtMs: null,
  }
}

function takeOver(
  request: ImportRequest,
  facts: Facts,
  program: ProgramFacts,
  card: CardFacts,
): Decision {
  const { amountMinor, initialMinor, issuedAtMs, lastUsedAtMs, reference, newCard } = request
  const state = nextCardState('none', triggerOf(request, program))
  const change = { balanceMinor: amountMinor, state, activatedAtMs: issuedAtMs }
  const posting = {
    debitAccount: predecessorAccount(program.networkId),
    creditAccount: cardAccount(card.number),
    amountMinor,
    currency: card.currency,
  }
  return {
    ...recordOnly(request, facts),
    outcome: 'posted',
    cardNumber: card.number,
    newCard,
    posting: amountMinor > 0 ? posting : null,
    card: change,
    note: { initialMinor, issuedAtMs, lastUsedAtMs, endsAtMs: card.expiresAtMs, reference },
    reply: answer(request, facts, {
      kind: 'import',
      requestedMinor: amountMinor,
      appliedMinor: amountMinor,
      currency: card.currency,
      card: cardAfter(card, change),
      originalOperationId: null,
    }),
  }
}

function triggerOf({ stands, amountMinor }: ImportRequest, program: ProgramFacts): CardTrigger {
  if (stands === 'blocked') return 'import_blocked'
  return amountMinor === 0 && !program.reloadable ? 'import_empty' : 'import'
}

/** Takes an imported card out again for good, with its value; only when nobody used it since. */
export function decideImportReversal(request: ImportReversalRequest, facts: Facts): Decision {
  const { original, card } = facts
  if (!original || !card) return refuse(request, facts, 'ORIGINAL_NOT_FOUND')
  if (original.kind !== 'import' || original.outcome !== 'posted')
    return refuse(request, facts, 'ORIGINAL_NOT_REVERSIBLE')
  if (original.voidedBy !== null) return reversedBefore(request, facts, original, card)
  if (isTouched(original, card)) return refuse(request, facts, refusal(NOT_REVERSIBLE, TOUCHED))
  return takeOut(request, facts, original, card)
}

const NOT_REVERSIBLE = 'ORIGINAL_NOT_REVERSIBLE'
const TOUCHED = 'The card was used after its import. It stays; close or adjust it by itself.'

function isTouched({ amountMinor, usedSince }: OriginalFacts, card: CardFacts): boolean {
  const isAsImported = card.balanceMinor === (amountMinor ?? 0) && card.heldMinor === 0
  const isOpen = CARD_TRANSITIONS.withdraw_import.from.includes(card.state)
  return usedSince || !isAsImported || !isOpen
}

function takeOut(
  request: ImportReversalRequest,
  facts: Facts,
  original: OriginalFacts,
  card: CardFacts,
): Decision {
  const { amountMinor, debitAccount, creditAccount, journalId } = original
  const moved = amountMinor ?? ZERO
  const isWorth = amountMinor !== null && debitAccount !== null && creditAccount !== null
  const change = {
    balanceMinor: subtractMinor(card.balanceMinor, moved),
    state: nextCardState(card.state, 'withdraw_import'),
  }
  return {
    ...recordOnly(request, facts),
    outcome: 'posted',
    locationId: original.locationId,
    requestedMinor: moved,
    posting: isWorth
      ? {
          ...{ debitAccount: creditAccount, creditAccount: debitAccount },
          ...{ amountMinor, currency: card.currency },
        }
      : null,
    card: change,
    originalJournalId: journalId,
    reversal: {
      ...{ journalId, amountMinor: moved },
      ...{ voidedBy: facts.journalId, refundedMinor: ZERO },
    },
    reply: reversed(request, facts, original, card, change),
  }
}

function reversedBefore(
  request: ImportReversalRequest,
  facts: Facts,
  original: OriginalFacts,
  card: CardFacts,
): Decision {
  return {
    ...recordOnly(request, facts),
    outcome: 'empty',
    locationId: original.locationId,
    originalJournalId: original.journalId,
    reply: reversed(request, facts, original, card, card),
  }
}

function reversed(
  request: ImportReversalRequest,
  facts: Facts,
  { amountMinor, timeMs, journalId, voidedBy }: OriginalFacts,
  card: CardFacts,
  after: Pick<CardChange, 'balanceMinor' | 'state'>,
): Decision['reply'] {
  const wasBefore = voidedBy !== null
  return answer(request, facts, {
    kind: 'import_reversal',
    requestedMinor: amountMinor ?? ZERO,
    appliedMinor: wasBefore ? ZERO : (amountMinor ?? ZERO),
    currency: card.currency,
    card: cardAfter(card, after),
    originalOperationId: encodeOperationId(timeMs, journalId),
    alreadyVoided: wasBefore,
  })
}
