import type {
  PayoutFileView,
  RunSummary,
  RunTotal,
  RunView,
} from '../../src/contract/admin/payout-views.ts'
import type { NetworkId } from '../../src/contract/ids.ts'
import { currency, minor } from '../../src/contract/money.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import type { Database } from '../storage/database.ts'
import { RUNS_LISTED_MAX } from './limits.ts'
import { staffNames } from './names.ts'
import { chargesIn, type Run } from './rows.ts'

type Read = Pick<Database, 'read' | 'reports'>

/** The runs of a network, the newest first; only the one with this id when it is given. */
export async function runSummaries(
  database: Read,
  networkId: NetworkId,
  runId?: string,
): Promise<RunSummary[]> {
  const all = database.read
    .selectFrom('settlement_run')
    .where('network_id', '=', networkId)
    .orderBy('number', 'desc')
    .limit(RUNS_LISTED_MAX)
    .selectAll()
  const rows = await (runId === undefined ? all : all.where('id', '=', runId)).execute()
  const ids = rows.map(({ id }) => id)
  const nameOf = await staffNames(database, networkId)
  const totals = await totalsIn(database, ids)
  const steps = await stepsOf(database, ids)
  return rows.map((row) =>
    summaryOf(row, totals.get(row.id) ?? [], steps.get(row.id) ?? 0, (actor) =>
      actor === null ? null : nameOf(actor),
    ),
  )
}

function summaryOf(
  row: Run,
  totals: RunTotal[],
  steps: number,
  nameOf: (actor: string | null) => string | null,
): RunSummary {
  const isPosted = row.state !== 'draft' && row.state !== 'approved'
  return {
    ...{ runId: row.id, number: row.number, origin: row.origin, state: row.state },
    ...{ fromMs: row.from_ms, cutOffMs: row.cut_off_ms, timeZone: row.time_zone },
    ...{ madeBy: nameOf(row.made_by) ?? '', madeAtMs: row.made_at_ms, approvals: row.approvals },
    ...{ agreedBy: nameOf(row.agreed_by), approvedBy: nameOf(row.approved_by) },
    ...{ approvedAtMs: row.approved_at_ms, cancelledBy: nameOf(row.cancelled_by) },
    ...{ cancelledAtMs: row.cancelled_at_ms, reason: row.reason, totals, steps },
    doneSteps: isPosted ? steps : Math.min(row.done_count, steps),
  }
}

async function totalsIn({ reports }: Read, runIds: readonly string[]) {
  const found = new Map<string, RunTotal[]>()
  if (runIds.length === 0) return found
  const rows = await reports
    .selectFrom('settlement_line')
    .where('run_id', 'in', runIds)
    .groupBy(['run_id', 'currency'])
    .orderBy('currency')
    .select(({ fn, eb }) => [
      'run_id',
      'currency',
      fn.countAll<number>().as('locations'),
      fn.sum<number>('opening_minor').as('opening'),
      fn.sum<number>('redemption_count').as('redemptions'),
      fn.sum<number>('redeemed_minor').as('redeemed'),
      fn.sum<number>('voided_minor').as('voided'),
      fn.sum<number>('refunded_minor').as('refunded'),
      fn.sum<number>('returned_minor').as('returned'),
      fn.sum<number>('adjusted_minor').as('adjusted'),
      fn.sum<number>('due_minor').as('due'),
      fn.sum<number>('fees_minor').as('fees'),
      fn.sum<number>('carried_minor').as('carried'),
      fn.sum<number>(eb.case().when('payout_minor', '>', 0).then(1).else(0).end()).as('payouts'),
      fn
        .sum<number>(
          eb.case().when('payout_minor', '>', 0).then(eb.ref('payout_minor')).else(0).end(),
        )
        .as('paid'),
      fn
        .sum<number>(eb.case().when('payout_minor', '<', 0).then(1).else(0).end())
        .as('collections'),
      fn.sum<number>('payout_minor').as('net'),
      fn
        .sum<number>(
          eb
            .case()
            .when('why', 'is', null)
            .then(0)
            .when('why', 'in', WAITING)
            .then(0)
            .else(1)
            .end(),
        )
        .as('kept'),
    ])
    .execute()
  for (const row of rows) {
    const own = found.get(row.run_id) ?? []
    found.set(row.run_id, [...own, totalOf(row)])
  }
  return found
}

/** Reasons that time and trade put right by themselves. */
const WAITING = ['minimum', 'reserve', 'negative']

type TotalRow = Record<
  | 'locations'
  | 'opening'
  | 'redemptions'
  | 'redeemed'
  | 'voided'
  | 'refunded'
  | 'returned'
  | 'adjusted'
  | 'due'
  | 'fees'
  | 'carried'
  | 'payouts'
  | 'paid'
  | 'collections'
  | 'net'
  | 'kept',
  number
> & { readonly currency: string }

function totalOf(row: TotalRow): RunTotal {
  const money = (value: number) => minor(Number(value))
  return {
    ...{ currency: currency(row.currency), locations: Number(row.locations) },
    ...{ openingMinor: money(row.opening), redemptions: Number(row.redemptions) },
    ...{ redeemedMinor: money(row.redeemed), voidedMinor: money(row.voided) },
    ...{ refundedMinor: money(row.refunded), returnedMinor: money(row.returned) },
    ...{ adjustedMinor: money(row.adjusted), dueMinor: money(row.due) },
    ...{ feesMinor: money(row.fees), payouts: Number(row.payouts), payoutMinor: money(row.paid) },
    ...{ collections: Number(row.collections), carriedMinor: money(row.carried) },
    ...{ collectedMinor: money(Number(row.paid) - Number(row.net)), kept: Number(row.kept) },
  }
}

/** What is to be done for a run: its lines and its files. */
async function stepsOf({ read }: Read, runIds: readonly string[]) {
  const found = new Map<string, number>()
  if (runIds.length === 0) return found
  for (const table of ['settlement_line', 'payout_file'] as const) {
    const rows = await read
      .selectFrom(table)
      .where('run_id', 'in', runIds)
      .groupBy('run_id')
      .select(['run_id', ({ fn }) => fn.countAll<number>().as('count')])
      .execute()
    for (const { run_id, count } of rows)
      found.set(run_id, (found.get(run_id) ?? 0) + Number(count))
  }
  return found
}

/** A run with its files and how its payouts stand. */
export async function runView(
  database: Read,
  networkId: NetworkId,
  runId: string,
): Promise<Reply<RunView>> {
  const [summary] = await runSummaries(database, networkId, runId)
  if (summary === undefined) return failed('NOT_FOUND', 'There is no such run.')
  const row = await database.read
    .selectFrom('settlement_run')
    .where('id', '=', runId)
    .select('charges')
    .executeTakeFirstOrThrow()
  const states = await statesOf(database, runId)
  const unpaid = states.filter(({ state, isFiled }) => state === 'pending' && !isFiled)
  return success({
    ...summary,
    charges: [...chargesIn(row.charges)],
    files: await filesOf(database, networkId, runId),
    payoutStates: summed(states),
    unpaid: summary.state === 'draft' ? 0 : unpaid.reduce((sum, { payouts }) => sum + payouts, 0),
  })
}

async function statesOf({ read }: Read, runId: string) {
  const rows = await read
    .selectFrom('payout')
    .where('run_id', '=', runId)
    .groupBy(['state'])
    .orderBy('state')
    .select(['state', ({ fn }) => fn.countAll<number>().as('payouts')])
    .select(({ fn }) => fn.count<number>('file_id').as('filed'))
    .execute()
  return rows.flatMap(({ state, payouts, filed }) => [
    { state, payouts: Number(filed), isFiled: true },
    { state, payouts: Number(payouts) - Number(filed), isFiled: false },
  ])
}

function summed(states: Awaited<ReturnType<typeof statesOf>>): RunView['payoutStates'] {
  const found = new Map<RunView['payoutStates'][number]['state'], number>()
  for (const { state, payouts } of states) found.set(state, (found.get(state) ?? 0) + payouts)
  return [...found].map(([state, payouts]) => ({ state, payouts }))
}

async function filesOf(
  { read }: Read,
  networkId: NetworkId,
  runId: string,
): Promise<PayoutFileView[]> {
  const rows = await read
    .selectFrom('payout_file')
    .innerJoin('bank_profile', 'bank_profile.id', 'payout_file.profile_id')
    .leftJoin('payout_file_given_up as word', 'word.file_id', 'payout_file.id')
    .where('payout_file.run_id', '=', runId)
    .orderBy('bank_profile.number')
    .orderBy('payout_file.number')
    .selectAll('payout_file')
    .select('bank_profile.name as profile_name')
    .select(['word.given_up_at_ms', 'word.given_up_by', 'word.reason'])
    .execute()
  const sums = await read
    .selectFrom('payout')
    .where('run_id', '=', runId)
    .where('file_id', 'is not', null)
    .groupBy(['file_id', 'purpose'])
    .select(['file_id', 'purpose', ({ fn }) => fn.sum<number>('amount_minor').as('sum')])
    .execute()
  const nameOf = await staffNames({ read }, networkId)
  return rows.map((row) => {
    const own = sums.filter(({ file_id }) => file_id === row.id)
    const sumOf = (isDebit: boolean) =>
      minor(
        own
          .filter(({ purpose }) => (purpose === 'collection') === isDebit)
          .reduce((sum, one) => sum + Number(one.sum), 0),
      )
    return {
      ...{ fileId: row.id, profileId: row.profile_id, profileName: row.profile_name },
      ...{ rail: row.rail, number: row.number, name: row.name, valueOn: row.value_on },
      ...{ currency: currency(row.currency), transfers: row.transfers },
      ...{ creditsMinor: sumOf(false), debitsMinor: sumOf(true), sha256: row.sha256 },
      ...{ bytes: row.bytes, deliveryId: row.delivery_id, sentAtMs: row.sent_at_ms },
      sentBy: row.sent_by === null ? null : nameOf(row.sent_by),
      ...{ sentTo: row.sent_to, problem: row.problem },
      givenUp:
        row.given_up_at_ms === null
          ? null
          : {
              ...{ atMs: row.given_up_at_ms, by: nameOf(row.given_up_by ?? '') },
              reason: row.reason ?? '',
            },
    }
  })
}
