import { sql } from 'kysely'
import type { RailSettings } from '../../src/contract/admin/rails.ts'
import { type LocationId, type NetworkId, uuidV7 } from '../../src/contract/ids.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import type { Schedule } from '../../src/contract/schedule.ts'
import { type TestTransfer, testSent, testsToSend } from '../bank-accounts/index.ts'
import { addBankDays } from '../bank-days/index.ts'
import type { BankDetails, FrozenFile, Transfer } from '../bank-files/index.ts'
import type { ServerContext } from '../context.ts'
import { dayAt } from '../ledger/calendar.ts'
import type { WriteQuery } from '../storage/database.ts'
import { payDayOf } from '../terms/index.ts'
import { freeName, lastNumber, nextOfDay, numbersStand, whyNoFile } from './file-names.ts'
import { detailsOf, frame } from './files.ts'
import { FREEZE_ROWS, HOLD_BANK_DAYS } from './limits.ts'
import { payoutRow } from './new-payouts.ts'
import { fileRailOf } from './rails.ts'
import { type FileRow, inserts, type PayoutRow, type Run } from './rows.ts'
import { problemOf, transferOf } from './transfers.ts'
import { type Profile, profileFor } from './ways.ts'

/** What the approval of a run writes for one bank profile. */
interface Plan {
  readonly writes: readonly WriteQuery[]
  readonly files: readonly FileRow[]
}

/**
 * The files of a run: which transfers each has, its number, its day; and the tests of accounts that go
 * with them. All of it is frozen in the write of the approval. STATE_CONFLICT when a file of it could
 * not be made: nothing may be frozen that no bank ever gets.
 */
export async function planFiles(
  context: ServerContext,
  run: Run,
  profiles: readonly Profile[],
  schedule: Schedule,
): Promise<Reply<readonly WriteQuery[]>> {
  const stands = await numbersStand(context, profiles)
  const payouts = await payoutsOf(context, run.id)
  const details = await detailsOf(context, payouts)
  const tests = await testsOf(context, run, profiles)
  const [writes, files]: [WriteQuery[], FileRow[]] = [[], []]
  for (const profile of profiles) {
    const own = payouts.filter(({ profile_id }) => profile_id === profile.row.id)
    const added = testRows(run, profile, tests.get(profile.row.id) ?? [])
    const banks = new Map(added.map(({ row, test }) => [row.reference, test.details]))
    const bankOf = (row: PayoutRow) => banks.get(row.reference) ?? details(row)
    const parts = { run, profile, schedule, own, added, bankOf, before: files }
    const plan = await planProfile(context, parts)
    if (!plan.ok) return plan
    writes.push(...plan.value.writes)
    files.push(...plan.value.files)
  }
  const making = new Set(files.map(({ profile_id }) => profile_id))
  return success([...stands(making), ...writes])
}

function payoutsOf({ database }: ServerContext, runId: string): Promise<PayoutRow[]> {
  return database.read
    .selectFrom('payout')
    .where('run_id', '=', runId)
    .orderBy('profile_id')
    .orderBy('sequence')
    .selectAll()
    .execute()
}

/** The accounts that wait to be tried out, by the profile that pays to them; those that none takes wait. */
async function testsOf(
  context: ServerContext,
  run: Run,
  profiles: readonly Profile[],
): Promise<ReadonlyMap<string, readonly TestTransfer[]>> {
  const tests = await testsToSend(context, run.network_id as NetworkId)
  const currencies = await currenciesOf(context, run.network_id)
  const found = new Map<string, TestTransfer[]>()
  for (const test of tests) {
    const currency = currencies.get(test.locationId)
    const fitting = profiles.filter(({ row }) => row.currency === currency)
    const profile = profileFor(fitting, test.details.country)
    if (!profile) continue
    if (problemOf(profile, { ...test, bank: test.details }) !== undefined) continue
    found.set(profile.row.id, [...(found.get(profile.row.id) ?? []), test])
  }
  return found
}

async function currenciesOf({ database }: ServerContext, networkId: string) {
  const rows = await database.read
    .selectFrom('location')
    .where('network_id', '=', networkId)
    .select(['id', 'currency'])
    .execute()
  return new Map(rows.map(({ id, currency }) => [id as LocationId, currency]))
}

interface TestRow {
  readonly row: PayoutRow
  readonly test: TestTransfer
}

function testRows(run: Run, { row: profile }: Profile, tests: readonly TestTransfer[]): TestRow[] {
  const count = { profile, lastSequence: profile.last_sequence }
  return tests.map((test) => {
    const { locationId, accountId, version: accountVersion, payeeName, purpose } = test
    const place = { runId: run.id, networkId: run.network_id, locationId, name: payeeName }
    const { amountMinor, remittance } = test
    const wish = { purpose, amountMinor, payeeName, accountId, accountVersion, remittance }
    return { row: payoutRow(place, count, wish), test }
  })
}

interface ProfilePlan {
  readonly run: Run
  readonly profile: Profile
  readonly schedule: Schedule
  readonly own: readonly PayoutRow[]
  readonly added: readonly TestRow[]
  readonly bankOf: (row: PayoutRow) => BankDetails
  /** What the same approval writes for other profiles. */
  readonly before: readonly FileRow[]
}

async function planProfile(context: ServerContext, plan: ProfilePlan): Promise<Reply<Plan>> {
  const { profile, own, added } = plan
  const rows = [...own, ...added.map(({ row }) => row)]
  if (rows.length === 0) return success({ writes: [], files: [] })
  const days = daysOf(context, plan)
  const files = await filesOf(context, plan, rows, days)
  const problem = await whyNoFile(
    profile,
    files.map(({ frozen }) => frozen),
  )
  if (problem !== undefined) return failed('STATE_CONFLICT', problem)
  return success(writesOf(context, plan, files, days))
}

function writesOf(
  context: ServerContext,
  { profile, own, added }: ProfilePlan,
  files: readonly PlannedFile[],
  days: Days,
): Plan {
  const inFile = new Map(files.flatMap((file) => file.placed.map((one) => [one.reference, one])))
  const frozen = (row: PayoutRow) => ({
    ...{ file_id: inFile.get(row.reference)?.fileId ?? null, value_on: days.valueOn },
    ...{ trace: inFile.get(row.reference)?.trace ?? null, confirm_on: days.confirmOn },
  })
  const changes = freezes(context, own, frozen)
  const fresh = added.map(({ row }) => ({ ...row, ...frozen(row) }))
  const sent = added.flatMap(({ row, test }) =>
    testSent(context, test, { reference: row.reference, valueOn: days.valueOn }),
  )
  const fileRows = files.map(({ row }) => row)
  return {
    files: fileRows,
    writes: [
      counted(context, profile, fileRows, added.length),
      ...inserts(context.database, 'payout_file', fileRows),
      ...changes,
      ...inserts(context.database, 'payout', fresh),
      ...sent,
    ],
  }
}

type Frozen = Pick<PayoutRow, 'file_id' | 'trace' | 'value_on' | 'confirm_on'>

/** Many rows a statement: on PostgreSQL every ledger waits for the whole of the write. */
function freezes(
  { database }: ServerContext,
  rows: readonly PayoutRow[],
  frozen: (row: PayoutRow) => Frozen,
): WriteQuery[] {
  const byFile = Map.groupBy(rows, (row) => frozen(row).file_id)
  return [...byFile.values()].flatMap((own) =>
    Array.from({ length: Math.ceil(own.length / FREEZE_ROWS) }, (_, at) => {
      const piece = own.slice(at * FREEZE_ROWS, (at + 1) * FREEZE_ROWS)
      const traces = piece.map((row) => sql`WHEN ${row.reference} THEN ${frozen(row).trace}`)
      const query = database.read
        .updateTable('payout')
        .set({
          ...frozen(piece[0] as PayoutRow),
          trace: sql<string | null>`CASE reference ${sql.join(traces, sql` `)} END`,
        })
        .where(
          'reference',
          'in',
          piece.map(({ reference }) => reference),
        )
        .where('state', '=', 'pending')
        .compile()
      return { query, changes: piece.length }
    }),
  )
}

/** The numbers that are given; nothing is written when somebody else gave some meanwhile. */
function counted(
  { database }: ServerContext,
  { row }: Profile,
  files: readonly FileRow[],
  transfers: number,
): WriteQuery {
  const lastFile = files.at(-1)?.number ?? row.last_file
  const query = database.read
    .updateTable('bank_profile')
    .set({ last_file: lastFile, last_sequence: row.last_sequence + transfers })
    .where('id', '=', row.id)
    .where('version', '=', row.version)
    .where('last_file', '=', row.last_file)
    .where('last_sequence', '=', row.last_sequence)
    .where('retired_at_ms', 'is', null)
    .compile()
  return { query, changes: 1 }
}

interface Days {
  readonly createdOn: string
  readonly createdAt: string
  readonly valueOn: string
  /** The last day on which the bank may send it back as a matter of course; null when it tells. */
  readonly confirmOn: string | null
}

function daysOf({ nowMs }: ServerContext, { profile, schedule }: ProfilePlan): Days {
  const { calendar, time_zone: timeZone } = profile.row
  const createdOn = dayAt(nowMs(), timeZone)
  const createdAt = timeOfDay(nowMs(), timeZone)
  const rail = profile.settings?.rail
  const leadDays = schedule.leadDays[rail ?? 'manual']
  const valueOn = payDayOf({ calendar, day: createdOn, leadDays })
  const hold = rail === undefined ? null : HOLD_BANK_DAYS[rail]
  const confirmOn = hold === null ? null : addBankDays(calendar, valueOn, hold)
  return { createdOn, createdAt, valueOn, confirmOn }
}

/** The time of day in a zone, as `09:41`. */
function timeOfDay(timeMs: number, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, timeStyle: 'short' }).format(timeMs)
}

interface Placed {
  readonly reference: string
  readonly fileId: string
  readonly trace: string
}

interface PlannedFile {
  readonly row: FileRow
  readonly frozen: FrozenFile<RailSettings>
  readonly placed: readonly Placed[]
}

async function filesOf(
  context: ServerContext,
  { run, profile, bankOf, before }: ProfilePlan,
  rows: readonly PayoutRow[],
  days: Days,
): Promise<readonly PlannedFile[]> {
  const { settings } = profile
  if (settings === null) return []
  const rail = fileRailOf(settings)
  const byReference = new Map(rows.map((row) => [row.reference, row]))
  const onDay = { profile, settings, day: days.createdOn, before }
  const madeToday = await nextOfDay(context, onDay)
  const lastFile = await lastNumber(context, onDay)
  const nameOf = await freeName(context, onDay)
  const transfers = rows.map((row) => transferOf(row, bankOf(row)))
  return rail.split(transfers, settings).map((piece, at) => {
    const own = piece.flatMap(({ reference }) => byReference.get(reference) ?? [])
    const unnamed = {
      ...{ id: uuidV7(context.nowMs(), context.randomBytes(10)), run_id: run.id },
      ...{ profile_id: profile.row.id, number: lastFile + at + 1 },
      ...{ number_of_day: madeToday + at, rail: settings.rail, currency: profile.row.currency },
      ...{ settings: JSON.stringify(settings), created_on: days.createdOn },
      ...{ created_at: days.createdAt, value_on: days.valueOn, transfers: own.length },
      ...{ delivery_id: profile.row.delivery_id, sha256: null, bytes: null, sent_at_ms: null },
      ...{ sent_by: null, sent_to: null, problem: null, try_after_ms: 0 },
    }
    const frozen = frame(unnamed, settings, (row) => transferOf(row, bankOf(row)), own)
    return {
      row: { ...unnamed, name: nameOf(rail.fileName(frozen)) },
      frozen,
      placed: frozen.transfers.map((transfer: Transfer) => ({
        ...{ reference: transfer.reference, fileId: unnamed.id },
        trace: rail.traceOf(frozen, transfer),
      })),
    }
  })
}
