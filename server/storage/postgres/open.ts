import { uptime } from 'node:os'
import { Kysely } from 'kysely'
import pg from 'pg'
import { assertNever, invariant } from '../../../src/contract/parse.ts'
import { fromRecord, type LedgerEngine, type LedgerReply } from '../../ledger/engine.ts'
import { decodeAnswer } from '../../ledger/stored-answer.ts'
import { type ClockBehindRule, openClockWatch, type TrustedTime } from '../clock-watch.ts'
import type { Database } from '../database.ts'
import { errorText, overtaken, StorageError } from '../errors.ts'
import { ERASE_EVERY_MS, GROUP_MAX } from '../limits.ts'
import { assertWholeLedger } from '../move/mark.ts'
import { openPayableSums } from '../payable-sums.ts'
import type { Schema } from '../schema.ts'
import { type Administration, openAdministration } from './admin.ts'
import { assertUsable } from './boot.ts'
import { clientConfig } from './connect.ts'
import { type Engine, openEngine, type TaskDone } from './engine.ts'
import { type HeadRow, readHead } from './loaded.ts'
import { migrate, postgresSteps } from './migrate.ts'
import { noNeeds } from './needs.ts'
import { assertNotOlder, openNewestGroup } from './newest-group.ts'
import { adminPool, readDialect, reportDialect } from './pools.ts'
import { readLedger } from './session.ts'
import { startUpkeep } from './upkeep.ts'

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`, with `sslmode` and the like. */
  readonly databaseUrl: string
  /** The server's own folder; without one nothing is remembered beyond its end. */
  readonly dataDirectory?: string
  readonly groupMax?: number
  readonly nowMs?: () => number
  readonly elapsedMs?: () => number
  readonly clockBehind?: ClockBehindRule
  readonly eraseEveryMs?: number
}

/**
 * Opens the database, making or migrating its tables as needed. Any number of servers may have it
 * open. Rejects with a StorageError whose message says what to do.
 */
export async function openPostgres(options: PostgresOptions): Promise<Database> {
  const { databaseUrl: url, nowMs = Date.now, elapsedMs = upMs } = options
  const folder = options.dataDirectory
  const head = await prepare({ url, nowMs, folder }).catch((error: unknown) => {
    throw error instanceof StorageError ? error : unreachable(error)
  })
  const watch = openClockWatch(
    { nowMs, elapsedMs },
    { lastTimeMs: head.timeMs, behind: options.clockBehind ?? 'refuse' },
  )
  let apart: string | null = null
  const time = (): TrustedTime => {
    const trusted = watch()
    return apart !== null && trusted.fault === null ? { ...trusted, fault: apart } : trusted
  }
  const pool = adminPool(url)
  const upkeep = await startUpkeep({
    ...{ pool, time },
    eraseEveryMs: options.eraseEveryMs ?? ERASE_EVERY_MS,
    clock: nowMs === Date.now ? Date.now : undefined,
    onClock: (fault) => {
      apart = fault
    },
  }).catch(async (error: unknown) => {
    await pool.end()
    throw error instanceof StorageError ? error : unreachable(error)
  })
  const engine = openEngine({ url, time, head, groupMax: options.groupMax ?? GROUP_MAX })
  const { newest: known, fence: onFenced } = engine
  const administration = openAdministration({ pool, known, onFenced })
  const stopKeeping = folder === undefined ? () => undefined : keepNewest(folder, engine)
  const read = new Kysely<Schema>({ dialect: readDialect(url) })
  const reports = new Kysely<Schema>({ dialect: reportDialect(url) })
  let closing: Promise<void> | undefined
  const close = async () => {
    upkeep.stop()
    await engine.close()
    stopKeeping()
    await Promise.all([read.destroy(), reports.destroy(), pool.end()])
  }
  return {
    nowMs,
    read,
    reports,
    payableSums: openPayableSums(reports),
    watch: engine.onMeasure,
    figures: () => ({
      waiting: engine.waiting(),
      chainHeight: engine.feed.height(),
      logBytes: null,
    }),
    write: async (queries) => {
      if (closing) throw closed()
      const isDone = await administration.write(queries)
      engine.forget()
      return isDone
    },
    ledger: openLedger(engine, administration, time),
    trouble: () => engine.trouble() ?? time().fault,
    broken: engine.broken,
    onDidChangeElsewhere: engine.onElsewhere,
    close: () => {
      closing ??= close()
      return closing
    },
  }
}

/** Notes the newest group, for the next start, until the returned function is called. */
function keepNewest(folder: string, { newest, broken }: Engine): () => void {
  const keeping = openNewestGroup(folder).keep(newest)
  broken.then(keeping.now)
  return keeping.stop
}

interface Place {
  readonly url: string
  readonly folder: string | undefined
  readonly nowMs: () => number
}

/** Looks at the server, brings the tables up to date and reads where the ledger stands. */
async function prepare({ url, folder, nowMs }: Place): Promise<HeadRow> {
  const client = new pg.Client(clientConfig(url, 'ledger'))
  client.on('error', () => undefined)
  try {
    await client.connect()
    await assertUsable(client)
    if (folder !== undefined) await assertNotOlder(client, openNewestGroup(folder).read(), folder)
    await assertWholeLedger((sql) => client.query(sql))
    await migrate(url, postgresSteps(), nowMs())
    return readHead(await readLedger(client, noNeeds()))
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** In words, for whatever kept the database from being opened. */
export function unreachable(error: unknown): StorageError {
  const text = `The database cannot be opened: ${errorText(error)}. Check --database-url, that the server runs and that it lets this user in.`
  return new StorageError('cannot_write', text, 'not_done')
}

function closed(): StorageError {
  return new StorageError('closed', 'The database is closed.', 'not_done')
}

/** Unlike the timers of the process this counts on while the machine sleeps. */
function upMs(): number {
  return uptime() * 1000
}

function openLedger(
  engine: Engine,
  administration: Administration,
  time: () => TrustedTime,
): LedgerEngine {
  return {
    execute: async (request) => {
      const reply = ledgerReply(await engine.ask({ is: 'execute', request }), request.requestId)
      invariant(reply, 'an operation always has a reply')
      return reply
    },
    outcome: async (callerKey, requestId) =>
      ledgerReply(await engine.ask({ is: 'outcome', callerKey, requestId }), requestId),
    stock: async (cards, as = 'stock') => {
      const nextCard = await administration.stock(cards, as, time().timeMs)
      if (nextCard === undefined) return false
      engine.stocked(nextCard)
      return true
    },
    onDidCommit: engine.feed.onDidCommit,
  }
}

function ledgerReply(
  { result, timeMs }: TaskDone,
  requestId: Parameters<LedgerEngine['outcome']>[1],
): LedgerReply | undefined {
  switch (result.is) {
    case 'recorded': {
      const { journalId, stored, sealed } = result
      return { reply: decodeAnswer(stored, { journalId, timeMs, requestId }), sealedAnswer: sealed }
    }
    case 'replied':
      return fromRecord(result.reply, result.sealed)
    case 'unknown_request':
      return undefined
    case 'overtaken':
      throw overtaken()
    case 'clock_wrong':
      throw new StorageError('clock_wrong', result.fault, 'not_done')
    default:
      return assertNever(result)
  }
}
