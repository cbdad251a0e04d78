import { type Kysely, SqliteAdapter, sql } from 'kysely'
import type { ReconciledDay } from '../../src/contract/admin/reconciliation.ts'
import type { AdminInput } from '../../src/contract/admin/table.ts'
import type { LocationId, NetworkId } from '../../src/contract/ids.ts'
import { minor } from '../../src/contract/money.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import {
  checkDays,
  type Days,
  dayAfter,
  dayAt,
  hull,
  type Place,
  placesOf,
  stretchOf,
} from '../settlement/index.ts'
import type { Database, Schema } from '../storage/index.ts'
import { journalRange } from '../storage/index.ts'
import { DAYS_SHOWN_MAX, QUARTER_MS } from './limits.ts'

type Wish = AdminInput<'reconcile-days'>

/** Till, ledger and bank side by side, for each location and day where anything happened. */
export async function reconcileDays(
  database: Database,
  networkId: NetworkId,
  { from, to, locationId }: Wish,
): Promise<Reply<{ days: ReconciledDay[] }>> {
  const days = checkDays({ from, to })
  if (!days.ok) return days
  if (dayAfter(from, DAYS_SHOWN_MAX) <= to)
    return failed('REQUEST_MALFORMED', `to: at most ${DAYS_SHOWN_MAX} days are shown at once.`)
  const places = await placesOf(database, networkId)
  const wanted = places.filter(
    (place) => locationId === undefined || place.locationId === locationId,
  )
  const sheet = openSheet(wanted, days.value)
  const stretch = hull(wanted.map(({ timeZone }) => stretchOf(days.value, timeZone)))
  await addRedemptions(database, sheet, stretch)
  await addExceptions(database, networkId, sheet, stretch)
  await addPayouts(database, networkId, sheet, days.value)
  return success({ days: sheet.lines() })
}

type Figures = {
  -readonly [Name in Exclude<
    keyof ReconciledDay,
    'locationId' | 'locationName' | 'currency' | 'day' | 'isAgreed'
  >]: number
}

interface Sheet {
  /** The figures of a location's day, by a time or by its name; undefined for what is not shown. */
  readonly at: (locationId: string | null, when: number | string) => Figures | undefined
  readonly lines: () => ReconciledDay[]
}

/** A sheet that a line comes onto with its first figure. */
function openSheet(places: readonly Place[], { from, to }: Days): Sheet {
  const byId = new Map<string, Place>(places.map((place) => [place.locationId, place]))
  const found = new Map<string, { readonly place: Place; readonly day: string; figures: Figures }>()
  return {
    at: (locationId, when) => {
      const place = byId.get(locationId ?? '')
      const day = typeof when === 'string' ? when : place && dayAt(when, place.timeZone)
      if (place === undefined || day === undefined || day < from || day > to) return undefined
      const key = `${day} ${place.locationId}`
      const line = found.get(key) ?? { place, day, figures: noFigures() }
      found.set(key, line)
      return line.figures
    },
    lines: () =>
      [...found.values()]
        .sort((one, other) =>
          one.day === other.day
            ? one.place.name.localeCompare(other.place.name)
            : one.day < other.day
              ? 1
              : -1,
        )
        .map(({ place, day, figures }) => lineOf(place, day, figures)),
  }
}

function noFigures(): Figures {
  return {
    ...{ heardCount: 0, heardMinor: 0, redeemedCount: 0, redeemedMinor: 0 },
    ...{ withoutPaymentCount: 0, withoutPaymentMinor: 0, paidMinor: 0, waitingMinor: 0 },
    ...{ returnedMinor: 0, openExceptions: 0 },
  }
}

function lineOf(place: Place, day: string, figures: Figures): ReconciledDay {
  // Where nobody selects payments, what stations miss at the day's end is in the inbox.
  const isMet = figures.heardMinor === figures.redeemedMinor - figures.withoutPaymentMinor
  return {
    ...{ locationId: place.locationId as LocationId, locationName: place.name, day },
    currency: place.currency,
    ...figures,
    ...{ heardMinor: minor(figures.heardMinor), redeemedMinor: minor(figures.redeemedMinor) },
    ...{ withoutPaymentMinor: minor(figures.withoutPaymentMinor) },
    ...{ paidMinor: minor(figures.paidMinor), waitingMinor: minor(figures.waitingMinor) },
    returnedMinor: minor(figures.returnedMinor),
    isAgreed: isMet && figures.returnedMinor === 0 && figures.openExceptions === 0,
  }
}

/** What a till payment says that it paid, as kept with the redemption that took it. */
function paymentAmount(reports: Kysely<Schema>) {
  return reports.getExecutor().adapter instanceof SqliteAdapter
    ? sql<number>`json_extract(journal.payment, '$.amountMinor')`
    : sql<number>`(journal.payment::json->>'amountMinor')::bigint`
}

/** Redemptions that still stand, with what was heard of the payments that they took. */
async function addRedemptions(
  { reports }: Database,
  sheet: Sheet,
  stretch: { readonly fromMs: number; readonly toMs: number },
): Promise<void> {
  const { firstId, lastId } = await journalRange(reports, stretch)
  const quarter = sql<number>`journal.time_ms - journal.time_ms % ${sql.lit(QUARTER_MS)}`
  const rows = await reports
    .selectFrom('journal')
    .leftJoin('reversal', 'reversal.journal_id', 'journal.id')
    .where('journal.id', '>=', firstId)
    .where('journal.id', '<=', lastId)
    .where('journal.kind', '=', 'redeem')
    .where('journal.outcome', '=', 'posted')
    .where('reversal.voided_by', 'is', null)
    .select(({ fn }) => [
      'journal.location_id',
      quarter.as('quarter_ms'),
      fn.countAll().as('count'),
      fn.sum<number>('journal.amount_minor').as('redeemed'),
      fn.count('journal.payment').as('paid_count'),
      sql<number | null>`SUM(CASE WHEN journal.payment IS NULL THEN journal.amount_minor END)`.as(
        'unpaid',
      ),
      sql<number | null>`SUM(CASE WHEN journal.payment IS NULL THEN 0
        WHEN journal.amount_minor < journal.requested_minor THEN journal.amount_minor
        ELSE ${paymentAmount(reports)} END)`.as('heard'),
    ])
    .groupBy(['journal.location_id', 'quarter_ms'])
    .execute()
  for (const row of rows) {
    const figures = sheet.at(row.location_id, Number(row.quarter_ms))
    if (!figures) continue
    figures.redeemedCount += Number(row.count)
    figures.redeemedMinor += Number(row.redeemed)
    figures.heardCount += Number(row.paid_count)
    figures.heardMinor += Number(row.heard ?? 0)
    figures.withoutPaymentCount += Number(row.count) - Number(row.paid_count)
    figures.withoutPaymentMinor += Number(row.unpaid ?? 0)
  }
}

/** Payments that no redemption took, and everything that nobody has settled. */
async function addExceptions(
  { read }: Database,
  networkId: NetworkId,
  sheet: Sheet,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): Promise<void> {
  const rows = await read
    .selectFrom('exception')
    .where('network_id', '=', networkId)
    .where('at_ms', '>=', fromMs)
    .where('at_ms', '<', toMs)
    .select(['location_id', 'at_ms', 'kind', 'state', 'owner_state', 'reason', 'amount_minor'])
    .execute()
  for (const row of rows) {
    const figures = sheet.at(row.location_id, row.at_ms)
    if (!figures) continue
    const isOpen = row.state === 'open' && row.owner_state !== 'settled'
    if (isOpen) figures.openExceptions += 1
    if (row.kind !== 'payment_without_redemption' || !isOpen) continue
    figures.heardCount += 1
    figures.heardMinor += row.amount_minor ?? 0
  }
}

/** What the bank was to pay on the day, by what became of it. */
async function addPayouts(
  { read }: Database,
  networkId: NetworkId,
  sheet: Sheet,
  { from, to }: Days,
): Promise<void> {
  const rows = await read
    .selectFrom('payout')
    .where('network_id', '=', networkId)
    .where('purpose', '=', 'payout')
    .where('value_on', '>=', from)
    .where('value_on', '<=', to)
    .select(['location_id', 'value_on', 'state', 'amount_minor'])
    .execute()
  for (const { location_id, value_on, state, amount_minor } of rows) {
    const figures = sheet.at(location_id, value_on ?? '')
    if (!figures || state === 'cancelled') continue
    figures[STANDS[state]] += amount_minor
  }
}

const STANDS = {
  pending: 'waitingMinor',
  sent: 'waitingMinor',
  assumed_paid: 'paidMinor',
  confirmed: 'paidMinor',
  corrected: 'paidMinor',
  returned: 'returnedMinor',
} as const
