import { JOURNAL_COLUMNS, type JournalValues } from '../group/chain.ts'
import type { AddedCard, CardRow, OriginalRow } from '../group/rows.ts'
import type { Schema } from '../schema.ts'
import type { Operation } from './loaded.ts'
import { hexOf, requestKey } from './needs.ts'
import { type ColumnType, type ColumnValue, encodeRows } from './typed-rows.ts'

/** A card that the group changes: from what it was read as, to how it is left. */
export interface DraftCard {
  row: CardRow
  readonly previousJournalId: number | null
  /** True when balance and state are written, and not only the link. */
  isChanged: boolean
  /** True when what is held is written too. */
  isHeldChanged: boolean
  /** Undefined when the time of activation stays. */
  activatedAtMs: number | null | undefined
  /** True when its date and its number of loads are written too. */
  isLifeChanged: boolean
}

/** A claim that the group took, and maybe gave up again. */
export interface DraftClaim {
  readonly journalId: number
  releasedBy: number | null
}

/** What a group does to the tables, and what it assumed of them; nothing is written yet. */
export interface Draft {
  readonly journal: JournalValues[]
  readonly byId: Map<number, JournalValues>
  readonly byRequest: Map<string, number>
  readonly cards: Map<number, DraftCard>
  readonly newCards: Map<number, AddedCard & { readonly currency: string }>
  readonly newLookups: Map<string, number>
  readonly newUids: Map<string, number>
  readonly claims: Map<string, DraftClaim>
  /** Claims of earlier groups: key, holder, and who released it. */
  readonly releases: (readonly [key: string, journalId: number, releasedBy: number])[]
  readonly tombstones: Map<string, number>
  readonly reversals: Map<number, Schema['reversal']>
  readonly reversalsWere: Map<number, readonly [voidedBy: number | null, refunded: number | null]>
  readonly sealed: Map<number, Schema['sealed_answer']>
  readonly assumed: Assumed
}

/** What was taken for granted: the commit makes sure of it. */
export interface Assumed {
  noTombstones: boolean
  readonly requests: Map<string, readonly [caller: string, requestId: string]>
  readonly claims: Set<string>
  readonly held: Map<string, number>
  readonly tombstones: Set<string>
  readonly lookups: Set<string>
  readonly uids: Set<string>
  /** The newest operation of each card that was looked at. */
  readonly cards: Map<number, number | null>
}

export function emptyDraft(): Draft {
  return {
    journal: [],
    byId: new Map(),
    byRequest: new Map(),
    cards: new Map(),
    newCards: new Map(),
    newLookups: new Map(),
    newUids: new Map(),
    claims: new Map(),
    releases: [],
    tombstones: new Map(),
    reversals: new Map(),
    reversalsWere: new Map(),
    sealed: new Map(),
    assumed: {
      noTombstones: false,
      requests: new Map(),
      claims: new Set(),
      held: new Map(),
      tombstones: new Set(),
      lookups: new Set(),
      uids: new Set(),
      cards: new Map(),
    },
  }
}

type JournalColumn = (typeof JOURNAL_COLUMNS)[number]

const AT = Object.fromEntries(JOURNAL_COLUMNS.map((name, index) => [name, index])) as Record<
  JournalColumn,
  number
>

/** A row of the group itself as a later operation of the group sees it. */
export function draftedOperation(draft: Draft, values: JournalValues): Operation {
  const row = Object.fromEntries(JOURNAL_COLUMNS.map((name, index) => [name, values[index]]))
  const id = Number(row['id'])
  const reversal = draft.reversals.get(id)
  const sealed = draft.sealed.get(id)
  return {
    ...row,
    voided_by: reversal?.voided_by ?? null,
    refunded_minor: reversal?.refunded_minor ?? null,
    sealed: sealed?.sealed ?? null,
    sealed_until_ms: sealed?.expires_at_ms ?? null,
  } as unknown as Operation
}

/** True for the row that stands for its request; an operation on two cards has another one. */
export function isFirstLine(values: JournalValues): boolean {
  return values[AT.line] === 0
}

/** Takes a row of the journal. */
export function draftJournal(draft: Draft, values: JournalValues): void {
  const id = Number(values[AT.id])
  draft.journal.push(values)
  draft.byId.set(id, values)
  if (isFirstLine(values)) draft.byRequest.set(requestKey(...requestOf(values)), id)
}

/** The caller and request id of a row. */
export function requestOf(values: JournalValues): readonly [caller: string, requestId: string] {
  return [String(values[AT.caller]), String(values[AT.request_id])]
}

/** The row of the draft that an order would find, the newest first. */
export function draftedOrders(draft: Draft, isWanted: (row: OriginalRow) => boolean): Operation[] {
  return draft.journal
    .map((values) => draftedOperation(draft, values))
    .filter(isWanted)
    .reverse()
}

/** The rows of the journal as an array of `journal_line`. */
export function journalAsRows(draft: Draft): Buffer {
  return encodeRows(JOURNAL_TYPES, draft.journal)
}

const BLOBS: readonly JournalColumn[] = ['content_hash']
const NUMBERS: readonly JournalColumn[] = [
  ...(['id', 'line', 'time_ms', 'card_id', 'requested_minor', 'amount_minor'] as const),
  ...(['balance_after_minor', 'original_id', 'card_previous_id', 'rule_version'] as const),
]
const JOURNAL_TYPES: readonly ColumnType[] = JOURNAL_COLUMNS.map((name) => {
  if (BLOBS.includes(name)) return 'bytea'
  return NUMBERS.includes(name) ? 'bigint' : 'text'
})

/** What becomes of cards that were there before, as an array of `card_change`. */
export function cardsAsRows({ cards, newCards }: Draft): Buffer {
  const changed = [...cards.values()].filter(({ row }) => !newCards.has(row.id))
  return encodeRows(CARD_TYPES, changed.map(cardAsRow))
}

const CARD_TYPES: readonly ColumnType[] = [
  ...(['bigint', 'bigint', 'bigint', 'bigint', 'text'] as const),
  ...(['boolean', 'bigint', 'boolean', 'bigint', 'bigint', 'bigint'] as const),
]

/**
 * All else of the draft as `write_group` takes it, without the head: the beginning of a JSON object to
 * which the rest is added when it is sent.
 */
export function draftAsJson(draft: Draft): string {
  const lists: string[] = []
  const add = (name: string, rows: readonly unknown[]) => {
    if (rows.length > 0) lists.push(`"${name}":${JSON.stringify(rows)}`)
  }
  add(
    'newCards',
    [...draft.newCards.values()].map((card) => newCardAsRow(draft, card)),
  )
  add(
    'held',
    [...draft.cards.values()]
      .filter(({ isHeldChanged }) => isHeldChanged)
      .map(({ row }) => [row.id, row.held_minor]),
  )
  add('releases', draft.releases)
  add(
    'claims',
    [...draft.claims].map(([key, { journalId, releasedBy }]) => [key, journalId, releasedBy]),
  )
  add('tombstones', [...draft.tombstones])
  add(
    'reversals',
    [...draft.reversals.values()].map((row) => [
      row.journal_id,
      row.amount_minor,
      row.voided_by,
      row.refunded_minor,
    ]),
  )
  add(
    'reversalsWere',
    [...draft.reversalsWere].map(([id, was]) => [id, ...was]),
  )
  add(
    'sealed',
    [...draft.sealed.values()].map((row) => [row.journal_id, hexOf(row.sealed), row.expires_at_ms]),
  )
  addAssumed(draft, add)
  if (draft.assumed.noTombstones) lists.push('"noTombstones":true')
  return lists.join(',')
}

function addAssumed(
  { assumed, claims, cards }: Draft,
  add: (name: string, rows: readonly unknown[]) => void,
): void {
  add('absentRequests', [...assumed.requests.values()])
  // Those that the group takes are checked as they are taken.
  add(
    'absentClaims',
    [...assumed.claims].filter((key) => !claims.has(key)),
  )
  add('heldClaims', [...assumed.held])
  add('absentTombstones', [...assumed.tombstones])
  add('absentLookups', [...assumed.lookups])
  add('absentUids', [...assumed.uids])
  // Those that the group changes are checked as they are changed.
  const seen = [...assumed.cards].filter(([id]) => !cards.has(id))
  add('seenCards', seen)
}

function cardAsRow({
  row,
  previousJournalId,
  isChanged,
  activatedAtMs,
  isLifeChanged,
}: DraftCard): ColumnValue[] {
  return [
    row.id,
    previousJournalId,
    row.last_journal_id,
    isChanged ? row.balance_minor : null,
    isChanged ? row.state : null,
    activatedAtMs !== undefined,
    activatedAtMs ?? null,
    isLifeChanged,
    row.expires_at_ms,
    isLifeChanged ? row.reloads : null,
    row.successor_id,
  ]
}

function newCardAsRow(draft: Draft, card: AddedCard): unknown[] {
  const changed = draft.cards.get(card.id)
  return [
    card.id,
    card.uid,
    card.program_id,
    card.form,
    changed?.row.state ?? card.state,
    hexOf(card.number_lookup),
    hexOf(card.number_sealed),
    card.key_version,
    card.last_four,
    card.pin_hash,
    card.batch,
    card.created_at_ms,
    changed?.row.balance_minor ?? 0,
    changed?.row.last_journal_id ?? null,
    changed?.activatedAtMs ?? null,
    changed?.row.expires_at_ms ?? null,
    changed?.row.reloads ?? 0,
    changed?.row.successor_id ?? null,
  ]
}
