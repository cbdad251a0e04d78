import type { MessagePort } from 'node:worker_threads'
import type { RequestId } from '../../src/contract/ids.ts'
import type { OperationAnswer } from '../../src/contract/operations.ts'
import type { Reply } from '../../src/contract/refusals.ts'
import type { LedgerRequest, NewCard } from '../ledger/request.ts'
import type { StoredAnswer } from '../ledger/stored-answer.ts'
import type { TrustedTime } from './clock-watch.ts'
import type { StorageErrorCode } from './errors.ts'
import type { HandOver } from './sqlite/hand-over.ts'
import type { CheckpointBoard } from './sqlite/log-tending.ts'

/** How the writer thread is started. */
export interface WriterOptions {
  readonly file: string
  readonly groupMax: number
  /** The most pages that the database may grow to; undefined for no limit but the disk. */
  readonly pagesMax: number | undefined
  /** Whether the log has its whole length from the start. */
  readonly reservesLog: boolean
}

/** How the writer hands over to the thread that waits for the disk. */
export interface WriterData extends WriterOptions {
  /** Takes {@link ToSyncer}. */
  readonly groups: MessagePort
  readonly shared: HandOver
  readonly board: CheckpointBoard
}

/** How the thread that copies the log is started. */
export interface CheckpointerOptions {
  readonly file: string
  readonly board: CheckpointBoard
}

/** How the thread that waits for the disk is started. */
export type SyncerOptions = Pick<WriterData, 'file' | 'groups' | 'shared'>

/** The text of answers that wait for the disk, or null: nothing more will come. */
export type ToSyncer = string | null

/** A blob travels as hex text inside JSON: far cheaper to clone than an array buffer. */
export type Wired<Value> = Value extends Uint8Array
  ? string
  : Value extends string | number | boolean | null | undefined
    ? Value
    : { readonly [Key in keyof Value]: Wired<Value[Key]> }

/** A value that a statement is bound to; a blob travels as hex text in an object. */
export type WiredParameter = string | number | null | { readonly hex: string }

/** One statement of an administrative write. */
export interface WriteStatement {
  readonly sql: string
  readonly parameters: readonly WiredParameter[]
  readonly changes: number | null
}

export interface ExecuteTask {
  readonly is: 'execute'
  readonly ticket: number
  readonly request: Wired<LedgerRequest>
}

export interface OutcomeTask {
  readonly is: 'outcome'
  readonly ticket: number
  readonly callerKey: string
  readonly requestId: RequestId
}

export interface StockTask {
  readonly is: 'stock'
  readonly ticket: number
  readonly cards: readonly Wired<NewCard>[]
  /** How they come into being, as the table of states calls it. */
  readonly as: 'stock' | 'generate'
}

export interface WriteTask {
  readonly is: 'write'
  readonly ticket: number
  readonly statements: readonly WriteStatement[]
}

/** Erases the secrets that are out of their window. */
export interface EraseTask {
  readonly is: 'erase'
  readonly ticket: number
}

export interface CloseTask {
  readonly is: 'close'
  readonly ticket: number
}

/** What the writer can be asked; each answer carries the ticket of its question. */
export type WriterTask = ExecuteTask | OutcomeTask | StockTask | WriteTask | EraseTask | CloseTask

/** From the main thread to the writer, as one JSON text: what was asked in one turn, in order. */
export interface ToWriter {
  readonly time: TrustedTime
  readonly tasks: readonly WriterTask[]
}

/** An operation that is now on record, as watchers hear of it. */
export type WiredOperation = readonly [
  journalId: number,
  cardUid: string | null,
  locationId: string | null,
]

/** What the ledger did now: the reply as the journal keeps it, and hex of the sealed answer. */
export type WiredRecorded = readonly [
  journalId: number,
  stored: StoredAnswer,
  sealed: string | null,
]

/** What became of one task, as the main thread reads it. */
export type WriterResult =
  | {
      readonly is: 'replied'
      readonly reply: Reply<OperationAnswer>
      /** Hex of the sealed answer. */
      readonly sealed: string | null
    }
  | { readonly is: 'unknown_request' }
  | { readonly is: 'done'; readonly value: boolean }
  | {
      readonly is: 'failed'
      readonly code: StorageErrorCode
      readonly message: string
      readonly outcome: 'not_done' | 'unknown'
    }

/** What a group came to: parallel to its tasks, and the operations that are now on record. */
export interface GroupAnswers {
  /** The time of the group in ms since 1970 UTC. */
  readonly timeMs: number
  readonly tickets: readonly number[]
  readonly results: readonly (WriterResult | WiredRecorded)[]
  readonly recorded: readonly WiredOperation[]
  /** When the group began and when it was written, by {@link steadyMs}. */
  readonly beganMs: number
  readonly writtenMs: number
}

/** What a task's caller is given: an operation that was recorded now comes with its group's time. */
export type TaskAnswer =
  | WriterResult
  | { readonly is: 'recorded'; readonly recorded: WiredRecorded; readonly timeMs: number }

/** From the writer to the main thread; `text` is the JSON of {@link GroupAnswers}. */
export type FromWriter =
  /** `lastTimeMs`: when the ledger was last written, in ms since 1970 UTC. */
  | { readonly is: 'ready'; readonly lastTimeMs: number }
  | { readonly is: 'not_ready'; readonly code: StorageErrorCode; readonly message: string }
  /** A commit failed in a way that leaves its outcome open: nothing is done any more. */
  | { readonly is: 'broken'; readonly message: string }
  | { readonly is: 'answers'; readonly text: string }
