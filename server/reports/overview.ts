import { sql } from 'kysely'
import type { Overview } from '../../src/contract/admin/views.ts'
import type { NetworkId } from '../../src/contract/ids.ts'
import { type Currency, currency, minor } from '../../src/contract/money.ts'
import { operationLine, operationRows } from '../cards/index.ts'
import type { ServerContext } from '../context.ts'
import {
  dayAfter,
  dayAt,
  hull,
  type Place,
  placesOf,
  type Stretch,
  stretchOf,
} from '../settlement/index.ts'
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
  const days = dates.map((date) => stretchOf({ from: date, to: date }, place.timeZone))
  const quarters = await readQuarters(database, networkId, place.currency, hull(days))
  return days.map(({ fromMs, toMs }, at) => {
    const own = quarters.filter(({ time_ms }) => time_ms >= fromMs && time_ms < toMs)
    const sumOf = (isRedeemed: boolean, part: 'minor' | 'count') =>
      own
        .filter(({ is_redeemed }) => (is_redeemed === 1) === isRedeemed)
        .reduce((sum, quarter) => sum + quarter[part], 0)
    return {
      date: dates[at] ?? '',
      ...{ sold_minor: sumOf(false, 'minor'), sold_count: sumOf(false, 'count') },
      ...{ redeemed_minor: sumOf(true, 'minor'), redeemed_count: sumOf(true, 'count') },
    }
  })
}

/** What was sold or redeemed in a quarter of an hour; `time_ms` is its beginning. */
interface Quarter {
  readonly time_ms: number
  readonly is_redeemed: 0 | 1
  readonly minor: number
  readonly count: number
}

/**
 * Sums by the quarter of an hour, as days begin with one in every zone: adding up to days is then nobody's
 * work for each row. What was redeemed is of its location's network; to look for each card instead
 * took as long as all the rest.
 */
async function readQuarters(
  { reports }: Database,
  networkId: NetworkId,
  code: Currency,
  stretch: Stretch,
): Promise<readonly Quarter[]> {
  const { firstId, lastId } = await journalRange(reports, stretch)
  const { rows } = await sql<Record<keyof Quarter, number>>`
    SELECT journal.time_ms / ${sql.lit(QUARTER_MS)} AS time_ms,
           CASE WHEN journal.kind = 'redeem' THEN 1 ELSE 0 END AS is_redeemed,
           SUM(journal.amount_minor) AS minor, COUNT(*) AS count
      FROM journal LEFT JOIN reversal ON reversal.journal_id = journal.id
     WHERE journal.outcome = 'posted' AND journal.kind IN ('activate', 'fund', 'redeem')
       AND journal.currency = ${code} AND journal.id >= ${firstId} AND journal.id <= ${lastId}
       AND reversal.voided_by IS NULL
       AND CASE WHEN journal.kind = 'redeem'
             THEN journal.location_id IN (SELECT id FROM location WHERE network_id = ${networkId})
             ELSE (SELECT program.network_id FROM card JOIN program ON program.id = card.program_id
                    WHERE card.id = journal.card_id) = ${networkId} END
     GROUP BY 1, 2`.execute(reports)
  return rows.map(({ time_ms, is_redeemed, minor: sum, count }) => ({
    ...{ time_ms: Number(time_ms) * QUARTER_MS, is_redeemed: is_redeemed === 1 ? 1 : 0 },
    ...{ minor: Number(sum), count: Number(count) },
  }))
}

const QUARTER_MS = 15 * 60 * 1000

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
