import type { DeliveryProblem } from '../../../src/contract/admin/bank-delivery.ts'
import { type ForteOutcome, writeForteReport } from '../../bank-files/index.ts'
import type { ServerContext } from '../../context.ts'
import { type Background, startBackground } from '../../load/index.ts'
import type { WriteQuery } from '../../storage/database.ts'
import { type Destination, findDestination } from '../destinations.ts'
import { LOOK_EVERY_MS, POLL_DAYS, POLL_EVERY_MS } from '../limits.ts'
import { noteHealth } from '../records.ts'
import { batchIdOf } from './bambora.ts'
import { bamboraApi } from './bambora-api.ts'
import { type Call, changeCall, openCalls, refusedCalls } from './calls.ts'
import { dayOf } from './days.ts'
import { type Funding, forteApi, type Settlement } from './forte-api.ts'

/** What an API told, as a paper that is taken in like files of banks. */
export interface ToldFile {
  readonly networkId: Destination['networkId']
  readonly name: string
  readonly bytes: Uint8Array
}

/**
 * Takes a paper in; the same paper, and the same notice in another one, counts once. False when it was
 * refused: nothing of it was taken.
 */
export type TakeTold = (told: ToldFile) => Promise<boolean>

const DAY_MS = 86_400_000

/** Asks the APIs every now and then what became of what they were given. */
export function startBankPolling(context: ServerContext, take: TakeTold): Background {
  return startBackground({
    log: context.log,
    what: 'asking banks what became of payments',
    lookEveryMs: LOOK_EVERY_MS,
    step: async ({ isClosing }) => {
      if (context.database.trouble() !== null) return false
      const deliveryId = await dueDestination(context)
      if (deliveryId === undefined || isClosing()) return false
      await pollDestination(context, deliveryId, take)
      return true
    },
  })
}

async function dueDestination({ database, nowMs }: ServerContext): Promise<string | undefined> {
  const row = await database.read
    .selectFrom('bank_delivery_health')
    .innerJoin('bank_delivery', 'bank_delivery.id', 'bank_delivery_health.delivery_id')
    .where('removed_at_ms', 'is', null)
    .where('kind', 'in', ['bambora', 'forte'])
    .where('poll_after_ms', '<=', nowMs())
    .select('bank_delivery.id')
    .orderBy('poll_after_ms')
    .limit(1)
    .executeTakeFirst()
  return row?.id
}

/** Asks one destination now. */
export async function pollDestination(
  context: ServerContext,
  deliveryId: string,
  take: TakeTold,
): Promise<void> {
  const destination = await findDestination(context, deliveryId)
  if (destination === undefined) return
  const nowMs = context.nowMs()
  const mark = { poll_after_ms: nowMs + POLL_EVERY_MS }
  // First, so that one that fails is not asked over and over.
  await context.database.write([pollMark(context, deliveryId, mark)])
  const problem =
    destination.settings.kind === 'forte'
      ? await pollForte(context, destination, take)
      : await pollBambora(context, destination, take)
  const done = { ...mark, polled_at_ms: nowMs }
  await context.database.write([
    problem === null
      ? pollMark(context, deliveryId, done)
      : noteHealth(context, deliveryId, problem),
  ])
}

function pollMark(
  { database }: ServerContext,
  deliveryId: string,
  mark: { readonly poll_after_ms: number; readonly polled_at_ms?: number },
): WriteQuery {
  const query = database.read
    .updateTable('bank_delivery_health')
    .set(mark)
    .where('delivery_id', '=', deliveryId)
    .compile()
  return { query, changes: 1 }
}

/** Each batch of the last weeks, report by report. */
async function pollBambora(
  context: ServerContext,
  destination: Destination,
  take: TakeTold,
): Promise<DeliveryProblem | null> {
  const { deliveryId, networkId } = destination
  const api = bamboraApi(context, destination)
  const rows = await context.database.read
    .selectFrom('bank_delivery_file')
    .where('delivery_id', '=', deliveryId)
    .where('external_id', 'is not', null)
    .where('begun_at_ms', '>=', context.nowMs() - POLL_DAYS * DAY_MS)
    .select(['file_name', 'external_id', 'begun_at_ms'])
    .execute()
  let problem: DeliveryProblem | null = null
  for (const row of rows) {
    const { service, batchId } = batchIdOf(row.external_id ?? '')
    const days = { from: dayOf(row.begun_at_ms, -1), to: dayOf(context.nowMs(), 1) }
    const pages = await api.report({ service, ...days, batchId })
    if (pages === undefined) return 'unreachable'
    for (const [index, { bytes, rows: found }] of pages.entries()) {
      const name = `${row.file_name}-report-${index + 1}.json`
      // One that cannot be read holds up no other, and is asked for again.
      if (found.length > 0 && !(await take({ networkId, name, bytes }))) problem = 'not-understood'
    }
  }
  return problem
}

/** Settlements and what was funded, of the credits that are open; and what was refused at once. */
async function pollForte(
  context: ServerContext,
  destination: Destination,
  take: TakeTold,
): Promise<DeliveryProblem | null> {
  const { deliveryId, networkId } = destination
  const nowMs = context.nowMs()
  const refused = await refusedCalls(context, deliveryId)
  const open = await openCalls(context, deliveryId, nowMs - POLL_DAYS * DAY_MS)
  const first = Math.min(nowMs, ...open.map(({ askedAtMs }) => askedAtMs ?? nowMs))
  const [from, to] = [dayOf(first, -1), dayOf(nowMs, 1)]
  const api = forteApi(context, destination)
  const settlements = open.length === 0 ? [] : await api.settlements(from, to)
  const fundings = open.length === 0 ? [] : await api.fundings(from, to)
  const told = [
    ...refused.map((call) => outcomeOf(call, 'refused', call.code ?? '', call.words ?? '')),
    ...ends(open, settlements ?? [], fundings ?? []),
  ]
  if (told.length > 0) {
    const paper = { networkId, name: `forte-${dayOf(nowMs, 0)}.json` }
    if (!(await take({ ...paper, bytes: writeForteReport(told) }))) return 'not-understood'
    await context.database.write(told.map((one) => ended(context, deliveryId, one)))
  }
  return settlements === undefined || fundings === undefined ? 'unreachable' : null
}

/** A reject is money that came back, also after it was settled; settled is what was funded. */
function ends(
  open: readonly Call[],
  settlements: readonly Settlement[],
  fundings: readonly Funding[],
): readonly ForteOutcome[] {
  const funded = new Set(
    fundings.filter(({ status }) => status === 'completed').map(({ funding_id }) => funding_id),
  )
  const byTransaction = Map.groupBy(settlements, ({ transaction_id }) => transaction_id)
  return open.flatMap((call) => {
    const own = byTransaction.get(call.externalId ?? '') ?? []
    const back = own.find(isReject)
    if (back !== undefined)
      return [outcomeOf(call, 'returned', back.settle_response_code ?? 'REJECT', 'sent back')]
    const paid = own.find(({ funding_id }) => funded.has(funding_id ?? ''))
    if (paid === undefined || call.state === 'settled') return []
    return [outcomeOf(call, 'paid', paid.settle_response_code ?? 'S01', 'settled and funded')]
  })
}

function isReject({ settle_type, settle_response_code }: Settlement): boolean {
  return settle_type === 'reject' || /^R\d\d$/.test(settle_response_code ?? '')
}

function outcomeOf(
  { reference, externalId, amountMinor, currency }: Call,
  kind: ForteOutcome['kind'],
  code: string,
  text: string,
): ForteOutcome {
  const transactionId = externalId ?? ''
  return {
    ...{ reference, transactionId, kind, amountMinor, currency },
    ...{ code: code.slice(0, 35), text: text.slice(0, 500) },
  }
}

/** Told once: the paper is taken before this is written, and its notices count once. */
function ended(context: ServerContext, deliveryId: string, { reference, kind }: ForteOutcome) {
  const state = kind === 'paid' ? ('settled' as const) : ('returned' as const)
  return changeCall(context, { deliveryId, reference }, { state })
}
