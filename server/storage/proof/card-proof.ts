import type { CardState, OperationAnswer } from '../../../src/contract/operations.ts'
import { cardAccount } from '../../ledger/accounts.ts'
import { CARD_TRANSITIONS, type CardTrigger, isWaiting } from '../../ledger/card-states.ts'
import type { LifeNote } from '../../ledger/decision.ts'
import { EXTENDABLE } from '../../ledger/extending.ts'
import { noteIn } from '../../ledger/stored-answer.ts'
import type { Schema } from '../schema.ts'
import { type CardMemory, type ProvenCard, unusedCard } from './card-memory.ts'
import { expectSame, type Place } from './difference.ts'
import type { ProvenRow } from './journal-row.ts'

type Row = Schema['journal']

/**
 * One operation on its card: it follows the card's last one, its balance and state follow from those
 * before, and the answer shows the card as it then was.
 */
export function proveOnCard(
  memory: CardMemory,
  { row, groupId }: ProvenRow,
  answer: OperationAnswer | undefined,
): void {
  if (row.card_id === null || !memory.covers(row.card_id)) return
  const card = memory.get(row.card_id) ?? memory.add(unusedCard(row.card_id))
  const place = { group: groupId }
  const where = `operation ${row.id}`
  const previous = card.lastJournalId === 0 ? null : card.lastJournalId
  const before = `the one before ${where} on its card`
  expectSame('operations', before, previous, row.card_previous_id, place)
  card.lastJournalId = row.id
  card.balanceMinor += movedOnCard(row)
  if (row.outcome === 'posted')
    expectSame(
      'balances',
      `balance after ${where}`,
      card.balanceMinor,
      row.balance_after_minor,
      place,
    )
  if (card.balanceMinor < 0)
    expectSame('balances', `balance after ${where}`, 'not negative', card.balanceMinor, place)
  if (!answer || row.outcome === 'repeated') return
  if (row.outcome === 'posted') changeState(card, row, answer, place)
  else if (answer.cardState !== null) {
    const shown = `card shown by the answer of ${where}`
    expectSame('operations', shown, card.state, answer.cardState, place)
    expectSame('operations', shown, card.balanceMinor, answer.balanceMinor, place)
  }
}

/** What the operation did to the card's balance. */
export function movedOnCard(row: Row): number {
  if (row.card_id === null || row.amount_minor === null) return 0
  const account = cardAccount(row.card_id)
  if (row.credit_account === account) return row.amount_minor
  return row.debit_account === account ? -row.amount_minor : 0
}

function changeState(card: ProvenCard, row: Row, answer: OperationAnswer, place: Place): void {
  const after = answer.cardState
  const where = `card state after operation ${row.id}`
  const isLawful = after !== null && mayBecome(row, card, after)
  expectSame(
    'operations',
    where,
    isLawful ? after : `a lawful change from ${card.state}`,
    after,
    place,
  )
  card.heldMinor += heldChange(row)
  expectSame(
    'operations',
    `available after operation ${row.id}`,
    after !== null && isWaiting(after) ? 0 : card.balanceMinor - card.heldMinor,
    answer.availableMinor,
    place,
  )
  changeLife(card, row, place)
  if (row.kind === 'activate') card.activatedAtMs = row.time_ms
  if (row.kind === 'import') card.activatedAtMs = issuedAt(row)
  if (row.kind === 'replace' && after !== 'replaced') card.activatedAtMs = activatedBy(row)
  if (after === 'replaced') card.successorId = successorIn(row)
  if (after === 'in_stock') card.activatedAtMs = null
  card.state = after
  if (card.currency !== null)
    expectSame('operations', `currency of operation ${row.id}`, card.currency, row.currency, place)
  card.currency = row.currency
}

/** Until when the card lives, and how often it was loaded: a load is one more, nothing else is. */
function changeLife(card: ProvenCard, row: Row, place: Place): void {
  const { cardExpiresAtMs, reloads } = lifeIn(row)
  const isLoad = row.kind === 'fund'
  if (isLoad && card.reloads !== undefined)
    expectSame('operations', `loads after operation ${row.id}`, card.reloads + 1, reloads, place)
  if (cardExpiresAtMs !== undefined) card.expiresAtMs = cardExpiresAtMs
  if (reloads !== undefined) card.reloads = reloads
}

/** What an operation says of its card's life; nothing of most. */
export function lifeIn({
  kind,
  answer,
}: Pick<Row, 'answer'> & { readonly kind: string }): LifeNote {
  if (!TELL_LIFE.has(kind)) return {}
  const note = noteIn(answer) ?? {}
  return 'endsAtMs' in note ? { cardExpiresAtMs: note.endsAtMs } : note
}

/** The operations that may change how long a card lives or how often it was loaded. */
const TELL_LIFE: ReadonlySet<string> = new Set([
  'activate',
  'fund',
  'void',
  'extend',
  'import',
  'replace',
])

/** What an operation adds to what is held of its card. A redemption with an original ends a hold. */
function heldChange(row: Row): number {
  if (row.kind === 'hold') return row.requested_minor
  if (row.kind === 'release') return -row.requested_minor
  return row.kind === 'redeem' && row.original_id !== null ? -(heldBy(row) ?? 0) : 0
}

/** When an imported card was issued where it comes from, in ms since 1970 UTC. */
export function issuedAt({ answer }: Pick<Row, 'answer'>): number | undefined {
  const note = noteIn(answer)
  return note && 'issuedAtMs' in note ? note.issuedAtMs : undefined
}

/** What an operation says that it or its hold held, in minor units; undefined when it says nothing. */
export function heldBy({ answer }: Pick<Row, 'answer'>): number | undefined {
  const note = noteIn(answer)
  return note && 'heldMinor' in note ? note.heldMinor : undefined
}

/** What the void of a sale does. */
const VOIDS = ['return_to_stock', 'withdraw', 'reject'] as const satisfies readonly CardTrigger[]

/** What a sale makes of a card, whether it was printed or not. */
const SOLD: ReadonlySet<CardState> = new Set(
  (['activate', 'activate_later'] as const).map((trigger) => CARD_TRANSITIONS[trigger].to),
)

/** What a card of another system can come over as. */
const IMPORTED: ReadonlySet<CardState> = new Set(
  (['import', 'import_blocked', 'import_empty'] as const).map((by) => CARD_TRANSITIONS[by].to),
)
/** When the card was activated whose place this one took, as the operation says. */
export function activatedBy({ answer }: Pick<Row, 'answer'>): number | null {
  const note = noteIn(answer)
  return note && 'activatedAtMs' in note ? (note.activatedAtMs ?? null) : null
}

/** The card that took the place of the operation's, as it says. */
export function successorIn({ answer }: Pick<Row, 'answer'>): number | null {
  const note = noteIn(answer)
  return note && 'successor' in note ? note.successor : null
}

/** Whether an operation of this kind can leave the card in that state. */
function mayBecome(row: Row, { state, balanceMinor }: ProvenCard, after: CardState): boolean {
  const isMove = (trigger: CardTrigger) => {
    const { from, to } = CARD_TRANSITIONS[trigger]
    return state !== null && from.includes(state) && after === to
  }
  const isEmpty = balanceMinor === 0
  switch (row.kind) {
    case 'activate':
      // A printed card has no operation before its sale; a new one none at all.
      if (state === null && after === 'claimable') return true
      return (state ?? 'in_stock') === 'in_stock' && SOLD.has(after)
    case 'approve':
      return isMove('approve')
    case 'claim':
      return isMove('claim')
    case 'import':
      return state === null && IMPORTED.has(after)
    case 'import_reversal':
      return isEmpty && isMove('withdraw_import')
    case 'block':
      return isMove('block')
    case 'unblock':
      return isMove('unblock') || isMove('unblock_locked') || isMove('unblock_claimable')
    case 'deactivate':
      return isEmpty && isMove('close')
    case 'expire':
      return isEmpty && isMove('expire')
    case 'extend':
      if (after === state && EXTENDABLE.has(after)) return true
      return isMove('extend') || isMove('extend_locked') || isMove('extend_blocked')
    case 'void':
      if (isMove('reopen')) return true
      if (isEmpty && VOIDS.some(isMove)) return true
      break
    case 'merge':
    case 'replace':
      if (row.line > 0) return isEmpty && isMove('replace')
      if (row.kind === 'replace') return after === 'active' && (state ?? 'in_stock') === 'in_stock'
      break
    case 'cash_out':
      if (isEmpty && state === 'active' && after === 'cancelled') return true
      break
    default:
  }
  if (after === state) return after !== 'in_stock'
  return isMove('refill') || (isEmpty && isMove('empty'))
}

/** The card's row of the database. */
export interface StoredCard {
  readonly id: number
  readonly state: string
  readonly balanceMinor: number
  readonly heldMinor: number
  readonly lastJournalId: number | null
  readonly activatedAtMs: number | null
  readonly expiresAtMs: number | null
  readonly reloads: number
  readonly currency: string
  readonly successorId: number | null
  /** Of its batch, while it is not sold; null when it was made in none. */
  readonly batchState: string | null
}

/** The card's row is what its operations made of it. */
export function proveCardRow(stored: StoredCard, proven: ProvenCard | undefined): void {
  const card = proven ?? unusedCard(stored.id)
  const place = { journalId: card.lastJournalId }
  const same = (what: string, expected: string | number | null, found: string | number | null) =>
    expectSame('balances', `${what} of card ${stored.id}`, expected, found, place)
  same('balance', card.balanceMinor, stored.balanceMinor)
  same('last operation', card.lastJournalId === 0 ? null : card.lastJournalId, stored.lastJournalId)
  // Cards come into being with an operation, except printed ones.
  same('state', card.state ?? unsoldState(stored), stored.state)
  same('held value', card.heldMinor, stored.heldMinor)
  if (card.activatedAtMs !== undefined) same('activation', card.activatedAtMs, stored.activatedAtMs)
  if (card.expiresAtMs !== undefined) same('date', card.expiresAtMs, stored.expiresAtMs)
  if (card.reloads !== undefined) same('loads', card.reloads, stored.reloads)
  if (card.currency !== null) same('currency', card.currency, stored.currency)
  same('successor', card.successorId, stored.successorId)
}

/**
 * What a printed card can be before its first operation: planned until its batch is received or given
 * up, and a moment longer, as its cards follow it some at a time.
 */
function unsoldState({ batchState, state }: StoredCard): string {
  const lawful = UNSOLD[batchState ?? 'none'] ?? [IN_STOCK]
  return lawful.find((one) => one === state) ?? lawful[0]
}

const IN_STOCK = CARD_TRANSITIONS.stock.to
const PLANNED = CARD_TRANSITIONS.generate.to
const UNSOLD: Readonly<Record<string, readonly [CardState, ...CardState[]]>> = {
  none: [IN_STOCK],
  planned: [PLANNED],
  ready: [PLANNED],
  received: [CARD_TRANSITIONS.receive.to, PLANNED],
  spoiled: [CARD_TRANSITIONS.spoil.to, PLANNED],
}
