import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type OpenOptions, verifyLedger } from '../../../server/storage/index.ts'
import { type PostgresVersion, startPostgres, type TestPostgres } from '../../helpers/postgres.ts'
import { proveDatabase } from './prove-database.ts'

/** What a proof came to. */
export type Proven = ReturnType<typeof verifyLedger>

/** Where one ledger of an engine lives. */
export interface Place {
  /** What opens the database there. */
  readonly options: Pick<OpenOptions, 'dataDirectory' | 'databaseUrl'>
  /** The folder of its files. */
  readonly folder: string
  /** The whole proof of the ledger, as it is on the disk. */
  readonly verify: () => Promise<Proven>
  readonly remove: () => Promise<void>
}

/** An engine that is held to the suite: all that differs between them is here. */
export interface Engine {
  readonly name: string
  /** Starts what its ledgers need: once before the tests of a file. */
  readonly start: () => Promise<void>
  /** A place for a ledger that does not exist yet. */
  readonly makePlace: () => Promise<Place>
  readonly end: () => Promise<void>
}

/** The engine inside the process. */
export const SQLITE: Engine = {
  name: 'SQLite',
  start: async () => undefined,
  makePlace: async () => {
    const folder = makeFolder()
    return {
      options: { dataDirectory: folder },
      folder,
      verify: async () => verifyLedger(folder),
      remove: async () => removeFolder(folder),
    }
  },
  end: async () => undefined,
}

/** The engine on a PostgreSQL server of this version. */
export function postgresEngine(version: PostgresVersion): Engine {
  let server: TestPostgres | undefined
  return {
    name: `PostgreSQL ${version}`,
    start: async () => {
      server = await startPostgres({ version })
    },
    makePlace: async () => {
      if (!server) throw new Error('the server of this engine is not started')
      const folder = makeFolder()
      const databaseUrl = await server.createDatabase()
      return {
        options: { dataDirectory: folder, databaseUrl },
        folder,
        verify: () => proveDatabase(databaseUrl),
        remove: async () => removeFolder(folder),
      }
    },
    end: async () => server?.end(),
  }
}

function makeFolder(): string {
  return mkdtempSync(join(tmpdir(), 'countermark-ledger-'))
}

function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
}
