import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import type { PosProblem } from '../../src/contract/admin/pos.ts'
import { parseJson } from '../../src/contract/parse.ts'
import type { ServerContext } from '../context.ts'
import type { Findings, PollCursor, PosPage } from './adapter.ts'
import { joinFindings, NOTHING_FOUND } from './adapter.ts'
import { ADAPTERS } from './adapters.ts'
import type { Asked, Asking } from './asking.ts'
import type { Connection } from './connections.ts'
import { newEntries } from './entries.ts'
import {
  FIRST_LOOK_BACK_MS,
  HEARD_WITHIN_MS,
  LEFT_OUT_SHOWN_MS,
  LOOK_BACK_MAX_MS,
  POLL_EVERY_HEARD_MS,
  POLL_EVERY_MS,
  POLL_LEASE_MS,
  POLL_OVERLAP_MS,
  POLL_PAGES_MAX,
  REQUEST_PAUSE_MS,
  RETRY_FIRST_MS,
  RETRY_MAX_MS,
} from './limits.ts'

/** What a poll came to. */
export interface Polled {
  readonly problem: PosProblem | null
  /** Entries that were not known. */
  readonly found: number
}

export interface PollParts {
  readonly context: ServerContext
  readonly asking: Asking
}

type Failure = Extract<Asked, { ok: false }>

/**
 * Reads what changed since the last time, page by page; each page is kept with how far it goes, so
 * that a stop or a failure loses nothing. Undefined when another server is at it.
 */
export async function pollConnection(
  parts: PollParts,
  connection: Connection,
): Promise<Polled | undefined> {
  const { database, nowMs } = parts.context
  const { connectionId } = connection
  const lease = database.read
    .updateTable('pos_health')
    .set({ lease_until_ms: nowMs() + POLL_LEASE_MS })
    .where('connection_id', '=', connectionId)
    .where('lease_until_ms', '<=', nowMs())
    .compile()
  if (!(await database.write([{ query: lease, changes: 1 }]))) return undefined
  const kept = await readKept(parts.context, connectionId)
  const state: State = { found: 0, problems: [], isMore: true, kept }
  let cursor = readCursor(parts.context, kept)
  let failure: Failure | undefined
  for (let pages = 0; pages < POLL_PAGES_MAX && state.isMore && !failure; pages += 1) {
    if (pages > 0) await delay(restMs(parts.context))
    const next = await pollPage(parts, connection, cursor, state)
    if ('problem' in next) failure = next
    else cursor = next
  }
  await finish(parts.context, connectionId, state, failure)
  return { problem: failure?.problem ?? state.problems[0] ?? null, found: state.found }
}

interface State {
  found: number
  readonly problems: PosProblem[]
  isMore: boolean
  /** The cursor as it was kept last. */
  kept: string | null
}

/** Reads and keeps one page; gives where to go on. */
async function pollPage(
  parts: PollParts,
  connection: Connection,
  cursor: PollCursor,
  state: State,
): Promise<PollCursor | Failure> {
  const adapter = ADAPTERS[connection.kind]
  const nowMs = parts.context.nowMs()
  const spanMs = adapter.spanMaxMs ?? Number.POSITIVE_INFINITY
  const untilMs = cursor.untilMs ?? Math.min(nowMs, cursor.sinceMs + spanMs)
  const at = { ...cursor, untilMs }
  const asked = await parts.asking.ask(connection, (token) => adapter.list(at, connection, token))
  if (!asked.ok) {
    if (isLostPage(at, asked)) await keepPage(parts.context, connection, state, again(at))
    return asked
  }
  const page = adapter.readList(asked.answer, at, connection)
  if (page === undefined) return { ok: false, problem: 'not-understood', waitMs: 0, status: 200 }
  const findings = await withDetails(parts, connection, page.findings)
  if ('problem' in findings) return findings
  const next = after(at, page)
  await keepPage(parts.context, connection, state, next, findings)
  // What came while the pages were read is within the overlap of the next look.
  state.isMore = page.isMore || untilMs < nowMs - POLL_OVERLAP_MS
  return next
}

/** Every span overlaps: pages take their time, and nobody knows which span will be the last. */
function after(at: PollCursor & { untilMs: number }, page: PosPage): PollCursor {
  if (page.isMore) return { ...at, page: page.page }
  const sinceMs = Math.max(at.untilMs - POLL_OVERLAP_MS, at.sinceMs)
  return { sinceMs, untilMs: null, page: page.page }
}

/** The mark of a page is refused: POS forget theirs while a poll waits to go on. */
function isLostPage({ page }: PollCursor, { problem, status }: Failure): boolean {
  return page !== null && problem === 'not-understood' && status >= 400
}

/** The same span from its first page; what is known of it is not taken twice. */
function again(at: PollCursor): PollCursor {
  return { ...at, page: null }
}

async function keepPage(
  context: ServerContext,
  connection: Connection,
  state: State,
  next: PollCursor,
  findings: Findings = NOTHING_FOUND,
): Promise<void> {
  const { database, nowMs } = context
  const entries = await newEntries(context, connection, findings.readings)
  const kept = JSON.stringify(next)
  const query = database.read
    .updateTable('pos_health')
    .set({ poll_cursor: kept, ...(entries.count > 0 && { last_payment_at_ms: nowMs() }) })
    .where('connection_id', '=', connection.connectionId)
    // Whoever set another account meanwhile began anew: marks of the one before are none of its own.
    .where('poll_cursor', state.kept === null ? 'is' : '=', state.kept)
    .compile()
  if (!(await database.write([...entries.queries, { query, changes: 1 }])))
    throw new Error('a page of a till could not be kept')
  state.kept = kept
  state.found += entries.count
  state.problems.push(...findings.problems)
}

/** Asks for what the POS gave only the id of. What is gone meanwhile is left out. */
export async function withDetails(
  { context, asking }: PollParts,
  connection: Connection,
  findings: Findings,
): Promise<Findings | Failure> {
  const { detail, readDetail } = ADAPTERS[connection.kind]
  const all: Findings[] = [findings]
  for (const id of detail && readDetail ? findings.details : []) {
    await delay(restMs(context))
    const asked = await asking.ask(connection, (token) => {
      if (detail === undefined) throw new Error('a POS with details says how to ask for them')
      return detail(id, connection, token)
    })
    if (!asked.ok && asked.status === 404) continue
    if (!asked.ok) return asked
    const read = readDetail?.(asked.answer.text, id, connection)
    if (read === undefined) return { ok: false, problem: 'not-understood', waitMs: 0, status: 200 }
    all.push(read)
  }
  return joinFindings(all)
}

/** A stand-in of tests has no limit to keep to. */
function restMs({ posOrigin }: ServerContext): number {
  return posOrigin === undefined ? REQUEST_PAUSE_MS : 0
}

const cursorSchema = z.strictObject({
  sinceMs: z.int(),
  untilMs: z.int().nullable(),
  page: z.string().nullable(),
})

async function readKept({ database }: ServerContext, connectionId: string): Promise<string | null> {
  const row = await database.read
    .selectFrom('pos_health')
    .where('connection_id', '=', connectionId)
    .select('poll_cursor')
    .executeTakeFirst()
  return row?.poll_cursor ?? null
}

function readCursor({ nowMs }: ServerContext, text: string | null): PollCursor {
  const kept = parseJson(cursorSchema, text ?? '')
  if (!kept.ok) return { sinceMs: nowMs() - FIRST_LOOK_BACK_MS, untilMs: null, page: null }
  const earliest = nowMs() - LOOK_BACK_MAX_MS
  if (kept.value.untilMs !== null) return kept.value
  return { ...kept.value, sinceMs: Math.max(kept.value.sinceMs, earliest) }
}

/** When it is asked again: soon when there is more, as usual, or later and later. */
async function finish(
  { database, nowMs }: ServerContext,
  connectionId: string,
  state: State,
  failure: Failure | undefined,
): Promise<void> {
  const row = await database.read
    .selectFrom('pos_health')
    .where('connection_id', '=', connectionId)
    .select(['failures', 'last_callback_at_ms', 'problem', 'problem_at_ms'])
    .executeTakeFirst()
  const nowAt = nowMs()
  const failures = failure === undefined ? 0 : (row?.failures ?? 0) + 1
  const isHeard = nowAt - (row?.last_callback_at_ms ?? 0) < HEARD_WITHIN_MS
  const usual = state.isMore ? 0 : isHeard ? POLL_EVERY_HEARD_MS : POLL_EVERY_MS
  const retry = Math.min(RETRY_MAX_MS, RETRY_FIRST_MS * 2 ** Math.min(failures - 1, 20))
  const waitMs = failure === undefined ? usual : Math.max(retry, failure.waitMs)
  const problem = failure?.problem ?? state.problems[0] ?? null
  // That a payment was left out is not over with an answer: it stands for people to see.
  const isLeftOut = row?.problem === 'amount' || row?.problem === 'currency'
  const isShown = isLeftOut && nowAt - (row?.problem_at_ms ?? 0) < LEFT_OUT_SHOWN_MS
  const stays = problem === null && isShown
  const query = database.read
    .updateTable('pos_health')
    .set({
      ...(!stays && { problem, problem_at_ms: problem === null ? null : nowAt }),
      ...{ failures, poll_after_ms: nowAt + waitMs, lease_until_ms: 0 },
      ...(failure === undefined && { last_poll_at_ms: nowAt }),
    })
    .where('connection_id', '=', connectionId)
    .compile()
  await database.write([{ query }])
}
