import { sql } from 'kysely'
import type { NetworkId } from '../../src/contract/ids.ts'
import type { Currency } from '../../src/contract/money.ts'
import { type OperationKind, SETTLING_KINDS } from '../../src/contract/operations.ts'
import { invariant } from '../../src/contract/parse.ts'
import type { Database } from '../storage/database.ts'
import { journalRange, lastGroupBefore, rowsOfGroups } from '../storage/index.ts'

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

/** Of each location that anything ever moved at, what moved. One pass over the journal for all. */
export async function totalsOf(
  { reports }: Reports,
  networkId: NetworkId,
  { lastId, knownId }: Reach,
): Promise<ReadonlyMap<string, Totals>> {
  const settling = sql.join(SETTLING_KINDS.map((kind) => sql.lit(kind)))
  const { rows } = await sql<Moved>`
    SELECT location.id AS location_id, moved.kind,
           COUNT(*) AS count, SUM(moved.amount_minor) AS moved_minor
      FROM (
        SELECT id, kind, substr(credit_account, 9) AS location_id, amount_minor
          FROM journal WHERE credit_account LIKE 'payable:%' AND id <= ${knownId}
        UNION ALL
        SELECT id, kind, substr(debit_account, 9), -amount_minor
          FROM journal WHERE debit_account LIKE 'payable:%' AND id <= ${knownId}
      ) AS moved
      JOIN location ON location.id = moved.location_id
     WHERE location.network_id = ${networkId}
       AND (moved.id <= ${lastId} OR moved.kind IN (${settling}))
     GROUP BY location.id, moved.kind
  `.execute(reports)
  const found = new Map<string, Record<string, readonly [number, number]>>()
  for (const { location_id, kind, count, moved_minor } of rows) {
    const own = found.get(location_id) ?? {}
    own[kind] = [Number(count), safe(moved_minor)]
    found.set(location_id, own)
  }
  return found
}

interface Moved {
  readonly location_id: string
  readonly kind: OperationKind
  readonly count: number
  readonly moved_minor: number
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
