import type { BookOverview, CloseProblem } from '../../src/contract/admin/books.ts'
import type { AdminInput, AdminResult } from '../../src/contract/admin/table.ts'
import type { NetworkId } from '../../src/contract/ids.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import { record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import { chosenZone, isTimeZone } from '../network/index.ts'
import type { AdminHandlers, SignedIn } from '../staff/index.ts'
import { chartOf } from './chart-of-accounts.ts'
import { checkPeriod, closedDaysBefore, closedDayView, closedEnds } from './closed-days.ts'
import { checkClosed } from './closer.ts'
import type { FileParts } from './file-parts.ts'
import { CLOSES_PAGE_ROWS } from './limits.ts'
import { agesOf, rollForward, trialBalance } from './statements.ts'

type Calls =
  | 'read-books'
  | 'set-book-zone'
  | 'set-book-account'
  | 'list-closes'
  | 'check-close'
  | 'read-trial-balance'
  | 'read-roll-forward'
  | 'read-ages'
type Parts = Pick<ServerContext, 'database' | 'nowMs'>

/** The books as people look at them, and what they may decide about them. */
export function bookHandlers(context: Parts): Pick<AdminHandlers, Calls> {
  const { database } = context
  return {
    'read-books': async (who) => success(await readBooks(context, who.networkId)),
    'set-book-zone': (who, params) => setZone(context, who, params),
    'set-book-account': (who, params) => setAccount(context, who, params),
    'list-closes': async (who, { cursor }) => {
      const rows = await closedDaysBefore(database.reports, who.networkId, cursor)
      const shown = rows.slice(0, CLOSES_PAGE_ROWS)
      const next = rows.length > shown.length ? (shown.at(-1)?.day ?? null) : null
      return success({ days: shown.map(closedDayView), next })
    },
    'check-close': async (who, { day }) => {
      const problems = await checkClosed(context, who.networkId, day)
      if (!problems) return failed('NOT_FOUND', `The books have no closed day ${day}.`)
      return success({ day, problems: [...problems] })
    },
    'read-trial-balance': async (who, { day }) => {
      const parts = await partsOf(context, who, { from: day, to: day })
      return parts.ok ? success({ day, lines: await trialBalance(parts.value) }) : parts
    },
    'read-roll-forward': async (who, period) => {
      const parts = await partsOf(context, who, period)
      return parts.ok ? success(await rollForward(parts.value)) : parts
    },
    'read-ages': async (who, { day }) => {
      const parts = await partsOf(context, who, { from: day, to: day })
      return parts.ok ? success({ day, lines: await agesOf(parts.value) }) : parts
    },
  }
}

async function partsOf(
  { database }: Parts,
  { networkId }: Pick<SignedIn, 'networkId'>,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<Reply<FileParts>> {
  const last = await checkPeriod(database.reports, networkId, { from, to })
  if (!last.ok) return last
  return success({ read: database.reports, networkId, from, to, last: last.value })
}

async function readBooks({ database }: Parts, networkId: NetworkId): Promise<BookOverview> {
  const failure = await database.reports
    .selectFrom('close_failure')
    .where('network_id', '=', networkId)
    .selectAll()
    .executeTakeFirst()
  return {
    timeZone: await chosenZone(database.reports, networkId),
    accounts: await chartOf(database.reports, networkId),
    ...(await closedEnds(database.reports, networkId)),
    failure: failure
      ? {
          ...{ day: failure.day, foundAtMs: failure.found_at_ms },
          problems: JSON.parse(failure.problems) as CloseProblem[],
        }
      : null,
  }
}

async function setZone(
  context: Parts,
  who: SignedIn,
  { timeZone }: AdminInput<'set-book-zone'>,
): Promise<Reply<AdminResult<'set-book-zone'>>> {
  const { database, nowMs } = context
  if (!isTimeZone(timeZone))
    return failed('REQUEST_MALFORMED', 'timeZone: not an IANA time zone, such as Europe/Paris.')
  const changed = { time_zone: timeZone, changed_at_ms: nowMs(), changed_by: who.staffId }
  const query = database.read
    .insertInto('book_setting')
    .values({ network_id: who.networkId, ...changed })
    .onConflict((on) => on.column('network_id').doUpdateSet(changed))
    .compile()
  const audit = record(context, {
    ...{ actor: `staff:${who.staffId}`, ip: who.ip, action: 'book-zone-set' },
    ...{ subject: `network:${who.networkId}`, detail: { timeZone } },
  })
  return written(context, who, await database.write([{ query, changes: 1 }, audit]))
}

async function setAccount(
  context: Parts,
  who: SignedIn,
  { key, number, name }: AdminInput<'set-book-account'>,
): Promise<Reply<AdminResult<'set-book-account'>>> {
  const { database, nowMs } = context
  const chart = await chartOf(database.reports, who.networkId)
  if (!chart.some((account) => account.key === key))
    return failed('NOT_FOUND', 'The books have no such account.')
  const changed = { number, name, changed_at_ms: nowMs(), changed_by: who.staffId }
  const query = database.read
    .insertInto('book_account')
    .values({ network_id: who.networkId, account_key: key, ...changed })
    .onConflict((on) => on.columns(['network_id', 'account_key']).doUpdateSet(changed))
    .compile()
  const audit = record(context, {
    ...{ actor: `staff:${who.staffId}`, ip: who.ip, action: 'book-account-set' },
    ...{ subject: `network:${who.networkId}`, detail: { key, number, name } },
  })
  return written(context, who, await database.write([{ query, changes: 1 }, audit]))
}

async function written(context: Parts, who: SignedIn, isWritten: boolean) {
  if (isWritten) return success(await readBooks(context, who.networkId))
  return failed('STATE_CONFLICT', 'Somebody changed it at the same moment. Look and try again.')
}
