import { mkdirSync } from 'node:fs'
import { Kysely, SqliteDialect } from 'kysely'
import { invariant } from '../../src/contract/parse.ts'
import type { LedgerEngine, LedgerReply } from '../ledger/engine.ts'
import type { Database, WriteQuery } from './database.ts'
import { databaseFile } from './files.ts'
import { GROUP_MAX } from './limits.ts'
import type { WriterResult } from './messages.ts'
import type { Schema } from './schema.ts'
import { openReadConnection } from './sqlite/connection.ts'
import { lockFolder } from './sqlite/lock.ts'
import { startWriter, type WriterClient } from './sqlite/writer-client.ts'
import { fromHex, wireNewCard, wireParameter, wireRequest } from './wire-form.ts'

export { type AllBooks, type Books, readBooks } from './books.ts'
export type { Database, WriteQuery } from './database.ts'
export { StorageError, type StorageErrorCode } from './errors.ts'
export { databaseFile } from './files.ts'
export { openReadOnly, type ReadOnlyDatabase } from './read-only.ts'
export type { Schema } from './schema.ts'
export {
  type Difference,
  describeDifference,
  type ProvenFigures,
  type Verification,
  verifyLedger,
} from './verify.ts'

export interface OpenOptions {
  /** The folder of the database; made when it does not exist. */
  readonly dataDirectory: string
  /** The most operations in one commit; 1 is one commit for each operation. */
  readonly groupMax?: number
  /** Server time in ms since 1970 UTC; the machine's clock when not given. */
  readonly nowMs?: () => number
  /** The most pages of 4 KiB that the database may grow to; no limit but the disk when not given. */
  readonly pagesMax?: number
}

/**
 * Opens the folder's database, making or migrating it as needed, and takes the folder for this
 * process. Rejects with a StorageError whose message says what to do.
 */
export async function openDatabase(options: OpenOptions): Promise<Database> {
  const { dataDirectory, groupMax = GROUP_MAX, nowMs = Date.now, pagesMax } = options
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 })
  const unlock = lockFolder(dataDirectory)
  try {
    const file = databaseFile(dataDirectory)
    const writer = await startWriter({ file, groupMax, pagesMax }, nowMs)
    const read = new Kysely<Schema>({
      dialect: new SqliteDialect({ database: openReadConnection(file) }),
    })
    return {
      read,
      write: (queries) => write(writer, queries),
      ledger: openLedger(writer),
      close: async () => {
        // The writer's connection is the last to close: it leaves one file with everything in it.
        await writer.close(() => read.destroy())
        unlock()
      },
    }
  } catch (error) {
    unlock()
    throw error
  }
}

async function write(writer: WriterClient, queries: readonly WriteQuery[]): Promise<boolean> {
  const statements = queries.map(({ query, changes }) => ({
    sql: query.sql,
    parameters: query.parameters.map(wireParameter),
    changes: changes ?? null,
  }))
  return done(await writer.ask({ is: 'write', statements }))
}

function openLedger(writer: WriterClient): LedgerEngine {
  return {
    execute: async (request) => {
      const reply = ledgerReply(await writer.ask({ is: 'execute', request: wireRequest(request) }))
      invariant(reply, 'an operation always has a reply')
      return reply
    },
    outcome: async (callerKey, requestId) =>
      ledgerReply(await writer.ask({ is: 'outcome', callerKey, requestId })),
    stock: async (cards) => done(await writer.ask({ is: 'stock', cards: cards.map(wireNewCard) })),
    onDidCommit: writer.onDidCommit,
  }
}

function ledgerReply(result: WriterResult): LedgerReply | undefined {
  if (result.is !== 'replied') return undefined
  const { reply, sealed } = result
  return { reply, sealedAnswer: sealed === null ? null : fromHex(sealed) }
}

function done(result: WriterResult): boolean {
  invariant(result.is === 'done', 'an administrative write is done or not')
  return result.value
}
