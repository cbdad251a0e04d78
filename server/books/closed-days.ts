import type { Kysely } from 'kysely'
import type { ClosedDayView } from '../../src/contract/admin/books.ts'
import { currency, minor } from '../../src/contract/money.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import type { Schema } from '../storage/index.ts'
import { type Before, balancesOf, postingsOf } from './closing.ts'
import { CLOSES_PAGE_ROWS, DAYS_AT_ONCE, PERIOD_DAYS_MAX } from './limits.ts'

export type ClosedDay = Schema['closed_day']
type Read = Kysely<Schema>

/** The newest closed day of a network, with the hash of the one before it. */
export async function newestClosed(read: Read, networkId: string): Promise<Before> {
  const [last, earlier] = await read
    .selectFrom('closed_day')
    .where('network_id', '=', networkId)
    .orderBy('number', 'desc')
    .limit(2)
    .selectAll()
    .execute()
  return { last, hash: earlier?.content_hash ?? '' }
}

/** The closed day before this number, with the hash of the one before it. */
export async function closedBefore(read: Read, networkId: string, number: number): Promise<Before> {
  const [last, earlier] = await read
    .selectFrom('closed_day')
    .where('network_id', '=', networkId)
    .where('number', '<', number)
    .orderBy('number', 'desc')
    .limit(2)
    .selectAll()
    .execute()
  return { last, hash: earlier?.content_hash ?? '' }
}

/** A closed day; NOT_FOUND, with what to do, for one that is not closed. */
export async function closedDayOf(
  read: Read,
  networkId: string,
  day: string,
): Promise<Reply<ClosedDay>> {
  const row = await read
    .selectFrom('closed_day')
    .where('network_id', '=', networkId)
    .where('day', '=', day)
    .selectAll()
    .executeTakeFirst()
  return row ? success(row) : failed('NOT_FOUND', `The books have no closed day ${day}.`)
}

/** Closed days before that day, the newest first: one more than a page has, when there are more. */
export function closedDaysBefore(
  read: Read,
  networkId: string,
  before: string | undefined,
): Promise<ClosedDay[]> {
  const query = read
    .selectFrom('closed_day')
    .where('network_id', '=', networkId)
    .orderBy('day', 'desc')
    .limit(CLOSES_PAGE_ROWS + 1)
    .selectAll()
  return (before === undefined ? query : query.where('day', '<', before)).execute()
}

/** The first and the last closed day; null before the first close. */
export async function closedEnds(read: Read, networkId: string) {
  const row = await read
    .selectFrom('closed_day')
    .where('network_id', '=', networkId)
    .select(({ fn }) => [
      fn.min<string | null>('day').as('firstDay'),
      fn.max<string | null>('day').as('lastDay'),
    ])
    .executeTakeFirst()
  return { firstDay: row?.firstDay ?? null, lastDay: row?.lastDay ?? null }
}

/**
 * The closed days of a period, whose last day must be closed; days before the books began count as
 * days without anything. REQUEST_MALFORMED for a period that is none or too long.
 */
export async function checkPeriod(
  read: Read,
  networkId: string,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<Reply<ClosedDay>> {
  if (from > to)
    return failed('REQUEST_MALFORMED', 'to: the last day is before the first. Exchange them.')
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000
  if (days > PERIOD_DAYS_MAX) return failed('REQUEST_MALFORMED', 'from: choose ten years at most.')
  return closedDayOf(read, networkId, to)
}

/** The closed days of a period in order, some at a time. */
export async function* closedDaysIn(
  read: Read,
  networkId: string,
  { from, to }: { readonly from: string; readonly to: string },
): AsyncGenerator<ClosedDay> {
  for (let after = ''; ; ) {
    const rows: ClosedDay[] = await read
      .selectFrom('closed_day')
      .where('network_id', '=', networkId)
      .where('day', '>=', from)
      .where('day', '<=', to)
      .where('day', '>', after)
      .orderBy('day')
      .limit(DAYS_AT_ONCE)
      .selectAll()
      .execute()
    yield* rows
    const last = rows.at(-1)
    if (last === undefined || rows.length < DAYS_AT_ONCE) return
    after = last.day
  }
}

/** A closed day as lists show it. */
export function closedDayView(row: ClosedDay): ClosedDayView {
  const postings = postingsOf(row)
  return {
    ...{ number: row.number, day: row.day, timeZone: row.time_zone },
    ...{ firstJournalId: row.first_journal_id, lastJournalId: row.last_journal_id },
    postingCount: postings.reduce((sum, { count }) => sum + count, 0),
    ...{ contentHash: row.content_hash, closedAtMs: row.closed_at_ms },
    totals: balancesOf(row)
      .filter(([, key]) => key === 'card')
      .map(([code, , amount]) => ({ currency: currency(code), closingMinor: minor(amount) })),
  }
}
