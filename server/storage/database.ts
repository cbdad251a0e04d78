import type { CompiledQuery, Kysely } from 'kysely'
import type { LedgerEngine } from '../ledger/engine.ts'
import type { StorageError } from './errors.ts'
import type { Schema } from './schema.ts'

/** One administrative statement. With `changes`, the whole write is undone unless it changes that many rows. */
export interface WriteQuery {
  readonly query: CompiledQuery
  readonly changes?: number
}

/** The open database: reads beside the writer, writes through it, the ledger on top. */
export interface Database {
  /** Read-only; sees everything that was committed. Use it only to build and run SELECTs. */
  readonly read: Kysely<Schema>
  /**
   * Runs the statements in one transaction, in the writer's queue, and resolves when it is durable.
   * False when a `changes` expectation or a constraint failed; nothing was written then.
   */
  readonly write: (queries: readonly WriteQuery[]) => Promise<boolean>
  readonly ledger: LedgerEngine
  /** Why operations are refused right now, and what to do; null when all is well. Takes no time. */
  readonly trouble: () => string | null
  /**
   * Settles when nothing can be written any more and nobody asked for that: a commit failed with its
   * outcome open, or the writer ended. The process has to end; a new one finds out what is true.
   */
  readonly broken: Promise<StorageError>
  /** Finishes what was taken, then closes. Later calls reject. */
  readonly close: () => Promise<void>
}
