import type { CloseProblem } from '../../src/contract/admin/books.ts'
import type { NetworkId } from '../../src/contract/ids.ts'
import { TEXT_LENGTH_MAX } from '../../src/contract/limits.ts'
import { minor } from '../../src/contract/money.ts'
import { type AuditEntry, record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import { dayAfter, dayAt, startOfDayMs } from '../ledger/calendar.ts'
import { type Background, startBackground } from '../load/index.ts'
import { chosenZone } from '../network/index.ts'
import { type ClosedDay, closedBefore, closedDayOf, newestClosed } from './closed-days.ts'
import { type Computed, computeDay, computeGroups, type DueDay, postingsOf } from './closing.ts'
import { CLOSE_AFTER_MS, CLOSE_LOOK_EVERY_MS } from './limits.ts'

type Parts = Pick<ServerContext, 'database' | 'nowMs'>

/** What became of a day that was due. */
export type Closing =
  | { readonly is: 'closed'; readonly day: string }
  | { readonly is: 'failed'; readonly day: string; readonly problems: readonly CloseProblem[] }
  | { readonly is: 'nothing_due' }

/** Closes each day of each network after its midnight, and tells when one does not close. */
export function startCloser(
  context: Pick<ServerContext, 'database' | 'nowMs' | 'log'>,
  onDidClose: () => void,
): Background {
  return startBackground({
    log: context.log,
    what: 'the close of days',
    lookEveryMs: CLOSE_LOOK_EVERY_MS,
    step: async ({ isClosing }) => {
      const networks = await context.database.read.selectFrom('network').select('id').execute()
      for (const { id } of networks) {
        // Whatever breaks off at one network: the others wait for no one.
        while (!isClosing() && (await closeOne(context, id as NetworkId))) onDidClose()
      }
      return false
    },
  })
}

/** Closes one day, or tells why it does not close. True when one was closed. */
async function closeOne(
  context: Pick<ServerContext, 'database' | 'nowMs' | 'log'>,
  networkId: NetworkId,
): Promise<boolean> {
  try {
    const closing = await closeNext(context, networkId)
    if (closing.is === 'failed') tell(context.log, networkId, closing)
    return closing.is === 'closed'
  } catch (error) {
    context.log.error({ err: error, networkId }, 'the close of a day broke off')
    return false
  }
}

function tell(
  log: ServerContext['log'],
  networkId: string,
  { day, problems }: Extract<Closing, { is: 'failed' }>,
): void {
  log.error(
    { networkId, day, problems: problems.slice(0, 10) },
    'a day of the books does not close',
  )
}

/**
 * Closes the next day of a network, if one is over. A day with a difference stays open, and so do all
 * after it: what differs is kept for people to see, and told as an alarm.
 */
export async function closeNext(context: Parts, networkId: NetworkId): Promise<Closing> {
  const { database, nowMs } = context
  // A clock that jumped ahead would close days that are not over, for ever.
  if (database.trouble() !== null) return { is: 'nothing_due' }
  const due = await dueDay(context, networkId)
  if (!due) return { is: 'nothing_due' }
  const isNewest = nowMs() < startOfDayMs(dayAfter(due.day, 2), due.timeZone) + CLOSE_AFTER_MS
  const { row, problems } = await database.reports.transaction().execute(async (snapshot) => {
    const before = await newestClosed(snapshot, networkId)
    return computeDay(snapshot, due, before, isNewest)
  })
  if (problems.length > 0) {
    await keepFailure(context, due, problems)
    return { is: 'failed', day: due.day, problems }
  }
  const closed = { ...row, closed_at_ms: nowMs() }
  const isKept = await database.write([
    { query: database.read.insertInto('closed_day').values(closed).compile(), changes: 1 },
    {
      query: database.read
        .deleteFrom('close_failure')
        .where('network_id', '=', networkId)
        .compile(),
    },
  ])
  // Another server was quicker: what it closed is the same.
  return isKept ? { is: 'closed', day: due.day } : { is: 'nothing_due' }
}

/** The day that is to be closed next; undefined while none is over. */
async function dueDay(context: Parts, networkId: NetworkId): Promise<DueDay | undefined> {
  const { database, nowMs } = context
  const timeZone = await chosenZone(database.read, networkId)
  if (timeZone === null) return undefined
  const { last } = await newestClosed(database.read, networkId)
  const day = last ? dayAfter(last.day) : await firstDay(context, networkId, timeZone)
  const fromMs = last?.to_ms ?? startOfDayMs(day, timeZone)
  // Where the zone was changed, the day ends by the new one, if that is not over already.
  const toMs = Math.max(startOfDayMs(dayAfter(day), timeZone), fromMs + 1)
  if (nowMs() < toMs + CLOSE_AFTER_MS) return undefined
  return { networkId, number: (last?.number ?? 0) + 1, day, timeZone, fromMs, toMs }
}

async function firstDay({ database }: Parts, networkId: NetworkId, timeZone: string) {
  const { created_at_ms: createdAtMs } = await database.read
    .selectFrom('network')
    .where('id', '=', networkId)
    .select('created_at_ms')
    .executeTakeFirstOrThrow()
  return dayAt(createdAtMs, timeZone)
}

/** Keeps what differs; an alarm is raised once for a day, however often it is tried. */
async function keepFailure(
  context: Parts,
  { networkId, day }: DueDay,
  problems: readonly CloseProblem[],
): Promise<void> {
  const { database, nowMs } = context
  const known = await database.read
    .selectFrom('close_failure')
    .where('network_id', '=', networkId)
    .select('day')
    .executeTakeFirst()
  const failure = { day, problems: JSON.stringify(problems), found_at_ms: nowMs() }
  const query = database.read
    .insertInto('close_failure')
    .values({ network_id: networkId, ...failure })
    .onConflict((on) => on.column('network_id').doUpdateSet(failure))
    .compile()
  const alarm: AuditEntry = {
    ...{ actor: 'system', action: 'books-not-closed', subject: `network:${networkId}` },
    detail: { day, problems: problems.length },
  }
  const alarms = known?.day === day ? [] : [record(context, alarm)]
  await database.write([{ query, changes: 1 }, ...alarms])
}

/** A closed day computed once more from the journal: what differs from what was kept. */
export async function checkClosed(
  { database }: Pick<ServerContext, 'database'>,
  networkId: NetworkId,
  day: string,
): Promise<readonly CloseProblem[] | undefined> {
  return database.reports.transaction().execute(async (snapshot) => {
    const kept = await closedDayOf(snapshot, networkId, day)
    if (!kept.ok) return undefined
    const before = await closedBefore(snapshot, networkId, kept.value.number)
    const computed = await computeGroups(snapshot, dueOf(kept.value), before, {
      ...{ firstGroup: kept.value.first_group, lastGroup: kept.value.last_group },
    })
    return [...computed.problems, ...changedSince(kept.value, computed)]
  })
}

function dueOf(row: ClosedDay): DueDay {
  return {
    ...{ networkId: row.network_id, number: row.number, day: row.day, timeZone: row.time_zone },
    ...{ fromMs: row.from_ms, toMs: row.to_ms },
  }
}

/** What a closed day says now that it did not when it was closed, posting by posting. */
function changedSince(kept: ClosedDay, { row }: Computed): readonly CloseProblem[] {
  if (kept.content_hash === row.content_hash) return []
  const [before, now] = [amountsOf(kept), amountsOf(row)]
  const names = [...new Set([...before.keys(), ...now.keys()])]
  const other = names.filter((name) => before.get(name) !== now.get(name))
  return (other.length > 0 ? other : ['its record']).map((name) => ({
    ...{ what: 'closed_day', operationId: null, kind: null, cardId: null, currency: null },
    account: `${kept.day}: ${name}`.slice(0, TEXT_LENGTH_MAX),
    expectedMinor: minor(before.get(name) ?? 0),
    foundMinor: minor(now.get(name) ?? 0),
  }))
}

function amountsOf(row: Pick<ClosedDay, 'postings'>): ReadonlyMap<string, number> {
  return new Map(
    postingsOf(row).map(({ programId, count, amountMinor, ...rest }) => [
      [programId ?? '', ...Object.values(rest), count].join(' '),
      amountMinor,
    ]),
  )
}
