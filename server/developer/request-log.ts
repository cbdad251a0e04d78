import { sql } from 'kysely'
import type { RequestLogEntry } from '../../src/contract/admin/request-log.ts'
import { REQUEST_LOG_PAGE } from '../../src/contract/admin/request-log.ts'
import { uuidV7 } from '../../src/contract/ids.ts'
import { type Reply, replyCode } from '../../src/contract/refusals.ts'
import type { ServerContext } from '../context.ts'
import type { WriteQuery } from '../storage/database.ts'
import {
  REQUEST_LOG_AGE_MS,
  REQUEST_LOG_CLIENT_MAX,
  REQUEST_LOG_ROWS_MAX,
  REQUEST_LOG_ROWS_PER_WRITE,
  REQUEST_LOG_WAITING_MAX,
  REQUEST_LOG_WRITE_EVERY_MS,
  REQUEST_LOG_WRITES_PER_PRUNE,
} from './limits.ts'
import { keptText, requestIdIn } from './without-secrets.ts'

/** One call of a key, as the door had it. */
export interface LoggedCall {
  /** Server time in ms since 1970 UTC. */
  readonly atMs: number
  readonly operation: string
  readonly asked: unknown
  readonly answered: Reply<unknown>
  readonly tookMs: number
}

/** Whose call it was. */
export interface LoggedClient {
  readonly clientId: string
  readonly networkId: string
}

/** What of the log is asked for; see the contract for each. */
export interface RequestLogQuery {
  readonly networkId: string
  readonly clientId?: string | undefined
  readonly code?: string | undefined
  readonly operation?: string | undefined
  readonly requestId?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly cursor?: string | undefined
}

export interface RequestLogPage {
  readonly entries: readonly (RequestLogEntry & { readonly clientId: string })[]
  readonly next: string | null
}

/**
 * What keys asked of late and were answered, in the database: what was done is in the ledger for
 * ever, and this is for whoever looks for a mistake in a program. Bounded in age and size.
 */
export interface RequestLog {
  /** Takes no time; the call is written a moment later, or left out where there are too many. */
  readonly add: (client: LoggedClient, call: LoggedCall) => void
  /** Newest first; has every call that this process took. */
  readonly read: (query: RequestLogQuery) => Promise<RequestLogPage>
  /** Writes what waits, and takes no more. */
  readonly close: () => Promise<void>
}

type Parts = Pick<ServerContext, 'database' | 'log' | 'nowMs' | 'randomBytes'>

interface Waiting {
  readonly client: LoggedClient
  readonly call: LoggedCall
}

export function createRequestLog(context: Parts): RequestLog {
  const waiting: Waiting[] = []
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()
  let [leftOut, writes, isClosed] = [0, 0, false]

  const writeSome = async (): Promise<void> => {
    const some = waiting.splice(0, REQUEST_LOG_ROWS_PER_WRITE)
    if (some.length === 0) return
    writes += 1
    const isTidying = writes % REQUEST_LOG_WRITES_PER_PRUNE === 1
    const rows = addRows(context, some)
    await context.database
      .write(isTidying ? [rows, ...pruned(context, some)] : [rows])
      .catch((error: unknown) => context.log.warn({ err: error }, 'calls were not logged'))
  }
  const schedule = (): void => {
    if (timer !== undefined || isClosed) return
    timer = setTimeout(() => {
      timer = undefined
      if (leftOut > 0) context.log.warn({ leftOut }, 'calls were too many to be logged')
      leftOut = 0
      running = running.then(writeSome)
      running.then(() => waiting.length > 0 && schedule())
    }, REQUEST_LOG_WRITE_EVERY_MS)
    timer.unref()
  }
  const drain = async (): Promise<void> => {
    while (waiting.length > 0) {
      running = running.then(writeSome)
      await running
    }
    await running
  }
  return {
    add: (client, call) => {
      if (isClosed || waiting.length >= REQUEST_LOG_WAITING_MAX) {
        leftOut += 1
        return
      }
      waiting.push({ client, call })
      schedule()
    },
    read: async (query) => {
      await drain()
      return readPage(context, query)
    },
    close: async () => {
      isClosed = true
      clearTimeout(timer)
      await drain()
    },
  }
}

function addRows({ database, randomBytes }: Parts, some: readonly Waiting[]): WriteQuery {
  const values = some.map(({ client, call }) => ({
    id: uuidV7(call.atMs, randomBytes(10)),
    network_id: client.networkId,
    client_id: client.clientId,
    time_ms: call.atMs,
    operation: call.operation,
    code: call.answered.ok ? 'OK' : replyCode(call.answered),
    request_id: requestIdIn(call.asked),
    took_ms: call.tookMs,
    asked: keptText(call.asked),
    answered: keptText(call.answered),
  }))
  return { query: database.read.insertInto('request_log').values(values).compile() }
}

/** What goes, as too old or too much: of all keys, and of those that just called. */
function pruned({ database: { read }, nowMs }: Parts, some: readonly Waiting[]): WriteQuery[] {
  const oldest = uuidV7(Math.max(0, nowMs() - REQUEST_LOG_AGE_MS), new Uint8Array(10))
  const clients = [...new Set(some.map(({ client }) => client.clientId))]
  const statements = [
    sql`DELETE FROM request_log WHERE id < ${oldest}`,
    sql`DELETE FROM request_log WHERE id <= (SELECT id FROM request_log
      ORDER BY id DESC LIMIT 1 OFFSET ${REQUEST_LOG_ROWS_MAX})`,
    ...clients.map(
      (client) => sql`DELETE FROM request_log WHERE client_id = ${client} AND id <= (
        SELECT id FROM request_log WHERE client_id = ${client}
        ORDER BY id DESC LIMIT 1 OFFSET ${REQUEST_LOG_CLIENT_MAX})`,
    ),
  ]
  return statements.map((statement) => ({ query: statement.compile(read) }))
}

async function readPage({ database }: Parts, asked: RequestLogQuery): Promise<RequestLogPage> {
  const { networkId, clientId, code, operation, requestId, from, to, cursor } = asked
  let query = database.reports.selectFrom('request_log').where('network_id', '=', networkId)
  if (clientId !== undefined) query = query.where('client_id', '=', clientId)
  if (code !== undefined) query = query.where('code', '=', code)
  if (operation !== undefined) query = query.where('operation', '=', operation)
  if (requestId !== undefined) query = query.where('request_id', '=', requestId)
  if (from !== undefined) query = query.where('time_ms', '>=', Date.parse(from))
  if (to !== undefined) query = query.where('time_ms', '<', Date.parse(to))
  if (cursor !== undefined) query = query.where('id', '<', cursor)
  const rows = await query
    .selectAll()
    .orderBy('id', 'desc')
    .limit(REQUEST_LOG_PAGE + 1)
    .execute()
  const shown = rows.slice(0, REQUEST_LOG_PAGE)
  return {
    entries: shown.map((row) => ({
      ...{ entryId: row.id, clientId: row.client_id, atMs: row.time_ms, code: row.code },
      ...{ operation: row.operation, requestId: row.request_id, tookMs: row.took_ms },
      ...{ asked: JSON.parse(row.asked), answered: JSON.parse(row.answered) },
    })),
    next: rows.length > shown.length ? (shown.at(-1)?.id ?? null) : null,
  }
}
