import type { Kysely } from 'kysely'
import type { Breakage, Cohort } from '../../src/contract/admin/insight.ts'
import type { AdminInput, AdminResult } from '../../src/contract/admin/table.ts'
import type { NetworkId, ProgramId } from '../../src/contract/ids.ts'
import { currency, type Minor, minor } from '../../src/contract/money.ts'
import { failedBecause } from '../../src/contract/reasons.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import { record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import { dayAt, monthsAfter } from '../ledger/calendar.ts'
import type { SignedIn } from '../staff/index.ts'
import type { Schema, WriteQuery } from '../storage/index.ts'
import { type Cohorts, readCohorts } from './cohorts.ts'
import { SETTLED_AFTER_MONTHS } from './limits.ts'
import { type LawOfProgram, lawsAt } from './unclaimed.ts'
import { mayEarnBreakage } from './unclaimed-law.ts'

/** A month of sales, in minor units of one currency. */
interface Sold {
  readonly soldMinor: number
  readonly redeemedMinor: number
}

/**
 * What is earned so far of what will never be redeemed, in proportion to what was: expected breakage
 * × redeemed ÷ expected redeemed, rounded down, and never more than what is left. Minor units.
 */
export function earnedBreakage(
  { soldMinor, redeemedMinor }: Sold,
  redeemedBasisPoints: number,
): { readonly expectedMinor: Minor; readonly earnedMinor: Minor } {
  const sold = BigInt(Math.max(soldMinor, 0))
  const expectedRedeemed = (sold * BigInt(redeemedBasisPoints)) / 10_000n
  const expected = sold - expectedRedeemed
  const redeemed = BigInt(Math.max(redeemedMinor, 0))
  const inProportion =
    expectedRedeemed === 0n
      ? 0n
      : (expected * smaller(redeemed, expectedRedeemed)) / expectedRedeemed
  const left = redeemed > sold ? 0n : sold - redeemed
  return {
    expectedMinor: minor(Number(expected)),
    earnedMinor: minor(Number(smaller(inProportion, left))),
  }
}

function smaller(one: bigint, other: bigint): bigint {
  return one < other ? one : other
}

/** The estimate of each program, month by month: for people to look at, it posts nothing. */
export async function readBreakage(
  read: Kysely<Schema>,
  networkId: NetworkId,
  nowMs: number,
  cohortsOf: Cohorts = (id, atMs) => readCohorts(read, id, atMs),
): Promise<AdminResult<'read-breakage'>> {
  const cohorts = await cohortsOf(networkId, nowMs)
  const decided = await read.selectFrom('breakage_estimate').selectAll().execute()
  const laws = await lawsAt(read, networkId, nowMs)
  const settled = monthsAfter(dayAt(nowMs, 'UTC'), -SETTLED_AFTER_MONTHS).slice(0, 7)
  return {
    programs: laws.map((law) => {
      const own = cohorts.filter(({ programId }) => programId === law.programId)
      const row = decided.find(({ program_id }) => program_id === law.programId)
      return breakageOf(law, own, row?.redeemed_basis_points, settled)
    }),
  }
}

function breakageOf(
  law: LawOfProgram,
  cohorts: readonly Cohort[],
  decided: number | undefined,
  settled: string,
): Breakage {
  const points = decided ?? fromHistory(cohorts.filter(({ month }) => month < settled))
  const mayEarn = mayEarnBreakage(law.profile, law.affiliated)
  const lines = cohorts.map((cohort) => {
    const estimate = points === undefined ? undefined : earnedBreakage(cohort, points)
    return {
      ...{ month: cohort.month, soldMinor: cohort.soldMinor, redeemedMinor: cohort.redeemedMinor },
      expectedBreakageMinor: estimate?.expectedMinor ?? minor(0),
      earnedMinor: mayEarn ? (estimate?.earnedMinor ?? minor(0)) : null,
    }
  })
  const sum = (of: (line: (typeof lines)[number]) => number) =>
    minor(lines.reduce((total, line) => total + of(line), 0))
  return {
    ...{ programId: law.programId as ProgramId, programName: law.name, profile: law.profile },
    ...{ currency: currency(law.currency), mayEarn },
    law: { is: law.fact.is, text: law.fact.text, source: law.fact.source },
    redeemedBasisPoints: points ?? null,
    basis: decided !== undefined ? 'decided' : points === undefined ? 'none' : 'history',
    soldMinor: sum(({ soldMinor }) => soldMinor),
    redeemedMinor: sum(({ redeemedMinor }) => redeemedMinor),
    expectedBreakageMinor: sum(({ expectedBreakageMinor }) => expectedBreakageMinor),
    earnedMinor: mayEarn ? sum(({ earnedMinor }) => earnedMinor ?? 0) : null,
    cohorts: lines,
  }
}

/** What was redeemed in the end of months that are old enough; undefined without any. */
function fromHistory(cohorts: readonly Cohort[]): number | undefined {
  const sold = cohorts.reduce((sum, { soldMinor }) => sum + soldMinor, 0)
  const redeemed = cohorts.reduce((sum, { redeemedMinor }) => sum + redeemedMinor, 0)
  if (sold <= 0) return undefined
  return Math.min(Math.max(Number((BigInt(redeemed) * 10_000n) / BigInt(sold)), 1), 10_000)
}

/** Keeps what a person expects, with why. NOT_FOUND when the network has no such program. */
export async function setEstimate(
  context: Pick<ServerContext, 'database' | 'nowMs'>,
  who: SignedIn,
  { programId, redeemedBasisPoints, reason }: AdminInput<'set-breakage-estimate'>,
): Promise<Reply<AdminResult<'set-breakage-estimate'>>> {
  const { database, nowMs } = context
  const laws = await lawsAt(database.reports, who.networkId, nowMs())
  if (!laws.some((law) => law.programId === programId))
    return failed('NOT_FOUND', 'The network has no such program.')
  const audit = record(context, {
    ...{ actor: `staff:${who.staffId}`, ip: who.ip, action: 'breakage-estimate-set' },
    ...{ subject: `program:${programId}`, detail: { redeemedBasisPoints, reason } },
  })
  const changed = { changed_at_ms: nowMs(), changed_by: who.staffId, reason }
  const isWritten = await database.write([
    estimateQuery(database.read, programId, redeemedBasisPoints, changed),
    audit,
  ])
  if (!isWritten)
    return failedBecause(
      'STATE_CONFLICT',
      'CHANGED_MEANWHILE',
      'Somebody changed it just now. Look again.',
    )
  return success(await readBreakage(database.reports, who.networkId, nowMs()))
}

function estimateQuery(
  read: Kysely<Schema>,
  programId: string,
  points: number | null,
  changed: Pick<Schema['breakage_estimate'], 'changed_at_ms' | 'changed_by' | 'reason'>,
): WriteQuery {
  if (points === null)
    return {
      query: read.deleteFrom('breakage_estimate').where('program_id', '=', programId).compile(),
    }
  const values = { redeemed_basis_points: points, ...changed }
  const query = read
    .insertInto('breakage_estimate')
    .values({ program_id: programId, ...values })
    .onConflict((on) => on.column('program_id').doUpdateSet(values))
    .compile()
  return { query, changes: 1 }
}
