import type { CardRow, ClaimRow, OriginalRow, StoredRow } from '../group/rows.ts'
import type { RuleRow } from '../group/rules.ts'
import type { Schema } from '../schema.ts'
import { type Needs, orderKey, requestKey } from './needs.ts'

/** An earlier operation with all that any question about it needs. */
export interface Operation
  extends OriginalRow,
    StoredRow,
    ClaimRow,
    Pick<Schema['journal'], 'caller'> {
  readonly sealed: Uint8Array | null
  readonly sealed_until_ms: number | null
}

/** Where the ledger stands, as the row of its head says. */
export interface HeadRow {
  readonly groupId: number
  /** Hex. */
  readonly hash: string
  readonly timeMs: number
  readonly nextId: number
  readonly nextCard: number
  readonly rulesVersion: number
  readonly tombstones: number
}

type Row = readonly (string | number | null)[]

/** A program with all versions of its rules; null when it has none. */
export type ProgramRow = Schema['program'] & { readonly versions: readonly RuleRow[] | null }

/** What `read_ledger` answers. */
export interface ReadAnswer {
  readonly head: readonly [number, string, number, number, number, number, number]
  readonly byLookup?: readonly Row[]
  readonly byUid?: readonly Row[]
  readonly byNumber?: readonly Row[]
  readonly claims?: readonly (readonly [key: string, journalId: number])[]
  readonly tombstones?: readonly string[]
  readonly operations?: readonly Row[]
  readonly programs?: readonly ProgramRow[]
  readonly locations?: readonly Schema['location'][]
  readonly home?: string | null
}

/** What was read for one group: a fact, its absence (null), or nothing known (undefined). */
export interface Loaded {
  readonly lookups: Map<string, CardRow | null>
  readonly uids: Map<string, CardRow | null>
  readonly numbers: Map<number, CardRow>
  readonly operations: Map<number, Operation | null>
  readonly requests: Map<string, number | null>
  readonly claims: Map<string, number | null>
  readonly tombstones: Map<string, boolean>
  readonly orders: Map<string, readonly number[]>
}

export function nothingLoaded(): Loaded {
  return {
    lookups: new Map(),
    uids: new Map(),
    numbers: new Map(),
    operations: new Map(),
    requests: new Map(),
    claims: new Map(),
    tombstones: new Map(),
    orders: new Map(),
  }
}

export function readHead(answer: ReadAnswer): HeadRow {
  const [groupId, hash, timeMs, nextId, nextCard, rulesVersion, tombstones] = answer.head
  return { groupId, hash, timeMs, nextId, nextCard, rulesVersion, tombstones }
}

/**
 * Adds what was read. A card that is known already stays as it was first seen: what is read later of
 * its operations is then newer than the card, and a change between the two is found at the commit.
 */
export function addLoaded(loaded: Loaded, needs: Needs, answer: ReadAnswer): void {
  for (const row of answer.byNumber ?? []) keepCard(loaded, row)
  for (const row of answer.byLookup ?? [])
    loaded.lookups.set(String(row[CARD_LOOKUP]), keepCard(loaded, row))
  for (const row of answer.byUid ?? []) loaded.uids.set(String(row[1]), keepCard(loaded, row))
  for (const [key, id] of answer.claims ?? []) loaded.claims.set(key, id)
  for (const key of answer.tombstones ?? []) loaded.tombstones.set(key, true)
  const operations = (answer.operations ?? []).map(readOperation)
  for (const operation of operations) loaded.operations.set(operation.id, operation)
  addRequests(loaded, needs, operations)
  addOrders(loaded, needs)
  addAbsent(loaded, needs)
}

/**
 * Of an operation on several cards any row may have been read, along the rows of a card. It is the
 * first one that stands for the request: it comes with every request that was asked for, and has the
 * smallest id of its rows. What was not asked for is not known by its request.
 */
function addRequests(loaded: Loaded, needs: Needs, operations: readonly Operation[]): void {
  const firsts = new Map<string, number>()
  for (const { id, caller, request_id: requestId } of operations) {
    const key = requestKey(caller, requestId)
    if (needs.requests.has(key)) firsts.set(key, Math.min(id, firsts.get(key) ?? id))
  }
  for (const [key, id] of firsts) loaded.requests.set(key, id)
}

/** What was asked and not found is known not to be there. */
function addAbsent(loaded: Loaded, needs: Needs): void {
  for (const key of needs.lookups) setOnce(loaded.lookups, key)
  for (const key of needs.uids) setOnce(loaded.uids, key)
  for (const id of needs.ids) setOnce(loaded.operations, id)
  for (const key of needs.requests.keys()) setOnce(loaded.requests, key)
  for (const key of needs.claims) setOnce(loaded.claims, key)
  for (const key of needs.tombstones)
    if (!loaded.tombstones.has(key)) loaded.tombstones.set(key, false)
}

function setOnce<Key, Value>(map: Map<Key, Value | null>, key: Key): void {
  if (!map.has(key)) map.set(key, null)
}

function addOrders(loaded: Loaded, needs: Needs): void {
  for (const key of needs.orders.keys()) loaded.orders.set(key, [])
  for (const operation of loaded.operations.values()) {
    if (!operation || !isOrdered(operation)) continue
    const key = orderKey(operation.order_id ?? '', operation.order_line, operation.card_id ?? 0)
    const ids = loaded.orders.get(key)
    if (ids && !ids.includes(operation.id)) loaded.orders.set(key, [...ids, operation.id])
  }
}

/** True for an operation that a void by order may be about. */
export function isOrdered(row: Pick<OriginalRow, 'order_id' | 'kind' | 'outcome'>): boolean {
  return row.order_id !== null && row.kind === 'redeem' && row.outcome === 'posted'
}

const CARD_LOOKUP = 12

function keepCard(loaded: Loaded, row: Row): CardRow {
  const card = readCard(row)
  const known = loaded.numbers.get(card.id)
  if (known) return known
  loaded.numbers.set(card.id, card)
  return card
}

function readCard(row: Row): CardRow {
  const [id, uid, program, form, state, currency, lastFour, hasPin, balance, held, ...rest] = row
  const [last, until, , reloads, activated, successor] = rest
  return {
    id,
    uid,
    program_id: program,
    form,
    state,
    currency,
    last_four: lastFour,
    has_pin: hasPin,
    balance_minor: balance,
    held_minor: held,
    last_journal_id: last,
    expires_at_ms: until,
    reloads,
    activated_at_ms: activated,
    successor_id: successor,
  } as CardRow
}

const OPERATION_COLUMNS = [
  'id',
  'time_ms',
  'caller',
  'request_id',
  'content_hash',
  'kind',
  'outcome',
  'card_id',
  'location_id',
  'order_id',
  'order_line',
  'payment_key',
  'requested_minor',
  'debit_account',
  'credit_account',
  'amount_minor',
  'currency',
  'original_id',
  'card_previous_id',
  'answer',
  'voided_by',
  'refunded_minor',
  'sealed',
  'sealed_until_ms',
] as const

function readOperation(row: Row): Operation {
  const read = Object.fromEntries(OPERATION_COLUMNS.map((name, at) => [name, row[at] ?? null]))
  const { content_hash: hash, sealed } = read
  return {
    ...read,
    content_hash: Buffer.from(String(hash), 'hex'),
    sealed: sealed == null ? null : Buffer.from(String(sealed), 'hex'),
  } as unknown as Operation
}
