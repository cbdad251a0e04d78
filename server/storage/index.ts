import { mkdirSync, statSync } from 'node:fs'
import { uptime } from 'node:os'
import { Kysely } from 'kysely'
import type { RequestId } from '../../src/contract/ids.ts'
import { invariant } from '../../src/contract/parse.ts'
import { fromRecord, type LedgerEngine, type LedgerReply } from '../ledger/engine.ts'
import { readAnswer } from '../ledger/stored-answer.ts'
import type { ClockBehindRule } from './clock-watch.ts'
import type { Database, WriteQuery } from './database.ts'
import type { StorageError } from './errors.ts'
import { databaseFile } from './files.ts'
import { ERASE_EVERY_MS, GROUP_MAX, UPTIME_EVERY_MS } from './limits.ts'
import type { TaskAnswer } from './messages.ts'
import { openPayableSums } from './payable-sums.ts'
import { openPostgres } from './postgres/open.ts'
import { readDialect, readerDialect } from './reader/index.ts'
import type { Schema } from './schema.ts'
import { type WatchedWriter, watchDisk } from './sqlite/disk-watch.ts'
import { lockFolder } from './sqlite/lock.ts'
import { assertOpenable, watchMoved } from './sqlite/opening.ts'
import { startWriter, type WriterClient, type WriterStart } from './sqlite/writer-client.ts'
import { fromHex, wireNewCard, wireParameter, wireRequest } from './wire-form.ts'

export {
  type Backup,
  BackupError,
  backupFile,
  makeBackup,
  readBackupName,
} from './backup/backup.ts'
export { type RestoreOptions, restoreBackup } from './backup/restore.ts'
export { type AllBooks, type Books, readBooks } from './books.ts'
export { type CheckpointSigner, writeCheckpoint } from './checkpoints.ts'
export { CLOCK_BEHIND_RULES, type ClockBehindRule } from './clock-watch.ts'
export type { Database, WriteQuery } from './database.ts'
export { errorText, isDiskFault, StorageError, type StorageErrorCode } from './errors.ts'
export { databaseFile, proofStateFile } from './files.ts'
export {
  type GroupRows,
  isCommittedBy,
  type JournalRange,
  journalRange,
  lastGroupBefore,
  newestGroup,
  rowsOfGroups,
  rowsWithGroup,
} from './journal-range.ts'
export { giveUpMove, type Moved, type MoveOptions, moveLedger } from './move/move.ts'
export { assertLedger } from './no-ledger.ts'
export { openPayableSums, type PayableMoved, type PayableSums } from './payable-sums.ts'
export { yieldProcess } from './priority.ts'
export { publicKeyOf } from './proof/checkpoint-body.ts'
export type { SealedCheck } from './proof/secret-proof.ts'
export { lookAtLedger, openReadOnly, type ReadOnlyDatabase } from './read-only.ts'
export { rekeyStatements, repinStatements } from './rekey.ts'
export type { Schema } from './schema.ts'
export { IMPORT_SERIALS, STAYED } from './schema-imports.ts'
export { syncFolder } from './sqlite/file-copy.ts'
export { findDamage } from './sqlite/soundness.ts'
export {
  type Difference,
  describeDifference,
  type NewFigures,
  type ProofState,
  type ProvenFigures,
  type SinceOptions,
  type Verification,
  type VerifyOptions,
  verifyLedger,
  verifySince,
} from './verify.ts'
export { verifyPostgres, verifyPostgresSince } from './verify-postgres.ts'

export interface OpenOptions {
  /** The folder of the database; made when it does not exist. */
  readonly dataDirectory: string
  /** A PostgreSQL database in place of the one in the folder, as `postgres://…`. */
  readonly databaseUrl?: string
  /** The most operations in one commit; 1 is one commit for each operation. */
  readonly groupMax?: number
  /** Server time in ms since 1970 UTC; the machine's clock when not given. */
  readonly nowMs?: () => number
  /** The time that passes whatever the clock says, in ms; since the machine's start when not given. */
  readonly elapsedMs?: () => number
  /** What to do with a clock that is far behind the ledger's last operation; `refuse` when not given. */
  readonly clockBehind?: ClockBehindRule
  /** How often secrets out of their window are erased, in ms; hourly when not given. */
  readonly eraseEveryMs?: number
  /** The most pages of 4 KiB that the database may grow to; no limit but the disk when not given. */
  readonly pagesMax?: number
  /** Gives the log of SQLite its length at the start, for quicker commits: for whoever stays open. */
  readonly reservesLog?: boolean
}

/**
 * Opens the folder's database, making or migrating it as needed, and takes the folder for this
 * process. Rejects with a StorageError whose message says what to do.
 */
export async function openDatabase(options: OpenOptions): Promise<Database> {
  const { dataDirectory, databaseUrl } = options
  if (databaseUrl !== undefined) return openPostgres({ ...options, databaseUrl })
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 })
  const unlock = lockFolder(dataDirectory)
  const file = databaseFile(dataDirectory)
  let writer: WatchedWriter
  try {
    assertOpenable(dataDirectory)
    writer = watchDisk(await startWriter(writerStart(file, options)))
  } catch (error) {
    unlock()
    throw error
  }
  return openBeside(writer, { file, unlock, options })
}

interface Place {
  readonly file: string
  readonly unlock: () => void
  readonly options: OpenOptions
}

/** Opens all that reads beside the writer. Nobody else may have the folder before all of it is closed. */
async function openBeside(
  writer: WatchedWriter,
  { file, unlock, options }: Place,
): Promise<Database> {
  const ends: (() => unknown)[] = []
  const close = async () => {
    // The writer's connection is the last to close: it leaves one file with everything in it.
    await writer.close(async () => {
      await Promise.all(ends.map((end) => end()))
    })
    unlock()
  }
  try {
    ends.push(await eraseOnAndOn(writer, options.eraseEveryMs ?? ERASE_EVERY_MS))
    let failure: StorageError | undefined
    writer.broken.then((error) => {
      failure = error
    })
    const moved = watchMoved(file)
    ends.push(moved.close)
    const read = new Kysely<Schema>({ dialect: readDialect(file) })
    const reports = new Kysely<Schema>({ dialect: readerDialect(file) })
    ends.push(() => Promise.all([read.destroy(), reports.destroy()]))
    const figures = await openFigures(writer, read, file)
    return {
      nowMs: options.nowMs ?? Date.now,
      read,
      reports,
      payableSums: openPayableSums(reports),
      watch: writer.onMeasure,
      figures,
      write: (queries) => write(writer, queries),
      ledger: openLedger(writer),
      trouble: () => failure?.message ?? moved.text() ?? writer.trouble() ?? writer.time().fault,
      broken: writer.broken,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** The height is counted on from what it is now: each commit group is one more. */
async function openFigures(
  writer: WriterClient,
  read: Kysely<Schema>,
  file: string,
): Promise<Database['figures']> {
  const last = await read
    .selectFrom('commit_group')
    .select(({ fn }) => fn.max<number | null>('id').as('height'))
    .executeTakeFirst()
  let chainHeight = last?.height ?? 0
  writer.onMeasure(() => {
    chainHeight += 1
  })
  return () => ({
    waiting: writer.waiting(),
    chainHeight,
    logBytes: statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0,
  })
}

function writerStart(file: string, options: OpenOptions): WriterStart {
  const { groupMax = GROUP_MAX, pagesMax, reservesLog = false } = options
  const { nowMs = Date.now, elapsedMs = upMs() } = options
  return {
    options: { file, groupMax, pagesMax, reservesLog },
    clocks: { nowMs, elapsedMs },
    clockBehind: options.clockBehind ?? 'refuse',
  }
}

/**
 * Unlike the timers of the process this counts on while the machine sleeps. The system is asked at
 * most every {@link UPTIME_EVERY_MS}, because that takes as long as a redemption's rules.
 */
function upMs(): () => number {
  let asked = { upMs: uptime() * 1000, atMs: performance.now() }
  return () => {
    const nowMs = performance.now()
    if (nowMs - asked.atMs >= UPTIME_EVERY_MS) asked = { upMs: uptime() * 1000, atMs: nowMs }
    return asked.upMs + (nowMs - asked.atMs)
  }
}

/**
 * Erases what is out of its window, now and again and again; not while the clock cannot be right.
 * What failed is tried again the next time: nothing else waits for it. Returns how to stop.
 */
async function eraseOnAndOn(writer: WriterClient, everyMs: number): Promise<() => void> {
  const erase = async () => {
    if (writer.time().fault === null) await writer.ask({ is: 'erase' }).catch(() => undefined)
  }
  await erase()
  const timer = setInterval(erase, everyMs)
  timer.unref()
  return () => clearInterval(timer)
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
      const answer = await writer.ask({ is: 'execute', request: wireRequest(request) })
      const reply = ledgerReply(answer, request.requestId)
      invariant(reply, 'an operation always has a reply')
      return reply
    },
    outcome: async (callerKey, requestId) =>
      ledgerReply(await writer.ask({ is: 'outcome', callerKey, requestId }), requestId),
    stock: async (cards, as = 'stock') =>
      done(await writer.ask({ is: 'stock', cards: cards.map(wireNewCard), as })),
    onDidCommit: (listener) =>
      writer.onDidCommit((operations) =>
        listener(
          operations.map(([journalId, cardUid, locationId]) => {
            return { journalId, cardUid, locationId }
          }),
        ),
      ),
  }
}

function ledgerReply(answer: TaskAnswer, requestId: RequestId): LedgerReply | undefined {
  if (answer.is === 'recorded') {
    const [journalId, stored, sealed] = answer.recorded
    const reply = readAnswer(stored, { journalId, timeMs: answer.timeMs, requestId })
    return { reply, sealedAnswer: sealed === null ? null : fromHex(sealed) }
  }
  if (answer.is !== 'replied') return undefined
  const { reply, sealed } = answer
  return fromRecord(reply, sealed === null ? null : fromHex(sealed))
}

function done(result: TaskAnswer): boolean {
  invariant(result.is === 'done', 'an administrative write is done or not')
  return result.value
}
