import {
  type PayoutView,
  type RunLine,
  UNPAID_REASONS,
} from '../../src/contract/admin/payout-views.ts'
import type { OperationLine } from '../../src/contract/admin/views.ts'
import type { LocationId } from '../../src/contract/ids.ts'
import { currency, minor } from '../../src/contract/money.ts'
import { operationLine, operationRows } from '../cards/index.ts'
import { payableAccount } from '../ledger/accounts.ts'
import type { Database } from '../storage/database.ts'
import { PAGE_ROWS } from './limits.ts'
import { chargesIn, type Line, type PayoutRow } from './rows.ts'

type Read = Pick<Database, 'read' | 'reports'>

/** Which lines are wanted. */
export interface LineWish {
  readonly runId: string
  readonly only?: 'paid' | 'kept' | 'owing' | 'returned' | undefined
  /** The name of the last location of the page before. */
  readonly cursor?: string | undefined
  readonly locationId?: LocationId
}

type NamedLine = Line & { readonly location_name: string }

/** The lines of a run by the names of their locations, a page of them. */
export async function lineViews(
  { read }: Read,
  { runId, only, cursor, locationId }: LineWish,
): Promise<{ readonly lines: RunLine[]; readonly next: string | null }> {
  let asked = read
    .selectFrom('settlement_line as line')
    .innerJoin('location', 'location.id', 'line.location_id')
    .where('line.run_id', '=', runId)
    .orderBy('location.name')
    .limit(PAGE_ROWS + 1)
    .selectAll('line')
    .select('location.name as location_name')
  if (cursor !== undefined) asked = asked.where('location.name', '>', cursor)
  if (locationId !== undefined) asked = asked.where('line.location_id', '=', locationId)
  if (only === 'paid') asked = asked.where('line.payout_minor', '<>', 0)
  if (only === 'kept') asked = asked.where('line.why', 'is not', null)
  if (only === 'owing') asked = asked.where('line.due_minor', '<', 0)
  if (only === 'returned')
    asked = asked.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('payout')
          .whereRef('payout.run_id', '=', 'line.run_id')
          .whereRef('payout.location_id', '=', 'line.location_id')
          .where('payout.state', '=', 'returned')
          .select('payout.reference'),
      ),
    )
  const rows: NamedLine[] = await asked.execute()
  const page = rows.slice(0, PAGE_ROWS)
  const payouts = await payoutViews({ read }, runId, page)
  const next = rows.length > PAGE_ROWS ? (page.at(-1)?.location_name ?? null) : null
  return { lines: page.map((row) => viewOf(row, payouts.get(row.location_id) ?? [])), next }
}

function viewOf(row: NamedLine, payouts: PayoutView[]): RunLine {
  const [code, ...words] = (row.why ?? '').split(': ')
  return {
    ...{ locationId: row.location_id as LocationId, locationName: row.location_name },
    ...{ currency: currency(row.currency), fromId: row.from_id, toId: row.to_id },
    ...{ openingMinor: minor(row.opening_minor), redemptionCount: row.redemption_count },
    ...{ redeemedMinor: minor(row.redeemed_minor), voidedMinor: minor(row.voided_minor) },
    ...{ refundedMinor: minor(row.refunded_minor), returnedMinor: minor(row.returned_minor) },
    ...{ adjustedMinor: minor(row.adjusted_minor), dueMinor: minor(row.due_minor) },
    ...{ charges: [...chargesIn(row.charges)], feesMinor: minor(row.fees_minor) },
    ...{ reserveMinor: minor(row.reserve_minor), payoutMinor: minor(row.payout_minor) },
    carriedMinor: minor(row.carried_minor),
    why: UNPAID_REASONS.find((reason) => reason === code) ?? null,
    whyText: words.length === 0 ? null : words.join(': '),
    payouts,
  }
}

async function payoutViews(
  { read }: Pick<Read, 'read'>,
  runId: string,
  lines: readonly NamedLine[],
): Promise<ReadonlyMap<string, PayoutView[]>> {
  const found = new Map<string, PayoutView[]>()
  if (lines.length === 0) return found
  const rows = await read
    .selectFrom('payout')
    .innerJoin('bank_profile', 'bank_profile.id', 'payout.profile_id')
    .where('payout.run_id', '=', runId)
    .where(
      'payout.location_id',
      'in',
      lines.map(({ location_id }) => location_id),
    )
    .orderBy('payout.reference')
    .selectAll('payout')
    .select('bank_profile.name as profile_name')
    .execute()
  const replaces = await replacedBy({ read }, rows)
  for (const row of rows) {
    const own = found.get(row.location_id) ?? []
    found.set(row.location_id, [...own, payoutView(row, replaces.get(row.reference) ?? [])])
  }
  return found
}

async function replacedBy({ read }: Pick<Read, 'read'>, rows: readonly PayoutRow[]) {
  const found = new Map<string, string[]>()
  if (rows.length === 0) return found
  const references = rows.map(({ reference }) => reference)
  const older = await read
    .selectFrom('payout')
    .where('replaced_by', 'in', references)
    .orderBy('reference')
    .select(['reference', 'replaced_by'])
    .execute()
  for (const { reference, replaced_by } of older)
    if (replaced_by !== null) found.set(replaced_by, [...(found.get(replaced_by) ?? []), reference])
  return found
}

function payoutView(
  row: PayoutRow & { readonly profile_name: string },
  replaces: string[],
): PayoutView {
  return {
    ...{ reference: row.reference, purpose: row.purpose, amountMinor: minor(row.amount_minor) },
    ...{ currency: currency(row.currency), state: row.state, profileName: row.profile_name },
    ...{ accountVersion: row.account_version, valueOn: row.value_on, sentAtMs: row.sent_at_ms },
    ...{ confirmedAtMs: row.confirmed_at_ms, code: row.code, words: row.words },
    ...{ paidReference: row.paid_reference, replacedBy: row.replaced_by, replaces },
  }
}

/** The operations behind a line, oldest first, a page of them. */
export async function lineOperations(
  { reports }: Read,
  { locationId, fromId, toId }: RunLine,
  cursor: string | undefined,
): Promise<{ readonly operations: OperationLine[]; readonly next: string | null }> {
  const account = payableAccount(locationId)
  const rows = await operationRows(reports)
    .where('journal.id', '>', Math.max(fromId, Number(cursor ?? 0)))
    .where('journal.id', '<=', toId)
    .where(({ eb, or }) =>
      or([eb('journal.credit_account', '=', account), eb('journal.debit_account', '=', account)]),
    )
    .orderBy('journal.id')
    .limit(PAGE_ROWS + 1)
    .execute()
  const page = rows.slice(0, PAGE_ROWS)
  const next = rows.length > PAGE_ROWS ? String(page.at(-1)?.id) : null
  return { operations: page.map(operationLine), next }
}
