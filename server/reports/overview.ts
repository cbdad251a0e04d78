import { sql } from 'kysely'
import type { Overview } from '../../src/contract/admin/views.ts'
import type { NetworkId } from '../../src/contract/ids.ts'
import { type Currency, currency, minor } from '../../src/contract/money.ts'
import { operationLine, operationRows } from '../cards/index.ts'
import type { ServerContext } from '../context.ts'
import { dayAfter, dayAt, hull, type Place, placesOf, stretchOf } from '../settlement/index.ts'
import type { Database } from '../storage/database.ts'
import { journalRange } from '../storage/index.ts'
import { OVERVIEW_DAYS, OVERVIEW_LATEST_ROWS } from './limits.ts'

/** What the first page says of the ledger. */
export type Figures = Omit<Overview, 'stations' | 'openEnrolments'>

/** Of a network that has neither program nor location yet. */
const NO_CURRENCY = currency('EUR')

/**
 * The figures of a network's first page in one of its currencies, in the days of the first location of
 * that currency. Sold and redeemed leave out what was voided since.
 */
export async function readFigures(
  { database, nowMs }: ServerContext,
  networkId: NetworkId,
  wished: Currency | undefined,
): Promise<Figures> {
  const places = await placesByAge(database, networkId)
  const currencies = await currenciesOf(database, networkId, places)
  const chosen = currencies.find((code) => code === wished) ?? currencies[0] ?? NO_CURRENCY
  const { timeZone } = places.find((one) => one.currency === chosen) ?? places[0] ?? NO_PLACE
  const place = { currency: chosen, timeZone }
  const today = dayAt(nowMs(), place.timeZone)
  const dates = Array.from({ length: OVERVIEW_DAYS }, (_, at) =>
    dayAfter(today, at + 1 - OVERVIEW_DAYS),
  )
  const turnover = await readTurnover(database, networkId, place, dates)
  const last = turnover.at(-1)
  return {
    currency: chosen,
    currencies,
    ...(await readCards(database, networkId, chosen)),
    soldTodayMinor: minor(last?.sold_minor ?? 0),
    soldTodayCount: last?.sold_count ?? 0,
    redeemedTodayMinor: minor(last?.redeemed_minor ?? 0),
    redeemedTodayCount: last?.redeemed_count ?? 0,
    chainHeight: await readChainHeight(database),
    days: turnover.map((row) => ({
      date: row.date,
      soldMinor: minor(row.sold_minor),
      redeemedMinor: minor(row.redeemed_minor),
    })),
    latest: await readLatest(database, networkId),
  }
}

/** Of a network without a location. */
const NO_PLACE = { timeZone: 'UTC' }

/** The oldest first: a new one changes nothing of what was shown before. */
async function placesByAge(database: Database, networkId: NetworkId): Promise<readonly Place[]> {
  const places = await placesOf(database, networkId)
  return places.toSorted((left, right) => (left.locationId < right.locationId ? -1 : 1))
}

/** What cards are sold in, the oldest program first, then what else locations have; at least one. */
async function currenciesOf(
  database: Database,
  networkId: NetworkId,
  places: readonly Place[],
): Promise<Currency[]> {
  const programs = await database.read
    .selectFrom('program')
    .where('network_id', '=', networkId)
    .orderBy('id')
    .select('currency')
    .execute()
  const sold = programs.map((program) => currency(program.currency))
  const all = new Set([...sold, ...places.map((place) => place.currency)])
  return all.size === 0 ? [NO_CURRENCY] : [...all]
}

interface Turnover {
  readonly date: string
  readonly sold_minor: number
  readonly sold_count: number
  readonly redeemed_minor: number
  readonly redeemed_count: number
}

async function readTurnover(
  database: Database,
  networkId: NetworkId,
  place: { readonly currency: Currency; readonly timeZone: string },
  dates: readonly string[],
): Promise<readonly Turnover[]> {
  const stretches = dates.map((date) => stretchOf({ from: date, to: date }, place.timeZone))
  const days = stretches.map(
    ({ fromMs, toMs }, at) =>
      sql`(${dates[at]}, CAST(${fromMs} AS BIGINT), CAST(${toMs} AS BIGINT))`,
  )
  const { firstId, lastId } = await journalRange(database.reports, hull(stretches))
  const { rows } = await sql<Turnover>`
    WITH day (date, from_ms, to_ms) AS (VALUES ${sql.join(days)}),
    done AS (
      SELECT journal.time_ms, journal.kind, journal.amount_minor
        FROM journal
        JOIN card ON card.id = journal.card_id
        JOIN program ON program.id = card.program_id
        LEFT JOIN reversal ON reversal.journal_id = journal.id
       WHERE journal.outcome = 'posted' AND journal.kind IN ('activate', 'fund', 'redeem')
         AND program.network_id = ${networkId} AND journal.currency = ${place.currency}
         AND journal.id >= ${firstId} AND journal.id <= ${lastId}
         AND reversal.voided_by IS NULL
    )
    SELECT day.date,
           COALESCE(SUM(done.amount_minor) FILTER (WHERE done.kind <> 'redeem'), 0) AS sold_minor,
           COUNT(done.kind) FILTER (WHERE done.kind <> 'redeem') AS sold_count,
           COALESCE(SUM(done.amount_minor) FILTER (WHERE done.kind = 'redeem'), 0) AS redeemed_minor,
           COUNT(done.kind) FILTER (WHERE done.kind = 'redeem') AS redeemed_count
      FROM day
      LEFT JOIN done ON done.time_ms >= day.from_ms AND done.time_ms < day.to_ms
     GROUP BY day.date
     ORDER BY day.date
  `.execute(database.reports)
  return rows
}

async function readCards(
  database: Database,
  networkId: NetworkId,
  code: Currency,
): Promise<Pick<Overview, 'liabilityMinor' | 'activeCards'>> {
  const row = await database.reports
    .selectFrom('card')
    .innerJoin('program', 'program.id', 'card.program_id')
    .where('program.network_id', '=', networkId)
    .where('card.currency', '=', code)
    .select(({ fn }) => [
      fn.sum<number | null>('card.balance_minor').as('liability_minor'),
      fn.countAll<number>().filterWhere('card.state', '=', 'active').as('active_cards'),
    ])
    .executeTakeFirst()
  return {
    liabilityMinor: minor(row?.liability_minor ?? 0),
    activeCards: row?.active_cards ?? 0,
  }
}

async function readChainHeight(database: Database): Promise<number> {
  const row = await database.reports
    .selectFrom('commit_group')
    .select(({ fn }) => fn.max<number | null>('id').as('height'))
    .executeTakeFirst()
  return row?.height ?? 0
}

async function readLatest(database: Database, networkId: NetworkId): Promise<Overview['latest']> {
  const rows = await operationRows(database.reports)
    .where(({ eb, or }) =>
      or([eb('location.network_id', '=', networkId), eb('program.network_id', '=', networkId)]),
    )
    .where('journal.outcome', '!=', 'repeated')
    .orderBy('journal.id', 'desc')
    .limit(OVERVIEW_LATEST_ROWS)
    .execute()
  return rows.map(operationLine)
}
