import { ZERO } from '../../src/contract/money.ts'
import { cardAccount, transferAccount } from './accounts.ts'
import { answer, cardAfter, recordOnly } from './answers.ts'
import { nextCardState } from './card-states.ts'
import type { CardChange, Decision, OtherLine, Posting, SuccessorNote } from './decision.ts'
import type { CardFacts, Facts, ProgramFacts } from './facts.ts'
import type { MergeRequest, ReplaceRequest } from './request.ts'

/** A card, the one that takes its place, and the program of both. */
interface Pair {
  readonly card: CardFacts
  readonly successor: CardFacts
  readonly program: ProgramFacts
}

/** What becomes of the successor. */
interface Succession {
  readonly successorChange: CardChange
  readonly note: Omit<SuccessorNote, 'replacedLastFour'>
}

/**
 * All of the value goes from a card to its successor: a row for each card, so that every row of the
 * journal is of one card and balances by itself. The answer shows the successor. Its card was not
 * replaced itself, and a replaced card never comes back: so no chain of successors leads back.
 */
export function succeed(
  request: MergeRequest | ReplaceRequest,
  facts: Facts,
  { card, successor, program }: Pair,
  { successorChange, note }: Succession,
): Decision {
  const { balanceMinor: amountMinor, currency, lastFour: replacedLastFour } = card
  const between = transferAccount(program.networkId)
  const move = (debitAccount: string, creditAccount: string): Posting | null =>
    amountMinor > 0 ? { debitAccount, creditAccount, amountMinor, currency } : null
  return {
    ...recordOnly(request, facts),
    outcome: 'posted',
    cardNumber: successor.number,
    posting: move(between, cardAccount(successor.number)),
    card: successorChange,
    note: { ...note, replacedLastFour },
    other: leave(
      request,
      facts,
      { card, successor, program },
      move(cardAccount(card.number), between),
    ),
    reply: answer(request, facts, {
      kind: request.kind,
      requestedMinor: ZERO,
      appliedMinor: amountMinor,
      currency,
      card: cardAfter(successor, successorChange),
      replacedLastFour,
      originalOperationId: null,
    }),
  }
}

/** The row of the card that was replaced. */
function leave(
  request: MergeRequest | ReplaceRequest,
  facts: Facts,
  { card, successor }: Pair,
  posting: Posting | null,
): OtherLine {
  const change = {
    balanceMinor: ZERO,
    state: nextCardState(card.state, 'replace'),
    successorNumber: successor.number,
  }
  return {
    cardNumber: card.number,
    posting,
    card: change,
    note: { successor: successor.number },
    reply: answer(request, facts, {
      kind: request.kind,
      requestedMinor: ZERO,
      appliedMinor: posting?.amountMinor ?? ZERO,
      currency: card.currency,
      card: cardAfter(card, change),
      originalOperationId: null,
    }),
  }
}
