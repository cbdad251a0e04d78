import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type OpenOptions, verifyLedger } from '../../../server/storage/index.ts'

/** What a proof came to. */
export type Proven = ReturnType<typeof verifyLedger>

/** Where one ledger of an engine lives. */
export interface Place {
  /** What opens the database there. */
  readonly options: Pick<OpenOptions, 'dataDirectory'>
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

function makeFolder(): string {
  return mkdtempSync(join(tmpdir(), 'countermark-ledger-'))
}

function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
}
