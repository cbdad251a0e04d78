import { type Kysely, sql } from 'kysely'
import type { TopLocation, Turnover } from '../../src/contract/admin/insight.ts'
import type { AdminResult } from '../../src/contract/admin/table.ts'
import type { LocationId, NetworkId, ProgramId } from '../../src/contract/ids.ts'
import { currency, minor } from '../../src/contract/money.ts'
import type { CardForm, Channel } from '../../src/contract/operations.ts'
import {
  closedDaysIn,
  closedEnds,
  flowOf,
  type Groups,
  movedOnCards,
  type Posting,
  postingsIn,
  postingsOf,
  programNames,
  rowsIn,
} from '../books/index.ts'
import { dayAfter, dayAt, startOfDayMs } from '../ledger/calendar.ts'
import { networkZone } from '../network/index.ts'
import { lastGroupBefore, type Schema } from '../storage/index.ts'
import { TOP_LOCATIONS } from './limits.ts'

interface Wish {
  readonly networkId: NetworkId
  readonly from: string
  readonly to: string
  readonly nowMs: number
}

/** Postings of one day with its commit groups. */
interface DayPostings {
  readonly day: string
  readonly groups: Groups
  readonly postings: readonly Posting[]
}

/** What was sold and redeemed in a period, from closed days and what came after the last of them. */
export async function readSales(
  read: Kysely<Schema>,
  wish: Wish,
): Promise<AdminResult<'read-sales'>> {
  const days: DayPostings[] = []
  for await (const day of daysOf(read, wish)) days.push(day)
  const all = days.flatMap(({ postings }) => postings)
  const names = await programNames({ read, networkId: wish.networkId })
  return {
    totals: turnoversBy(all, () => '').map(({ own }) => own),
    days: days.flatMap(({ day, postings }) =>
      turnoversBy(postings, () => '').map(({ own }) => ({ day, ...own })),
    ),
    channels: turnoversBy(all, ({ channel }) => channel).map(({ by, own }) => ({
      channel: by as Channel,
      ...own,
    })),
    forms: turnoversBy(all, ({ form }) => form).map(({ by, own }) => ({
      form: by as CardForm,
      ...own,
    })),
    programs: turnoversBy(all, ({ programId }) => programId).map(({ by, own }) => ({
      ...{ programId: by as ProgramId, programName: names.get(by) ?? by },
      ...own,
    })),
    topLocations: await topLocations(read, wish.networkId, days),
  }
}

/** Closed days as they were kept; days since then, today among them, as the journal has them now. */
async function* daysOf(read: Kysely<Schema>, wish: Wish): AsyncGenerator<DayPostings> {
  const { networkId, from, to, nowMs } = wish
  // Asked first: a day that is closed meanwhile would be neither among those nor after them.
  const { lastDay } = await closedEnds(read, networkId)
  const closed = { from, to: lastDay === null || lastDay < to ? (lastDay ?? '') : to }
  for await (const row of closedDaysIn(read, networkId, closed))
    yield {
      day: row.day,
      groups: { firstGroup: row.first_group, lastGroup: row.last_group },
      postings: postingsOf(row),
    }
  const zone = await networkZone(read, networkId)
  const newest = lastDay === null ? undefined : await groupOf(read, networkId, lastDay)
  const firstOpen = lastDay === null ? from : dayAfter(lastDay)
  const today = dayAt(nowMs, zone)
  // The first open day goes on from the last closed one, wherever a zone that was changed since begins it.
  const isOpen = (day: string) => day <= today || (newest !== undefined && day === firstOpen)
  for (let day = firstOpen; day <= to && isOpen(day); day = dayAfter(day)) {
    const lastGroup = await lastGroupBefore(read, startOfDayMs(dayAfter(day), zone))
    const isNext = newest !== undefined && day === firstOpen
    const begun = isNext ? newest : await lastGroupBefore(read, startOfDayMs(day, zone))
    const firstGroup = Math.max(newest ?? 0, begun) + 1
    const groups = { firstGroup, lastGroup: Math.max(lastGroup, firstGroup - 1) }
    if (day >= from) yield { day, groups, postings: await postingsIn(read, networkId, groups) }
  }
}

async function groupOf(read: Kysely<Schema>, networkId: string, day: string) {
  const row = await read
    .selectFrom('closed_day')
    .where('network_id', '=', networkId)
    .where('day', '=', day)
    .select('last_group')
    .executeTakeFirst()
  return row?.last_group
}

/** The turnover of these postings, by currency and whatever else; nothing where nothing moved. */
function turnoversBy(
  postings: readonly Posting[],
  by: (posting: Posting) => string | null,
): { readonly by: string; readonly own: Turnover }[] {
  const known = postings.filter((posting) => by(posting) !== null)
  const groups = Map.groupBy(known, (posting) => `${posting.currency} ${by(posting)}`)
  return [...groups].sort().flatMap(([name, own]) => {
    const turnover = turnoverOf(name.slice(0, 3), own)
    const isEmpty = turnover.soldMinor === 0 && turnover.redeemedMinor === 0
    return isEmpty ? [] : [{ by: name.slice(4), own: turnover }]
  })
}

function turnoverOf(code: string, postings: readonly Posting[]): Turnover {
  let [issued, funded, fees, redeemed] = [0, 0, 0, 0]
  for (const posting of postings) {
    const { kind, amountMinor } = posting
    const moved = movedOnCards(posting)
    const flow = flowOf(posting)
    if (kind === 'activate' || kind === 'void activate') issued += moved
    else if (kind === 'fund' || kind === 'void fund') funded += moved
    else if (flow === 'redeemedMinor') redeemed -= moved
    else if (kind === 'void redeem' || kind === 'void capture' || kind === 'refund')
      redeemed -= moved
    if (posting.credit === 'fee') fees += amountMinor
    if (posting.debit === 'fee') fees -= amountMinor
  }
  return {
    ...{ currency: currency(code), issuedMinor: minor(issued), fundedMinor: minor(funded) },
    ...{ feesMinor: minor(fees), soldMinor: minor(issued + funded + fees) },
    redeemedMinor: minor(redeemed),
  }
}

async function topLocations(
  read: Kysely<Schema>,
  networkId: string,
  days: readonly DayPostings[],
): Promise<TopLocation[]> {
  const used = days.filter(({ groups }) => groups.lastGroup >= groups.firstGroup)
  const groups = {
    firstGroup: used[0]?.groups.firstGroup ?? 1,
    lastGroup: used.at(-1)?.groups.lastGroup ?? 0,
  }
  const { rows } = await sql<{
    location_id: string
    name: string
    currency: string
    redemptions: number
    redeemed: number
  }>`
    WITH moved AS (
      SELECT j.location_id, l.name, j.currency,
             CASE WHEN j.kind IN ('redeem', 'capture') THEN 1 ELSE 0 END AS redemption,
             CASE WHEN j.credit_account LIKE 'payable:%' THEN j.amount_minor
                  ELSE -j.amount_minor END AS amount
        FROM ${await rowsIn(read, groups, networkId)}
         AND j.kind IN ('redeem', 'capture', 'void', 'refund') AND j.amount_minor IS NOT NULL
         AND (j.credit_account LIKE 'payable:%' OR j.debit_account LIKE 'payable:%')
    ),
    summed AS (
      SELECT location_id, name, currency, SUM(redemption) AS redemptions, SUM(amount) AS redeemed
        FROM moved GROUP BY location_id, name, currency
    ),
    ranked AS (
      SELECT summed.*, ROW_NUMBER() OVER (PARTITION BY currency ORDER BY redeemed DESC, name) AS rank
        FROM summed
    )
    SELECT location_id, name, currency, redemptions, redeemed FROM ranked
     WHERE rank <= ${TOP_LOCATIONS} AND redemptions > 0
     ORDER BY currency, rank
  `.execute(read)
  return rows.map((row) => ({
    ...{ locationId: row.location_id as LocationId, locationName: row.name },
    ...{ currency: currency(row.currency), redemptionCount: row.redemptions },
    redeemedMinor: minor(row.redeemed),
  }))
}
