import { type Kysely, sql } from 'kysely'
import type { NetworkId } from '../../src/contract/ids.ts'
import type { Currency } from '../../src/contract/money.ts'
import { type OperationKind, SETTLING_KINDS } from '../../src/contract/operations.ts'
import { invariant } from '../../src/contract/parse.ts'
import type { Database } from '../storage/database.ts'
import {
  journalRange,
  lastGroupBefore,
  type PayableMoved,
  rowsOfGroups,
  type Schema,
} from '../storage/index.ts'

/**
 * All that ever moved what a location is owed, by kind: how often, and by how much; above zero where
 * it is owed more.
 */
export type Totals = { readonly [Kind in OperationKind]?: readonly [count: number, minor: number] }

/** How far in the journal is looked. */
export interface Reach {
  /** Operations of cards count up to this row. */
  readonly lastId: number
  /** What was posted by earlier runs, and what came back of it, counts up to this one. */
  readonly knownId: number
}

type Reports = Pick<Database, 'reports'>

/** Of each location that anything ever moved at, what moved. */
export function totalsOf(
  { payableSums }: Pick<Database, 'payableSums'>,
  reach: Reach,
): Promise<ReadonlyMap<string, Totals>> {
  return payableSums.read(async (snapshot, moved) => {
    const sums = new Map<string, Record<string, readonly [number, number]>>()
    const add = ({ locationId, kind, count, movedMinor }: PayableMoved, sign: 1 | -1) => {
      const own = sums.get(locationId) ?? {}
      const [before, beforeMinor] = own[kind] ?? [0, 0]
      own[kind] = [before + sign * Number(count), safe(beforeMinor + sign * Number(movedMinor))]
      sums.set(locationId, own)
    }
    for (const all of moved) add(all, 1)
    for (const later of await movedBeyond(snapshot, reach)) add(later, -1)
    return new Map([...sums].map(([locationId, own]) => [locationId, withoutNone(own)]))
  })
}

/** A kind of which all came later is none. */
function withoutNone(own: Readonly<Record<string, readonly [number, number]>>): Totals {
  return Object.fromEntries(Object.entries(own).filter(([, [count]]) => count !== 0))
}

/** What stands in the journal and is not counted yet: little, as a run comes soon after its cut-off. */
async function movedBeyond(
  snapshot: Kysely<Schema>,
  { lastId, knownId }: Reach,
): Promise<readonly PayableMoved[]> {
  const settling = sql.join(SETTLING_KINDS.map((kind) => sql.lit(kind)))
  const first = Math.min(lastId, knownId)
  const isBeyond = sql`id > ${first} AND (id > ${knownId} OR (id > ${lastId} AND kind NOT IN (${settling})))`
  const { rows } = await sql<PayableMoved>`
    SELECT location_id AS "locationId", kind, COUNT(*) AS count, SUM(moved) AS "movedMinor" FROM (
        SELECT kind, substr(credit_account, 9) AS location_id, amount_minor AS moved
          FROM journal WHERE credit_account LIKE 'payable:%' AND ${isBeyond}
        UNION ALL
        SELECT kind, substr(debit_account, 9), -amount_minor
          FROM journal WHERE debit_account LIKE 'payable:%' AND ${isBeyond}
      ) AS moves GROUP BY location_id, kind`.execute(snapshot)
  return rows
}

function safe(value: number): number {
  const sum = Number(value)
  invariant(Number.isSafeInteger(sum), 'what a location is owed is a safe number')
  return sum
}

/** What each location redeemed since an instant up to a row, less voids and refunds. */
export async function redeemedSince(
  { reports }: Reports,
  { sinceMs, untilMs, lastId }: { sinceMs: number; untilMs: number; lastId: number },
): Promise<ReadonlyMap<string, number>> {
  const { firstId } = await journalRange(reports, { fromMs: sinceMs, toMs: untilMs })
  const { rows } = await sql<{ account: string; moved_minor: number }>`
    SELECT account, SUM(amount_minor) AS moved_minor FROM (
        SELECT credit_account AS account, amount_minor FROM journal
         WHERE credit_account LIKE 'payable:%' AND kind IN ('redeem', 'void', 'refund')
           AND id >= ${firstId} AND id <= ${lastId} AND time_ms >= ${sinceMs}
        UNION ALL
        SELECT debit_account, -amount_minor FROM journal
         WHERE debit_account LIKE 'payable:%' AND kind IN ('redeem', 'void', 'refund')
           AND id >= ${firstId} AND id <= ${lastId} AND time_ms >= ${sinceMs}
      ) AS moved GROUP BY account
  `.execute(reports)
  return new Map(rows.map((row) => [row.account.slice(8), safe(row.moved_minor)]))
}

/**
 * How far sales were counted: up to a commit group; by runs from before these were kept, by number and
 * time, in ms since 1970 UTC, excluded.
 */
export type SoldUpTo =
  | { readonly lastGroup: number }
  | { readonly lastGroup: undefined; readonly lastId: number; readonly cutOffMs: number }

/**
 * What a network sold since it was counted last, in one currency; voided sales are taken off. Where
 * several servers write, each numbers from a block of its own, and a number below the last one may be of
 * a later sale: commit groups alone follow the order in which sales became true.
 */
export async function soldIn(
  { reports }: Reports,
  networkId: NetworkId,
  range: {
    readonly before: SoldUpTo
    readonly upTo: { readonly lastGroup: number }
    readonly currency: Currency
  },
): Promise<{ readonly salesCount: number; readonly soldMinor: number }> {
  const { before, upTo, currency } = range
  const clearing = `clearing:${networkId}:%`
  const isNew =
    before.lastGroup === undefined
      ? sql` AND (j.id > ${before.lastId} OR j.time_ms >= ${before.cutOffMs})`
      : sql``
  const { tables, condition } = await rowsOfGroups(
    reports,
    (before.lastGroup ?? 0) + 1,
    upTo.lastGroup,
  )
  const { rows } = await sql<{ sales: number; sold: number | null }>`
    SELECT SUM(CASE WHEN j.kind = 'void' THEN 0 ELSE 1 END) AS sales,
           SUM(CASE WHEN j.kind = 'void' THEN -j.amount_minor ELSE j.amount_minor END) AS sold
      FROM ${tables}
     WHERE ${condition}${isNew} AND j.currency = ${currency}
       AND ((j.kind IN ('activate', 'fund') AND j.debit_account LIKE ${clearing})
         OR (j.kind = 'void' AND j.credit_account LIKE ${clearing}))
  `.execute(reports)
  const [row] = rows
  return {
    salesCount: Number(row?.sales ?? 0),
    soldMinor: Math.max(0, safe(row?.sold ?? 0)),
  }
}

/** The last commit group and row of the journal before a cut-off, and the last row there is; 0 for none. */
export async function reachOf(
  { reports }: Reports,
  cutOffMs: number,
): Promise<Reach & { readonly lastGroup: number }> {
  const newest = await reports
    .selectFrom('journal')
    .select(({ fn }) => fn.max<number | null>('id').as('id'))
    .executeTakeFirst()
  const before = await reports
    .selectFrom('journal')
    .where('time_ms', '<', cutOffMs)
    .orderBy('id', 'desc')
    .limit(1)
    .select('id')
    .executeTakeFirst()
  const lastGroup = await lastGroupBefore(reports, cutOffMs)
  return { lastId: before?.id ?? 0, knownId: newest?.id ?? 0, lastGroup }
}
