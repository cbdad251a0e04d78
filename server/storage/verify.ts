import BetterSqlite3 from 'better-sqlite3'
import { errorText, StorageError, sqliteCode } from './errors.ts'
import { databaseFile } from './files.ts'
import { type ExpectedSchema, readSchema } from './proof/file-proof.ts'
import { type ProofSettings, type ProvenFigures, proveAll } from './proof/full-proof.ts'
import { type Difference, type Verification as Proven, prove } from './proof/prove.ts'
import { type Answer, type Proof, type Question, runProof } from './proof/reader.ts'
import { type NewFigures, NO_STATE, type ProofState, proveSince } from './proof/since-proof.ts'
import { type Connection, openReadConnection } from './sqlite/connection.ts'
import { migrate, readMigrations } from './sqlite/migrate.ts'
import { writeMoved } from './sqlite/moved.ts'

export type { ProvenFigures } from './proof/full-proof.ts'
export { type Difference, describeDifference } from './proof/prove.ts'
export type { NewFigures, ProofState } from './proof/since-proof.ts'

export type Verification<Figures = ProvenFigures> = Proven<Figures>

/** What {@link verifyLedger} may be told besides the folder. */
export type VerifyOptions = Partial<
  Pick<ProofSettings, 'publicKey' | 'opens' | 'keyCheck' | 'expect' | 'nowMs' | 'cardsInMemory'>
>

/**
 * Proves the ledger of this folder from its journal alone: the file, the chain, each answer, each
 * card's balance, the trial balance, reversals, claims, tombstones, idempotency, the checkpoints and
 * all that they sign, and what guards the tables. Reads one snapshot, so that it may run beside a
 * server. Names the first difference.
 */
export function verifyLedger(
  dataDirectory: string,
  options: VerifyOptions = {},
): Verification<ProvenFigures> {
  return withSnapshot(dataDirectory, (connection) =>
    verifyConnection(connection, { ...options, ...expectedTables() }),
  )
}

/**
 * Proves what came since the last proof, and one of `parts` parts of what is older: for every night.
 * Begins at the beginning without a state. The figures have the state for the next time.
 */
export function verifySince(
  dataDirectory: string,
  { state = NO_STATE, parts, ...options }: SinceOptions,
): Verification<NewFigures> {
  return withSnapshot(dataDirectory, (connection) => {
    const settings = { nowMs: Date.now(), ...options, ...expectedTables() }
    return proveOn(connection, proveSince({ ...settings, engine: 'sqlite' }, state, parts))
  })
}

/** What {@link verifySince} is told. */
export interface SinceOptions extends VerifyOptions {
  /** What the last proof left; from the beginning when not given. */
  readonly state?: ProofState | undefined
  /** In how many proofs all that is older is to be looked at again. */
  readonly parts: number
}

/** Opens the folder's database for one proof on one moment of it. */
function withSnapshot<Result>(
  dataDirectory: string,
  work: (connection: Connection) => Verification<Result>,
): Verification<Result> {
  try {
    const connection = openReadConnection(databaseFile(dataDirectory))
    try {
      const look = connection.transaction(() => {
        assertProvable(connection)
        return work(connection)
      })
      return look.deferred()
    } finally {
      connection.close()
    }
  } catch (error) {
    return unreadable(error)
  }
}

/** The same on a connection that is open already. */
export function verifyConnection(
  connection: Connection,
  settings: Partial<ProofSettings>,
): Verification<ProvenFigures> {
  return proveOn(connection, proveAll({ nowMs: Date.now(), ...settings, engine: 'sqlite' }))
}

/** Runs a proof on a connection. A file that cannot be read is a difference too. */
function proveOn<Result>(connection: Connection, proof: Proof<Result>): Verification<Result> {
  try {
    return runProof(prove(proof), answersOf(connection))
  } catch (error) {
    return unreadable(error)
  }
}

const prepared = new WeakMap<Connection, Map<string, BetterSqlite3.Statement>>()

/** Answers the questions of a proof; each statement is prepared once for a connection. */
function answersOf(connection: Connection): (question: Question) => Answer {
  const statements = prepared.get(connection) ?? new Map<string, BetterSqlite3.Statement>()
  prepared.set(connection, statements)
  return ({ sql, parameters }) => {
    const known = statements.get(sql)
    const statement = known ?? connection.prepare(sql).raw()
    if (!known) statements.set(sql, statement)
    return statement.all(...parameters) as Answer
  }
}

/** Codes of SQLite for a file whose content is not what SQLite wrote. */
const DAMAGED = /^SQLITE_(CORRUPT|NOTADB|ERROR|FORMAT|MISMATCH)/

function unreadable(error: unknown): { readonly ok: false; readonly difference: Difference } {
  if (!DAMAGED.test(sqliteCode(error))) throw error
  const difference = {
    proof: 'file',
    where: 'the database file',
    expected: 'readable',
    found: errorText(error),
  } as const
  return { ok: false, difference }
}

function expectedTables(): Pick<ProofSettings, 'schema' | 'steps'> {
  return { schema: expectedSchema(), steps: expectedSteps() }
}

let schema: ExpectedSchema | undefined

/** The tables, indexes and triggers as the steps of this program make them, and as a move seals them. */
function expectedSchema(): ExpectedSchema {
  if (schema) return schema
  const connection = new BetterSqlite3(':memory:')
  try {
    migrate(connection, readMigrations(), 0)
    const atHome = runProof(readSchema(), answersOf(connection))
    const mark = { moveId: '', target: '', sealedAtMs: 0 }
    connection.transaction(() => writeMoved(connection, mark))()
    schema = { atHome, moved: runProof(readSchema(), answersOf(connection)) }
    return schema
  } finally {
    connection.close()
  }
}

/** The steps of this program, as {@link ProofSettings} wants them. */
export function expectedSteps(): readonly string[] {
  return readMigrations().map(({ number, name, checksum }) => `${number} ${name} ${checksum}`)
}

/** Refuses a database of an older program in words: what it lacks is no difference. */
function assertProvable(connection: Connection): void {
  const steps = readMigrations().length
  const applied = connection.prepare<[], number>('SELECT count(*) FROM migration').pluck().get()
  if (Number(applied) >= steps) return
  throw new StorageError(
    'database_not_fitting',
    'The database was written by an older version. Start the server once, then verify again.',
    'not_done',
  )
}
