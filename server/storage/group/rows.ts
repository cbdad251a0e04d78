import type { Schema } from '../schema.ts'
import type { JournalValues } from './chain.ts'

/** The columns of a card that a decision needs. */
export type CardRow = Pick<
  Schema['card'],
  | 'id'
  | 'uid'
  | 'program_id'
  | 'form'
  | 'state'
  | 'currency'
  | 'last_four'
  | 'balance_minor'
  | 'held_minor'
  | 'last_journal_id'
  | 'expires_at_ms'
  | 'reloads'
  | 'activated_at_ms'
  | 'successor_id'
> & { readonly has_pin: 0 | 1 }

/** The columns of an operation that its claims and undoings follow from. */
export const ORIGINAL_COLUMNS = [
  'id',
  'time_ms',
  'caller',
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
] as const satisfies readonly (keyof Schema['journal'])[]
export type OriginalOperation = Pick<Schema['journal'], (typeof ORIGINAL_COLUMNS)[number]>

/** An earlier operation with what was undone of it. */
export type OriginalRow = OriginalOperation &
  Pick<Schema['journal'], 'card_previous_id' | 'request_id' | 'answer'> & {
    readonly voided_by: number | null
    readonly refunded_minor: number | null
  }

/** What was answered under a request id. */
export type StoredRow = Pick<
  Schema['journal'],
  'id' | 'time_ms' | 'content_hash' | 'outcome' | 'original_id' | 'answer'
>
/** The operation that holds a claim. */
export type ClaimRow = Pick<Schema['journal'], 'id' | 'time_ms' | 'request_id' | 'answer'>

/** The immutable part of a card that is added. */
export type AddedCard = Pick<
  Schema['card'],
  | 'id'
  | 'uid'
  | 'program_id'
  | 'form'
  | 'state'
  | 'number_lookup'
  | 'number_sealed'
  | 'key_version'
  | 'last_four'
  | 'pin_hash'
  | 'batch'
  | 'created_at_ms'
  | 'expires_at_ms'
>

/** How a card is after an operation. */
export interface ChangedCard {
  readonly id: number
  /** The newest operation of the card before this one: the change fits only on top of it. */
  readonly previousJournalId: number | null
  readonly journalId: number
  /** Null when the operation is only linked to the card. */
  readonly change: {
    readonly balanceMinor: number
    readonly state: Schema['card']['state']
    /** Undefined when it stays as it is. */
    readonly heldMinor?: number | undefined
    /** Undefined when it stays as it is. */
    readonly activatedAtMs?: number | null | undefined
    /** Undefined when it stays as it is. */
    readonly expiresAtMs?: number | null | undefined
    /** Undefined when it stays as it is. */
    readonly reloads?: number | undefined
    /** The card that takes its place; undefined when none does. */
    readonly successorId?: number | undefined
  } | null
}

/**
 * The tables of the ledger as a running group sees and changes them: what was committed and what
 * the group did so far. One for each engine. Writes that answer false did not fit.
 */
export interface LedgerRows {
  readonly stored: (caller: string, requestId: string) => StoredRow | undefined
  readonly hasTombstone: (key: Uint8Array) => boolean
  /** False when there is certainly none at all: then no key has to be made. */
  readonly hasAnyTombstone: () => boolean
  readonly claim: (key: Uint8Array) => ClaimRow | undefined
  readonly cardByLookup: (lookup: Uint8Array) => CardRow | undefined
  readonly cardByUid: (uid: string) => CardRow | undefined
  readonly cardByNumber: (id: number) => CardRow | undefined
  readonly originalById: (id: number) => OriginalRow | undefined
  readonly originalByRequest: (caller: string, requestId: string) => OriginalRow | undefined
  /** Posted redemptions of the card under this order, the newest first. */
  readonly originalsByOrder: (
    orderId: string,
    line: string | null,
    card: number,
  ) => readonly OriginalRow[]
  /** The sealed answer of an activation whose window is open. */
  readonly sealed: (journalId: number, nowMs: number) => Uint8Array | undefined
  /** False, with nothing written, when the caller's request id is on record already: line 0 only. */
  readonly addJournal: (values: JournalValues) => boolean
  /** False when there is no such program. */
  readonly addCard: (card: AddedCard) => boolean
  readonly changeCard: (changed: ChangedCard) => boolean
  /** False when another operation holds it. */
  readonly addClaim: (key: Uint8Array, journalId: number) => boolean
  readonly releaseClaim: (key: Uint8Array, journalId: number, releasedBy: number) => void
  readonly addTombstone: (key: Uint8Array, journalId: number) => void
  readonly putReversal: (reversal: Schema['reversal']) => void
  readonly addSealed: (sealed: Schema['sealed_answer']) => void
}
