import type { RequestId } from '../../../src/contract/ids.ts'
import type { CardState } from '../../../src/contract/operations.ts'
import { cardAccount } from '../../ledger/accounts.ts'
import { isWaiting } from '../../ledger/card-states.ts'
import type { LifeNote } from '../../ledger/decision.ts'
import { decodeAnswer } from '../../ledger/stored-answer.ts'
import { type CardMemory, type ProvenCard, unusedCard } from './card-memory.ts'
import {
  activatedBy,
  issuedAt,
  lifeIn,
  proveCardRow,
  type StoredCard,
  successorIn,
} from './card-proof.ts'
import { expectSame } from './difference.ts'
import type { ProvenRow } from './journal-row.ts'
import { askEach, type Proof } from './reader.ts'

/** An operation as a card's links lead to it. */
interface Link {
  readonly id: number
  readonly cardId: number | null
  readonly previousId: number | null
  readonly timeMs: number
  /** When it made its card active: its own time, or the one of old that it tells. */
  readonly beganMs: number | null | undefined
  readonly isPosted: boolean
  readonly kind: string
  /** What it did to the card's balance, in minor units. */
  readonly movedMinor: number
  readonly balanceAfterMinor: number | null
  readonly currency: string | null
  /** Null when the answer does not show the card. */
  readonly state: CardState | null
  /** What was held after it, as its answer shows; null when it does not show the card. */
  readonly heldMinor: number | null
  readonly life: LifeNote
  /** The card that took its place by this operation. */
  readonly successorId: number | null
}

type LinkRow = [
  id: number,
  cardId: number | null,
  previousId: number | null,
  timeMs: number,
  outcome: string,
  kind: string,
  debit: string | null,
  credit: string | null,
  amount: number | null,
  balanceAfter: number | null,
  currency: string | null,
  requestId: string,
  answer: string,
]

function* readLinks(ids: readonly number[]): Proof<Map<number, Link>> {
  const rows = yield* askEach<LinkRow>(
    `SELECT id, card_id, card_previous_id, time_ms, outcome, kind, debit_account, credit_account,
            amount_minor, balance_after_minor, currency, request_id, answer
       FROM journal WHERE id IN (?)`,
    ids,
  )
  return new Map(rows.map((row) => [row[0], linkOf(row)]))
}

function linkOf(row: LinkRow): Link {
  const [id, cardId, previousId, timeMs, outcome, kind, debit, credit, amount] = row
  const [balanceAfterMinor, currency, requestId, answer] = [row[9], row[10], row[11], row[12]]
  const isPosted = outcome === 'posted'
  const account = cardId === null ? '' : cardAccount(cardId)
  const sign = credit === account ? 1 : debit === account ? -1 : 0
  return {
    ...{ id, cardId, previousId, timeMs, isPosted, kind, balanceAfterMinor, currency },
    beganMs: isPosted ? beganBy({ kind, timeMs, answer }) : timeMs,
    movedMinor: sign === 0 ? 0 : sign * (amount ?? 0),
    life: isPosted ? lifeIn({ kind, answer }) : {},
    successorId: isPosted ? successorIn({ answer }) : null,
    ...(isPosted ? shownIn(answer, { id, timeMs, requestId }) : { state: null, heldMinor: null }),
  }
}

function beganBy({ kind, timeMs, answer }: Pick<Link, 'kind' | 'timeMs'> & { answer: string }) {
  if (kind === 'replace') return activatedBy({ answer })
  return kind === 'import' ? issuedAt({ answer }) : timeMs
}

function shownIn(
  answer: string,
  { id, timeMs, requestId }: { id: number; timeMs: number; requestId: string },
): Pick<Link, 'state' | 'heldMinor'> {
  const row = { journalId: id, timeMs, requestId: requestId as RequestId }
  const reply = decodeAnswer(answer, row)
  if (!reply.ok) return { state: null, heldMinor: null }
  const { cardState: state, balanceMinor, availableMinor } = reply.value
  // Nothing is held of a card that waits, though nothing of it is available.
  const isHeldShown = state !== null && !isWaiting(state)
  return { state, heldMinor: isHeldShown ? (balanceMinor ?? 0) - (availableMinor ?? 0) : 0 }
}

/** Walks back along the links of many cards at once, the newest operation of each first. */
function* walkBack(
  from: ReadonlyMap<number, number>,
  take: (cardId: number, link: Link) => boolean,
): Proof<void> {
  for (let at = from; at.size > 0; ) {
    const links = yield* readLinks([...at.values()])
    const next = new Map<number, number>()
    for (const [cardId, journalId] of at) {
      const link = links.get(journalId)
      const where = `operation ${journalId}, to which the links of card ${cardId} lead`
      const found = link ? `an operation of card ${link.cardId}` : 'not there'
      expectSame('balances', where, `an operation of card ${cardId}`, found, { journalId })
      if (link && take(cardId, link) && link.previousId !== null) next.set(cardId, link.previousId)
    }
    at = next
  }
}

/**
 * Gives the memory the cards of these rows as they were before them, from the operations before.
 * When a card was activated is not known then.
 */
export function* recallCards(memory: CardMemory, rows: readonly ProvenRow[]): Proof<void> {
  const lasts = new Map<number, number>()
  for (const { row } of rows) {
    const { card_id: cardId, card_previous_id: previousId } = row
    if (cardId === null || memory.get(cardId) || lasts.has(cardId)) continue
    if (previousId === null) memory.add(unusedCard(cardId))
    else lasts.set(cardId, previousId)
  }
  yield* walkBack(lasts, (cardId, link) => {
    const known =
      memory.get(cardId) ?? memory.add({ ...unusedCard(cardId), lastJournalId: link.id })
    known.activatedAtMs = undefined
    known.expiresAtMs = undefined
    known.reloads = undefined
    if (!link.isPosted) return true
    known.balanceMinor = link.balanceAfterMinor ?? 0
    known.state = link.state
    known.heldMinor = link.heldMinor ?? 0
    known.currency = link.currency
    known.successorId = link.successorId
    return false
  })
}

/** Proves the rows of these cards from their operations alone, back to the first of each. */
export function* proveCardsBack(cards: readonly StoredCard[]): Proof<void> {
  const lasts = new Map<number, number>()
  const found = new Map<
    number,
    { card: ProvenCard; running: number; isActivationKnown: boolean; life: LifeNote }
  >()
  for (const { id, lastJournalId, balanceMinor } of cards) {
    const card = { ...unusedCard(id), lastJournalId: lastJournalId ?? 0 }
    found.set(id, { card, running: balanceMinor, isActivationKnown: false, life: {} })
    if (lastJournalId !== null) lasts.set(id, lastJournalId)
  }
  yield* walkBack(lasts, (cardId, link) => {
    const entry = found.get(cardId)
    if (!entry || !link.isPosted) return true
    const { card } = entry
    const where = `balance after operation ${link.id}`
    expectSame('balances', where, link.balanceAfterMinor, entry.running, { journalId: link.id })
    if (card.state === null) {
      card.heldMinor = link.heldMinor ?? 0
      card.successorId = link.successorId
    }
    card.state ??= link.state
    card.currency ??= link.currency
    const isBack = link.state === 'in_stock'
    const isReplacement = link.kind === 'replace' && link.successorId === null
    const isBegin = link.kind === 'activate' || link.kind === 'import' || isReplacement
    if (!entry.isActivationKnown && (isBegin || isBack)) {
      card.activatedAtMs = isBack ? null : link.beganMs
      entry.isActivationKnown = true
    }
    // The newest that says something of it counts.
    entry.life = { ...link.life, ...entry.life }
    entry.running -= link.movedMinor
    card.balanceMinor += link.movedMinor
    return true
  })
  for (const stored of cards) {
    const { card, life } = found.get(stored.id) ?? {}
    if (card && life?.cardExpiresAtMs !== undefined) card.expiresAtMs = life.cardExpiresAtMs
    if (card && life?.reloads !== undefined) card.reloads = life.reloads
    proveCardRow(stored, card)
  }
}
