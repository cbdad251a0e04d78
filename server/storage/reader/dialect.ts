import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import { invariant } from '../../../src/contract/parse.ts'
import { errorText, StorageError } from '../errors.ts'
import { RESULT_ROWS_MAX, type ReaderBounds } from './limits.ts'
import type { ReaderThread } from './reader-thread.ts'
import { openReaders, type Readers } from './readers.ts'

/**
 * SQLite for Kysely with every query in a thread: nothing here blocks. Read-only. A connection is a
 * thread, and a transaction keeps its own, so that it is one snapshot.
 */
export function readerDialect(file: string, bounds?: ReaderBounds): Dialect {
  return {
    // Otherwise queries would be let through one by one.
    createAdapter: () =>
      Object.defineProperty(new SqliteAdapter(), 'supportsMultipleConnections', { value: true }),
    createDriver: () => driverOf(openReaders(file, bounds)),
    createIntrospector: (database) => new SqliteIntrospector(database),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
}

function driverOf(readers: Readers): Driver {
  const threads = new WeakMap<DatabaseConnection, ReaderThread>()
  const say = async (connection: DatabaseConnection, sql: string): Promise<void> => {
    const thread = threads.get(connection)
    invariant(thread, 'a connection belongs to a thread')
    // What ended the thread has ended the transaction too.
    if (!thread.isAlive()) return
    try {
      await allRows(thread, sql, [])
    } catch (error) {
      // Nobody else may get a thread with half a transaction.
      await thread.end(new StorageError('request_failed', errorText(error), 'not_done'))
      throw error
    }
  }
  return {
    init: async () => undefined,
    acquireConnection: async () => {
      const thread = await readers.take()
      const connection = connectionOf(thread)
      threads.set(connection, thread)
      return connection
    },
    beginTransaction: (connection) => say(connection, 'BEGIN'),
    commitTransaction: (connection) => say(connection, 'COMMIT'),
    rollbackTransaction: (connection) => say(connection, 'ROLLBACK'),
    releaseConnection: async (connection) => {
      const thread = threads.get(connection)
      if (thread) readers.giveBack(thread)
    },
    destroy: readers.close,
  }
}

function connectionOf(thread: ReaderThread): DatabaseConnection {
  return {
    executeQuery: async <Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> => ({
      rows: (await allRows(thread, sql, parameters)) as Row[],
    }),
    streamQuery: async function* <Row>({ sql, parameters }: CompiledQuery) {
      for await (const rows of thread.pieces(sql, parameters)) yield { rows: rows as Row[] }
    },
  }
}

async function allRows(
  thread: ReaderThread,
  sql: string,
  parameters: readonly unknown[],
): Promise<unknown[]> {
  const rows: unknown[] = []
  for await (const piece of thread.pieces(sql, parameters)) {
    rows.push(...piece)
    if (rows.length > RESULT_ROWS_MAX)
      throw new StorageError('request_failed', 'The result has too many rows.', 'not_done')
  }
  return rows
}
