import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { OperationKind } from '../../src/contract/operations.ts'
import { invariant } from '../../src/contract/parse.ts'
import { rowsOfGroups } from './journal-range.ts'
import type { Schema } from './schema.ts'

/** What operations of one kind moved on the payable of one location, over all time. */
export interface PayableMoved {
  readonly locationId: string
  readonly kind: OperationKind
  readonly count: number
  /** In minor units; above zero where the location is owed more. */
  readonly movedMinor: number
}

/**
 * All that ever moved what locations are owed, summed up. The sums are kept as far as they were made last,
 * and only what was committed since is added, as the whole journal takes minutes once it has some ten
 * million rows. It is never changed; should another group stand where the last one that was summed up
 * stood, as after a standby took over, its hash is another one, and all is summed up anew.
 */
export interface PayableSums {
  /** Does this work on one snapshot, with the sums of all that is in it: of all networks. */
  readonly read: <Value>(
    work: (snapshot: Kysely<Schema>, moved: readonly PayableMoved[]) => Promise<Value>,
  ) => Promise<Value>
}

interface Kept {
  /** The newest group that is in the sums. */
  readonly group: Pick<Schema['commit_group'], 'id' | 'hash'> | undefined
  readonly sums: ReadonlyMap<string, PayableMoved>
}

const NOTHING: Kept = { group: undefined, sums: new Map() }

/** Groups that are summed up at once: a second or two of reading, where a report is stopped after a minute. */
const PIECE_GROUPS = 5_000

/**
 * Sums of the ledger behind these reports. The first question reads all of it, piece by piece: what was done
 * of that stays done, also when the question is given up.
 */
export function openPayableSums(
  reports: Kysely<Schema>,
  { pieceGroups = PIECE_GROUPS }: { readonly pieceGroups?: number } = {},
): PayableSums {
  let kept = NOTHING
  let catchingUp: Promise<void> | undefined
  const catchUp = async () => {
    for (let isMore = true; isMore; ) {
      const now = await reports
        .transaction()
        .execute((snapshot) => upTo(snapshot, kept, pieceGroups))
      isMore = now.isBehind
      kept = now
    }
  }
  return {
    read: async (work) => {
      catchingUp ??= catchUp().finally(() => {
        catchingUp = undefined
      })
      await catchingUp
      // Taken before the snapshot: what others add meanwhile may be of a later moment.
      const before = kept
      return reports.transaction().execute(async (snapshot) => {
        const now = await upTo(snapshot, before, Number.MAX_SAFE_INTEGER)
        if (kept === before) kept = now
        return work(snapshot, [...now.sums.values()])
      })
    },
  }
}

/** The sums with so many groups more; all that there are when fewer are left. */
async function upTo(
  snapshot: Kysely<Schema>,
  before: Kept,
  groups: number,
): Promise<Kept & { readonly isBehind: boolean }> {
  const from = (await isInChain(snapshot, before)) ? before : NOTHING
  const done = from.group?.id ?? 0
  const newest = await newestOf(snapshot)
  if (newest === undefined) return { ...NOTHING, isBehind: false }
  const group = (await groupFrom(snapshot, done + groups)) ?? newest
  const isBehind = group.id < newest.id
  if (group.id === done) return { ...from, isBehind }
  const rows = await rowsOfGroups(snapshot, done + 1, group.id)
  return { group, sums: added(from.sums, await readMoved(snapshot, rows)), isBehind }
}

function newestOf(snapshot: Kysely<Schema>) {
  return snapshot
    .selectFrom('commit_group')
    .orderBy('id', 'desc')
    .limit(1)
    .select(['id', 'hash'])
    .executeTakeFirst()
}

/** The group with this number, or the next that there is. */
function groupFrom(snapshot: Kysely<Schema>, id: number) {
  if (id >= Number.MAX_SAFE_INTEGER) return undefined
  return snapshot
    .selectFrom('commit_group')
    .where('id', '>=', id)
    .orderBy('id')
    .limit(1)
    .select(['id', 'hash'])
    .executeTakeFirst()
}

/** Whether the last group that was summed up is still what it was. */
async function isInChain(snapshot: Kysely<Schema>, { group }: Kept): Promise<boolean> {
  if (group === undefined) return false
  const now = await snapshot
    .selectFrom('commit_group')
    .where('id', '=', group.id)
    .select('hash')
    .executeTakeFirst()
  return now !== undefined && Buffer.compare(now.hash, group.hash) === 0
}

interface Rows {
  readonly tables: RawBuilder<unknown>
  readonly condition: RawBuilder<unknown>
}

async function readMoved(
  snapshot: Kysely<Schema>,
  { tables, condition }: Rows,
): Promise<readonly PayableMoved[]> {
  const { rows } = await sql<PayableMoved>`
    SELECT location_id AS "locationId", kind, COUNT(*) AS count, SUM(moved) AS "movedMinor" FROM (
        SELECT j.kind, substr(j.credit_account, 9) AS location_id, j.amount_minor AS moved
          FROM ${tables} WHERE ${condition} AND j.credit_account LIKE 'payable:%'
        UNION ALL
        SELECT j.kind, substr(j.debit_account, 9), -j.amount_minor
          FROM ${tables} WHERE ${condition} AND j.debit_account LIKE 'payable:%'
      ) AS moves GROUP BY location_id, kind`.execute(snapshot)
  return rows
}

function added(before: Kept['sums'], rows: readonly PayableMoved[]): Kept['sums'] {
  const sums = new Map(before)
  for (const { locationId, kind, count, movedMinor } of rows) {
    const key = `${locationId} ${kind}`
    const own = sums.get(key)
    sums.set(key, {
      ...{ locationId, kind },
      count: safe((own?.count ?? 0) + Number(count)),
      movedMinor: safe((own?.movedMinor ?? 0) + Number(movedMinor)),
    })
  }
  return sums
}

function safe(value: number): number {
  invariant(Number.isSafeInteger(value), 'what a location is owed is a safe number')
  return value
}
