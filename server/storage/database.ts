import type { CompiledQuery, Kysely } from 'kysely'
import type { LedgerEngine } from '../ledger/engine.ts'
import type { StorageError } from './errors.ts'
import type { PayableSums } from './payable-sums.ts'
import type { Schema } from './schema.ts'

/** One administrative statement. With `changes`, the whole write is undone unless it changes that many rows. */
export interface WriteQuery {
  readonly query: CompiledQuery
  readonly changes?: number
}

/** What one commit group took, for whoever watches. */
export interface GroupMeasure {
  /** Operations that the group made true or refused. */
  readonly operations: number
  /** From its beginning until the commit was durable, in ms. */
  readonly commitMs: number
  /** Of this, the commit itself: what the disk or the database server took, in ms. */
  readonly syncMs: number
}

/** How the database is doing right now. */
export interface StorageFigures {
  /** Calls that wait for the writer. */
  readonly waiting: number
  /** Commit groups in the chain. */
  readonly chainHeight: number
  /** Size of the write-ahead log in bytes; null where that is no business of ours. */
  readonly logBytes: number | null
}

/** The open database: reads beside the writer, writes through it, the ledger on top. */
export interface Database {
  /** Server time, by which the ledger decides which rules are valid, in ms since 1970 UTC. */
  readonly nowMs: () => number
  /** Read-only; sees everything that was committed. Use it only to build and run SELECTs. */
  readonly read: Kysely<Schema>
  /**
   * The same for what may take long: lists, reports, exports. Runs elsewhere, so that whatever is
   * asked here holds up nobody who uses {@link read} or the ledger. Few at once; beyond a bound it
   * rejects with a StorageError `overloaded`. A transaction is one snapshot.
   */
  readonly reports: Kysely<Schema>
  /** What ever moved on the payables of locations, read as reports are. */
  readonly payableSums: PayableSums
  /**
   * Runs the statements in one transaction, in the writer's queue, and resolves when it is durable.
   * False when a `changes` expectation or a constraint failed; nothing was written then.
   */
  readonly write: (queries: readonly WriteQuery[]) => Promise<boolean>
  readonly ledger: LedgerEngine
  /** Calls back after each commit group. Returns how to stop. */
  readonly watch: (listener: (group: GroupMeasure) => void) => () => void
  /** Takes no time. */
  readonly figures: () => StorageFigures
  /** Why operations are refused right now, and what to do; null when all is well. Takes no time. */
  readonly trouble: () => string | null
  /**
   * Settles when nothing can be written any more and nobody asked for that: a commit failed with its
   * outcome open, or the writer ended. The process has to end; a new one finds out what is true.
   */
  readonly broken: Promise<StorageError>
  /**
   * Calls back when what is outside the ledger may have been changed by another server on the same
   * database: at each such change, and when word of some may have been lost. Returns how to stop.
   * Undefined where no other server can be.
   */
  readonly onDidChangeElsewhere?: (listener: () => void) => () => void
  /** Finishes what was taken, then closes. Later calls reject. */
  readonly close: () => Promise<void>
}
