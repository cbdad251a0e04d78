import { type Kysely, sql } from 'kysely'
import type { Cohort } from '../../src/contract/admin/insight.ts'
import type { NetworkId, ProgramId } from '../../src/contract/ids.ts'
import { currency, minor } from '../../src/contract/money.ts'
import { dayAt, monthsAfter, startOfDayMs } from '../ledger/calendar.ts'
import { createSlowAnswers } from '../load/index.ts'
import { networkZone } from '../network/index.ts'
import type { Schema } from '../storage/index.ts'
import { COHORT_MONTHS_MAX, COHORTS_KEPT_MS, DORMANT_AFTER_MS } from './limits.ts'

const DAY_MS = 86_400_000

/** Cohorts as they are now or, when asked at short notice or read slowly, as just now. */
export function createCohorts(read: Kysely<Schema>) {
  const answers = createSlowAnswers<Cohort[]>({ keptMs: COHORTS_KEPT_MS })
  return (networkId: NetworkId, nowMs: number): Promise<Cohort[]> =>
    answers.get(networkId, () => readCohorts(read, networkId, nowMs))
}
export type Cohorts = ReturnType<typeof createCohorts>

/**
 * Cards by program and month of their activation, and what became of them until now; the first month
 * has everything older as well. Reads the whole journal of the network once.
 */
export async function readCohorts(
  read: Kysely<Schema>,
  networkId: NetworkId,
  nowMs: number,
): Promise<Cohort[]> {
  const zone = await networkZone(read, networkId)
  const months = monthsUntil(nowMs, zone).map(
    ({ month, fromMs, toMs }) =>
      sql`(${month}, CAST(${fromMs} AS BIGINT), CAST(${toMs} AS BIGINT))`,
  )
  const { rows } = await sql<Row>`
    WITH month (month, from_ms, to_ms) AS (VALUES ${sql.join(months)}),
    used AS (
      SELECT j.card_id,
             SUM(CASE WHEN j.kind IN ('activate', 'fund', 'import') THEN j.amount_minor
                      WHEN j.kind = 'import_reversal' THEN -j.amount_minor
                      WHEN j.kind = 'void' AND o.kind IN ('activate', 'fund') THEN -j.amount_minor
                      ELSE 0 END) AS sold,
             SUM(CASE WHEN j.kind IN ('redeem', 'capture') THEN j.amount_minor
                      WHEN j.kind = 'refund' THEN -j.amount_minor
                      WHEN j.kind = 'void' AND o.kind IN ('redeem', 'capture') THEN -j.amount_minor
                      ELSE 0 END) AS redeemed,
             COUNT(CASE WHEN j.kind IN ('redeem', 'capture') THEN 1 END) AS uses,
             MIN(CASE WHEN j.kind IN ('redeem', 'capture') THEN j.time_ms END) AS first_ms,
             MAX(j.time_ms) AS last_ms,
             COUNT(CASE WHEN j.kind = 'redeem' AND j.requested_minor > j.amount_minor
                        THEN 1 END) AS over,
             SUM(CASE WHEN j.kind = 'redeem' AND j.requested_minor > j.amount_minor
                      THEN j.requested_minor - j.amount_minor ELSE 0 END) AS over_minor
        FROM journal j JOIN card c ON c.id = j.card_id JOIN program p ON p.id = c.program_id
        LEFT JOIN journal o ON o.id = j.original_id
       WHERE p.network_id = ${networkId} AND j.amount_minor IS NOT NULL
       GROUP BY j.card_id
    )
    SELECT p.id AS program_id, p.name AS program_name, c.currency, month.month,
           COUNT(*) AS cards,
           COUNT(CASE WHEN used.uses > 0 THEN 1 END) AS used_cards,
           COUNT(CASE WHEN used.uses > 0 AND c.balance_minor = 0 THEN 1 END) AS fully_used,
           COUNT(CASE WHEN c.balance_minor > 0
                       AND COALESCE(used.last_ms, c.activated_at_ms) < ${nowMs - DORMANT_AFTER_MS}
                      THEN 1 END) AS dormant,
           SUM(used.uses) AS uses,
           SUM(CASE WHEN used.first_ms > c.activated_at_ms
                    THEN used.first_ms - c.activated_at_ms ELSE 0 END) AS waited_ms,
           SUM(used.sold) AS sold, SUM(used.redeemed) AS redeemed, SUM(c.balance_minor) AS held,
           SUM(used.over) AS over, SUM(used.over_minor) AS over_minor
      FROM used JOIN card c ON c.id = used.card_id JOIN program p ON p.id = c.program_id
      JOIN month ON c.activated_at_ms >= month.from_ms AND c.activated_at_ms < month.to_ms
     GROUP BY p.id, p.name, c.currency, month.month
     ORDER BY p.name, p.id, c.currency, month.month
  `.execute(read)
  return rows.map(cohortOf)
}

interface Row {
  readonly program_id: string
  readonly program_name: string
  readonly currency: string
  readonly month: string
  readonly cards: number
  readonly used_cards: number
  readonly fully_used: number
  readonly dormant: number
  readonly uses: number
  readonly waited_ms: number
  readonly sold: number
  readonly redeemed: number
  readonly held: number
  readonly over: number
  readonly over_minor: number
}

function cohortOf(row: Row): Cohort {
  const waitedDays = row.waited_ms / DAY_MS / Math.max(row.used_cards, 1)
  return {
    ...{ programId: row.program_id as ProgramId, programName: row.program_name },
    ...{ currency: currency(row.currency), month: row.month, cardCount: row.cards },
    ...{ usedCount: row.used_cards, fullyUsedCount: row.fully_used, dormantCount: row.dormant },
    redemptionCount: row.uses,
    daysToFirstUse: row.used_cards === 0 ? null : Math.round(waitedDays * 10) / 10,
    ...{ soldMinor: minor(row.sold), redeemedMinor: minor(row.redeemed) },
    unredeemedMinor: minor(row.held),
    ...{ overspentCount: row.over, overspentMinor: minor(row.over_minor) },
  }
}

/** The months up to now, the oldest of them with all of before. */
function monthsUntil(nowMs: number, zone: string) {
  const thisMonth = `${dayAt(nowMs, zone).slice(0, 7)}-01`
  return Array.from({ length: COHORT_MONTHS_MAX }, (_, at) => {
    const first = monthsAfter(thisMonth, at + 1 - COHORT_MONTHS_MAX)
    return {
      month: first.slice(0, 7),
      fromMs: at === 0 ? 0 : startOfDayMs(first, zone),
      toMs: startOfDayMs(monthsAfter(first, 1), zone),
    }
  })
}
