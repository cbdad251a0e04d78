import type { LocationId, RequestId } from '../../../src/contract/ids.ts'
import { type Currency, minor } from '../../../src/contract/money.ts'
import {
  type CardState,
  isSettlingKind,
  type OperationKind,
} from '../../../src/contract/operations.ts'
import { assertNever, invariant } from '../../../src/contract/parse.ts'
import type { ExpiredFacts, OriginalFacts } from '../../ledger/facts.ts'
import { businessKey, paymentKey } from '../../ledger/keys.ts'
import { decodeOperationId } from '../../ledger/operation-id.ts'
import type { Caller, LedgerRequest, OriginalSelector } from '../../ledger/request.ts'
import { decodeAnswer, noteIn } from '../../ledger/stored-answer.ts'
import type { CardRow, LedgerRows, OriginalRow } from './rows.ts'
import type { RulesNow } from './rules.ts'

/** The operation that a void or refund is about, and its card. */
export interface FoundOriginal {
  readonly original: OriginalFacts
  readonly cardRow: CardRow | undefined
}

/** Finds what a void or refund is about; undefined when there is none that the caller may touch. */
export function findOriginal(
  store: LedgerRows,
  rules: RulesNow,
  request: LedgerRequest,
  asked: CardRow | undefined,
): FoundOriginal | undefined {
  if (!isAboutOriginal(request)) return undefined
  const named = select(store, request, asked)
  const row = named && first(store, named)
  if (!row || !isWithin(request, row)) return undefined
  const cardRow = row.card_id === null ? undefined : store.cardByNumber(row.card_id)
  const { networkId } = request.caller
  const program = cardRow && rules.program(cardRow.program_id)
  if (networkId !== undefined && program && program.networkId !== networkId) return undefined
  return { original: originalFacts(store, row, cardRow), cardRow }
}

/** The requests that name an earlier operation. */
export type AboutOriginal = Extract<LedgerRequest, { original: OriginalSelector }>

/** True for a request that names an earlier operation. */
export function isAboutOriginal(request: LedgerRequest): request is AboutOriginal {
  return 'original' in request
}

function select(
  store: LedgerRows,
  { caller, original }: AboutOriginal,
  asked: CardRow | undefined,
): OriginalRow | undefined {
  switch (original.by) {
    case 'request':
      return store.originalByRequest(caller.key, original.requestId)
    case 'operation': {
      const id = decodeOperationId(original.operationId)
      const row = id && store.originalById(id.journalId)
      return row && row.time_ms === id.timeMs ? row : undefined
    }
    case 'order':
      return asked && newestOfOrder(store, original, asked, caller)
    default:
      return assertNever(original)
  }
}

/**
 * The newest that was not undone, when all were the newest, which then was already voided: among
 * those of the amount that is named, else among all. A second void of one redemption must not take
 * another one of the same order with it.
 */
function newestOfOrder(
  store: LedgerRows,
  { order, amountMinor }: Extract<OriginalSelector, { by: 'order' }>,
  card: CardRow,
  caller: Caller,
): OriginalRow | undefined {
  const all = store
    .originalsByOrder(order.orderId, order.lineId, card.id)
    .filter((row) => mayTouch(caller, row))
  const named = all.filter(
    (row) => row.requested_minor === amountMinor || row.amount_minor === amountMinor,
  )
  const rows = named.length > 0 ? named : all
  const isLive = (row: OriginalRow) =>
    row.voided_by === null && (row.refunded_minor ?? 0) < (row.amount_minor ?? 0)
  return rows.find(isLive) ?? rows[0]
}

/** A retry that was answered from the record stands for the operation that was done. */
function first(store: LedgerRows, row: OriginalRow): OriginalRow | undefined {
  return row.outcome === 'repeated' && row.original_id !== null
    ? store.originalById(row.original_id)
    : row
}

/**
 * A request id is the caller's own, also where it stands for the operation of another one. What pays
 * a location is nothing that others may undo.
 */
function isWithin({ caller, original }: AboutOriginal, row: OriginalRow): boolean {
  return original.by === 'request' || (mayTouch(caller, row) && !isSettlingKind(row.kind))
}

/** Its own operations a caller may always touch; others only where it stands, if it stands anywhere. */
function mayTouch({ key, locationId, wholeNetwork }: Caller, row: OriginalRow): boolean {
  if (wholeNetwork === true || row.caller === key) return true
  return locationId !== null && row.location_id === locationId
}

function originalFacts(
  store: LedgerRows,
  row: OriginalRow,
  cardRow: CardRow | undefined,
): OriginalFacts {
  return {
    journalId: row.id,
    timeMs: row.time_ms,
    callerKey: row.caller,
    locationId: row.location_id as LocationId | null,
    kind: row.kind,
    outcome: row.outcome,
    debitAccount: row.debit_account,
    creditAccount: row.credit_account,
    amountMinor: row.amount_minor === null ? null : minor(row.amount_minor),
    voidedBy: row.voided_by,
    refundedMinor: minor(row.refunded_minor ?? 0),
    claims: claimsOf(row, cardRow),
    hold: holdOf(store, row),
    closedCard: row.kind === 'cash_out' && cardStateAfter(row) === 'cancelled',
    usedSince: BEGINS.has(row.kind) && isUsedSince(store, row, cardRow),
  }
}

/** The columns that make an operation's claims. */
export type ClaimingRow = Pick<
  OriginalRow,
  | 'outcome'
  | 'payment_key'
  | 'location_id'
  | 'order_id'
  | 'order_line'
  | 'caller'
  | 'kind'
  | 'requested_minor'
  | 'currency'
>

/** The keys that the operation may have claimed. */
function claimsOf(row: ClaimingRow, cardRow: CardRow | undefined): Uint8Array[] {
  const payment = paymentClaimOf(row)
  return [...(payment ? [payment] : []), ...orderClaimsOf(row, cardRow)]
}

/** The claim of its till payment; undefined when it had none. */
export function paymentClaimOf(row: ClaimingRow): Buffer | undefined {
  if (row.outcome !== 'posted' || row.payment_key === null) return undefined
  return paymentKey(row.location_id, row.payment_key)
}

/**
 * The claims that its order may have made: one, but an activation has two candidates, because a
 * card made by it was claimed under its program, before it had a number.
 */
export function orderClaimsOf(
  row: ClaimingRow,
  card: { readonly id: number; readonly program_id: string } | undefined,
): Buffer[] {
  const { order_id: orderId, currency } = row
  if (row.outcome !== 'posted' || !card || orderId === null || currency === null) return []
  const cards = row.kind === 'activate' ? [card.id, card.program_id] : [card.id]
  return cards.map((named) =>
    businessKey({
      callerKey: row.caller,
      locationId: row.location_id as LocationId | null,
      orderId,
      lineId: row.order_line,
      card: named,
      kind: row.kind,
      amountMinor: minor(row.requested_minor),
      currency: currency as Currency,
    }),
  )
}

/** Operations by which a card comes to be worth something. */
const BEGINS: ReadonlySet<OperationKind> = new Set(['activate', 'import'])

/** Operations that move value of an active card by themselves. */
const USES: ReadonlySet<OperationKind> = new Set(['redeem', 'fund', 'cash_out', 'adjust', 'credit'])

/** The state that the last block of a card was in; undefined when no block is on record. */
export function blockedFrom(
  store: LedgerRows,
  cardRow: CardRow | undefined,
): CardState | undefined {
  for (const row of historyOf(store, cardRow)) {
    if (row?.kind !== 'block' || row.outcome !== 'posted') continue
    const note = noteIn(row.answer)
    return note && 'blockedFrom' in note ? note.blockedFrom : undefined
  }
  return undefined
}

/** What the end of a card at its date did; undefined when none is on record. */
export function lastExpiry(
  store: LedgerRows,
  cardRow: CardRow | undefined,
): ExpiredFacts | undefined {
  for (const row of historyOf(store, cardRow)) {
    if (row?.outcome !== 'posted') continue
    // What was given back is not given back again.
    if (row.kind === 'extend') return undefined
    if (row.kind !== 'expire') continue
    const note = noteIn(row.answer)
    return {
      journalId: row.id,
      timeMs: row.time_ms,
      creditAccount: row.credit_account,
      amountMinor: minor(row.amount_minor ?? 0),
      from: note && 'expiredFrom' in note ? note.expiredFrom : undefined,
    }
  }
  return undefined
}

/** What was held, until when, and what ended it; undefined for what is no hold. */
function holdOf(store: LedgerRows, row: OriginalRow): OriginalFacts['hold'] {
  if (row.kind !== 'hold' || row.outcome !== 'posted') return undefined
  const note = noteIn(row.answer)
  invariant(note && 'heldMinor' in note, 'a hold is kept with what it holds')
  const ender = row.voided_by === null ? undefined : store.originalById(row.voided_by)
  const { heldMinor, expiresAtMs = 0 } = note
  return { heldMinor, expiresAtMs, endedBy: ender?.kind }
}

/** The state that the operation left its card in, as it was answered. */
function cardStateAfter(row: OriginalRow): CardState | null {
  const { id: journalId, time_ms: timeMs, request_id: requestId } = row
  const known = { journalId, timeMs, requestId: requestId as RequestId }
  const reply = decodeAnswer(row.answer, known)
  return reply.ok ? reply.value.cardState : null
}

/** Whether anything after its beginning still stands: then a card cannot go back to before it. */
function isUsedSince(
  store: LedgerRows,
  activation: OriginalRow,
  cardRow: CardRow | undefined,
): boolean {
  for (const row of historyOf(store, cardRow)) {
    if (!row) return true
    if (row.id === activation.id) return false
    // Somebody has seen the number.
    if (row.kind === 'claim' && row.outcome === 'posted') return true
    const stands = USES.has(row.kind)
    const undone = row.voided_by !== null || row.refunded_minor === row.amount_minor
    if (row.outcome === 'posted' && stands && !undone) return true
    if (isSuccession(row)) return true
  }
  return false
}

const SUCCEEDS: ReadonlySet<OperationKind> = new Set(['merge', 'void', 'refund'])

/** Whether it gave the card what was another card's: that cannot be taken back. */
function isSuccession({ kind, outcome, answer }: OriginalRow): boolean {
  if (!SUCCEEDS.has(kind) || outcome !== 'posted') return false
  const note = noteIn(answer)
  return note !== undefined && 'replacedLastFour' in note
}

/**
 * The operations of a card along its own links, the newest first: ids alone do not tell the order of
 * every engine. Undefined, as the last, for a row that is not there.
 */
function* historyOf(
  store: LedgerRows,
  cardRow: CardRow | undefined,
): Generator<OriginalRow | undefined, void> {
  const seen = new Set<number>()
  for (let id = cardRow?.last_journal_id ?? null; id !== null; ) {
    invariant(!seen.has(id), 'the links of a card never lead back')
    seen.add(id)
    const row: OriginalRow | undefined = store.originalById(id)
    yield row
    id = row?.card_previous_id ?? null
  }
}
