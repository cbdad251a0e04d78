import { z } from 'zod'
import { parseJson } from '../../src/contract/parse.ts'
import type { ServerContext } from '../context.ts'
import { type Background, startBackground } from '../load/index.ts'
import { NOTHING_FOUND } from './adapter.ts'
import { type Connection, findById, openSecrets } from './connections.ts'
import { newEntries } from './entries.ts'
import {
  ENTRY_KEPT_MS,
  EVENT_KEPT_MS,
  EVENT_TRIES_MAX,
  EVENTS_AT_ONCE,
  LOOK_EVERY_MS,
  RETRY_FIRST_MS,
} from './limits.ts'
import { type Polled, type PollParts, pollConnection, withDetails } from './polling.ts'

/** What is done after callbacks are answered, and between them. */
export interface PosWork extends Background {
  /** Asks a POS now; joins a poll that is under way. */
  readonly poll: (connection: Connection) => Promise<Polled>
}

/** Asks for the details of events, polls what is due, and erases what is old. */
export function startPosWork(parts: PollParts, onFound: () => void): PosWork {
  const { context } = parts
  const polls = new Map<string, Promise<Polled | undefined>>()
  let tidyAfterMs = 0
  const poll = (connection: Connection): Promise<Polled | undefined> => {
    const { connectionId } = connection
    const running = polls.get(connectionId) ?? pollConnection(parts, connection)
    polls.set(connectionId, running)
    return running.finally(() => polls.delete(connectionId))
  }
  const background = startBackground({
    log: context.log,
    what: 'hearing the tills in the cloud',
    lookEveryMs: LOOK_EVERY_MS,
    step: async ({ isClosing }) => {
      if (context.database.trouble() !== null) return false
      if (context.nowMs() >= tidyAfterMs) {
        await tidy(context)
        tidyAfterMs = context.nowMs() + EVENT_KEPT_MS / 100
      }
      const isMore = await workOnEvents(parts, onFound, isClosing)
      const due = await dueConnection(context)
      if (due === undefined || isClosing()) return isMore
      const polled = await poll(due)
      if (polled !== undefined && polled.found > 0) onFound()
      return polled !== undefined
    },
  })
  return {
    ...background,
    poll: async (connection) => {
      if (await isToWait(context, connection)) return { problem: 'rate-limited', found: 0 }
      const polled = await poll(connection)
      if (polled !== undefined && polled.found > 0) onFound()
      // Another server is at it: whoever asks may ask again in a moment.
      return polled ?? { problem: 'rate-limited', found: 0 }
    },
  }
}

/** A POS that asked for rest gets it, whoever presses a button. */
async function isToWait(
  { database, nowMs }: ServerContext,
  { connectionId }: Connection,
): Promise<boolean> {
  const row = await database.read
    .selectFrom('pos_health')
    .where('connection_id', '=', connectionId)
    .select(['problem', 'poll_after_ms'])
    .executeTakeFirst()
  return row?.problem === 'rate-limited' && row.poll_after_ms > nowMs()
}

async function dueConnection(context: ServerContext): Promise<Connection | undefined> {
  const rows = await context.database.read
    .selectFrom('pos_health')
    .innerJoin('pos_connection', 'pos_connection.id', 'pos_health.connection_id')
    .where('pos_connection.removed_at_ms', 'is', null)
    .where('poll_after_ms', '<=', context.nowMs())
    .where('lease_until_ms', '<=', context.nowMs())
    .select('connection_id')
    .orderBy('poll_after_ms')
    .limit(1)
    .execute()
  const [row] = rows
  return row && findById(context, row.connection_id)
}

/** True when some were done: there may be more. */
async function workOnEvents(
  parts: PollParts,
  onFound: () => void,
  isClosing: () => boolean,
): Promise<boolean> {
  const { database, nowMs } = parts.context
  const events = await database.read
    .selectFrom('pos_event')
    .where('details', 'is not', null)
    .where('try_after_ms', '<=', nowMs())
    .select(['connection_id', 'event_key', 'details', 'tries'])
    .orderBy('try_after_ms')
    .limit(EVENTS_AT_ONCE)
    .execute()
  for (const event of events) {
    if (isClosing()) return false
    if (await workOnEvent(parts, event)) onFound()
  }
  return events.length > 0
}

interface OpenEvent {
  readonly connection_id: string
  readonly event_key: string
  readonly details: string | null
  readonly tries: number
}

/** True when it brought something new. */
async function workOnEvent(parts: PollParts, event: OpenEvent): Promise<boolean> {
  const { context } = parts
  const tries = event.tries + 1
  const retryMs = RETRY_FIRST_MS * 2 ** Math.min(event.tries, 10)
  const claim = change(context, event, { tries, try_after_ms: context.nowMs() + retryMs })
  // Of several servers one asks; who ends in it is followed by another after a while.
  if (!(await context.database.write([claim]))) return false
  const connection = await findById(context, event.connection_id)
  const isHeard = connection !== undefined && openSecrets(context, connection).access !== ''
  const details = parseJson(z.array(z.string()), event.details ?? '[]')
  if (!isHeard || !details.ok || tries > EVENT_TRIES_MAX) {
    await context.database.write([change(context, { ...event, tries }, { details: null })])
    return false
  }
  const found = await withDetails(parts, connection, { ...NOTHING_FOUND, details: details.value })
  if ('problem' in found) {
    await noteProblem(context, connection, found.problem)
    return false
  }
  const entries = await newEntries(context, connection, found.readings)
  const done = change(context, { ...event, tries }, { details: null })
  const [problem] = found.problems
  if (problem !== undefined) await noteProblem(context, connection, problem)
  return (await context.database.write([...entries.queries, done])) && entries.count > 0
}

function change(
  { database }: ServerContext,
  { connection_id, event_key, tries }: OpenEvent,
  set: { details?: null; tries?: number; try_after_ms?: number },
) {
  const query = database.read
    .updateTable('pos_event')
    .set(set)
    .where('connection_id', '=', connection_id)
    .where('event_key', '=', event_key)
    .where('tries', '=', tries)
    .compile()
  return { query, changes: 1 }
}

async function noteProblem(
  { database, nowMs }: ServerContext,
  { connectionId }: Connection,
  problem: string,
): Promise<void> {
  const query = database.read
    .updateTable('pos_health')
    .set({ problem, problem_at_ms: nowMs() })
    .where('connection_id', '=', connectionId)
    .compile()
  await database.write([{ query }])
}

/** Never the newest entry: the next one's number follows from it. */
async function tidy({ database, nowMs }: ServerContext): Promise<void> {
  const newest = database.read.selectFrom('pos_entry').select(({ fn }) => fn.max('id').as('id'))
  await database.write([
    {
      query: database.read
        .deleteFrom('pos_event')
        .where('received_at_ms', '<', nowMs() - EVENT_KEPT_MS)
        .compile(),
    },
    {
      query: database.read
        .deleteFrom('pos_entry')
        .where('recorded_at_ms', '<', nowMs() - ENTRY_KEPT_MS)
        .where('id', '<', newest)
        .compile(),
    },
  ])
}
