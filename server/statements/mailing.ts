import type { LocationId, NetworkId } from '../../src/contract/ids.ts'
import type { ServerContext } from '../context.ts'
import type { Delivery } from '../delivery/index.ts'
import { type Background, startBackground } from '../load/index.ts'
import type { Schema } from '../storage/index.ts'
import { findRunStatement } from './finding.ts'
import { statementMail } from './letters.ts'
import { LEASE_MS, LOOK_EVERY_MS, QUEUED_AT_ONCE, TRIES_MAX, TRY_AGAIN_MS } from './limits.ts'

/** Mails the statements of runs whose money has left, and those that people asked for. */
export function startStatementMails(
  context: ServerContext,
  delivery: Delivery | null,
): Background | null {
  if (delivery === null) return null
  return startBackground({
    log: context.log,
    what: 'mailing statements',
    lookEveryMs: LOOK_EVERY_MS,
    step: async () => (await queueSent(context)) || mailNext(context, delivery),
  })
}

/** Runs whose money is at the bank: what their statements say is true. */
const GONE: readonly Schema['settlement_run']['state'][] = ['sent', 'acknowledged', 'settled']

/** Puts the statements of runs that have left in the post, once. True when there were any. */
async function queueSent({ database }: ServerContext): Promise<boolean> {
  const rows = await database.read
    .selectFrom('settlement_line as line')
    .innerJoin('settlement_run as run', 'run.id', 'line.run_id')
    .innerJoin('location', 'location.id', 'line.location_id')
    .leftJoin('statement_mail as mail', (join) =>
      join
        .onRef('mail.run_id', '=', 'line.run_id')
        .onRef('mail.location_id', '=', 'line.location_id'),
    )
    .where('run.state', 'in', GONE)
    .where('mail.run_id', 'is', null)
    .where('location.email', '<>', '')
    .limit(QUEUED_AT_ONCE)
    .select(['line.run_id', 'line.location_id'])
    .execute()
  if (rows.length === 0) return false
  return queue({ database }, rows)
}

/** Those that are in the post already stay as they are. */
export function queue(
  { database }: Pick<ServerContext, 'database'>,
  lines: readonly { readonly run_id: string; readonly location_id: string }[],
): Promise<boolean> {
  const { read } = database
  const fresh = { state: 'waiting', tries: 0, try_after_ms: 0, at_ms: null } as const
  return database.write(
    lines.map((line) => ({
      query: read
        .insertInto('statement_mail')
        .values({ ...line, ...fresh })
        .onConflict((on) => on.columns(['run_id', 'location_id']).doNothing())
        .compile(),
    })),
  )
}

/** Sends one mail that waits. True when there was one. */
async function mailNext(context: ServerContext, delivery: Delivery): Promise<boolean> {
  const { database, nowMs } = context
  const found = await database.read
    .selectFrom('statement_mail as mail')
    .innerJoin('location', 'location.id', 'mail.location_id')
    .where('mail.state', '=', 'waiting')
    .where('mail.try_after_ms', '<=', nowMs())
    .orderBy('mail.try_after_ms')
    .limit(1)
    .selectAll('mail')
    .select(['location.email', 'location.network_id'])
    .executeTakeFirst()
  if (!found) return false
  // Whoever takes it has it for a while: a second server finds another one.
  const isTaken = await set(context, found, { try_after_ms: nowMs() + LEASE_MS })
  if (!isTaken) return true
  const statement = await findRunStatement(database, found.network_id as NetworkId, {
    runId: found.run_id,
    locationId: found.location_id as LocationId,
  })
  const isSent =
    statement !== undefined && (await delivery.send(found.email, await statementMail(statement)))
  const tries = found.tries + 1
  const state = isSent ? 'sent' : tries >= TRIES_MAX ? 'failed' : 'waiting'
  const taken = { ...found, try_after_ms: isTaken.try_after_ms }
  const after = nowMs() + TRY_AGAIN_MS
  await set(context, taken, { state, tries, try_after_ms: after, at_ms: nowMs() })
  return true
}

type Mail = Schema['statement_mail']

/** Changes a mail that is as it was read; undefined when somebody else was first. */
async function set<Change extends Partial<Mail>>(
  { database }: ServerContext,
  { run_id, location_id, try_after_ms }: Mail,
  change: Change,
): Promise<Change | undefined> {
  const query = database.read
    .updateTable('statement_mail')
    .set(change)
    .where('run_id', '=', run_id)
    .where('location_id', '=', location_id)
    .where('state', '=', 'waiting')
    .where('try_after_ms', '=', try_after_ms)
    .compile()
  return (await database.write([{ query, changes: 1 }])) ? change : undefined
}
