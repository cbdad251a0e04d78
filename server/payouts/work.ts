import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { NetworkId } from '../../src/contract/ids.ts'
import type { ServerContext } from '../context.ts'
import { type Background, startBackground, turn } from '../load/index.ts'
import { dueRuns, scheduleOf } from '../terms/index.ts'
import { machineOf } from './actor.ts'
import { advanceForgotten, advanceRun } from './advancing.ts'
import { letArrive } from './arriving.ts'
import { makeRun } from './drafting.ts'
import { finishGivenUp } from './giving-up.ts'
import { LEASE_LOOK_EVERY_MS, LOOK_EVERY_MS, RUN_AGAIN_MS } from './limits.ts'
import { postForgotten } from './owed.ts'
import type { Run } from './rows.ts'
import { deliverNext } from './sending.ts'
import { stepRun } from './steps.ts'

/**
 * Posts what was approved, makes its files and brings them to the bank; has owed again what files were to
 * pay that were given up; lets payouts arrive; makes the runs that are due. What fails holds up nothing else: it is logged, and tried again after a while.
 */
export function startRuns(context: ServerContext): Background {
  const worker = randomUUID()
  const failing = new Map<string, number>()
  return startBackground({
    log: context.log,
    what: 'the settlement of locations',
    lookEveryMs: LOOK_EVERY_MS,
    step: async ({ isClosing }) => {
      // By a wrong clock payouts would arrive before their day, and runs come before their cut-off.
      if (context.database.trouble() !== null) return false
      const parts: readonly (() => Promise<boolean>)[] = [
        () => postNext(context, worker, { failing, isClosing }),
        () => postForgotten(context),
        () => finishGivenUp(context),
        () => advanceForgotten(context),
        () => deliverNext(context),
        () => letArrive(context),
        () => makeDue(context),
      ]
      for (const part of parts) {
        if (isClosing()) return false
        if (await isMore(context, part)) return true
      }
      return false
    },
  })
}

async function isMore(context: ServerContext, part: () => Promise<boolean>): Promise<boolean> {
  try {
    return await part()
  } catch (error) {
    context.log.error({ err: error }, 'a step of settlement failed; it is tried again')
    return false
  }
}

interface Turn {
  /** Runs that failed, and until when they are left alone, in ms since 1970 UTC. */
  readonly failing: Map<string, number>
  readonly isClosing: () => boolean
}

/** Goes on with the next run that is approved. */
async function postNext(
  context: ServerContext,
  worker: string,
  { failing, isClosing }: Turn,
): Promise<boolean> {
  const waiting = [...failing].filter(([, untilMs]) => untilMs > context.nowMs())
  const run = await findApproved(
    context,
    worker,
    waiting.map(([id]) => id),
  )
  if (run === undefined) return false
  failing.set(run.id, context.nowMs() + RUN_AGAIN_MS)
  await workOn(context, run, worker, isClosing)
  failing.delete(run.id)
  return true
}

/** The oldest run that is approved and that no other server posts now. */
function findApproved({ database, nowMs }: ServerContext, worker: string, without: string[]) {
  const all = database.read
    .selectFrom('settlement_run')
    .where('state', '=', 'approved')
    .where(({ eb, or }) => or([eb('worker', '=', worker), eb('lease_until_ms', '<', nowMs())]))
    .orderBy('approved_at_ms')
    .selectAll()
  return (without.length === 0 ? all : all.where('id', 'not in', without)).executeTakeFirst()
}

/** Step after step, until there are no more or the server stops. */
async function workOn(
  context: ServerContext,
  found: Run,
  worker: string,
  isClosing: () => boolean,
  tell: (doneSteps: number) => void = () => undefined,
): Promise<void> {
  for (let now: Run | undefined = found; now && !isClosing(); ) {
    if ((await stepRun(context, now, worker)) === 'ended') break
    await turn()
    now = await runNow(context, found.id)
    if (now) tell(now.done_count)
  }
  await advanceRun(context, found.id)
}

function runNow({ database }: ServerContext, runId: string) {
  return database.read
    .selectFrom('settlement_run')
    .where('id', '=', runId)
    .selectAll()
    .executeTakeFirst()
}

/** Posts an approved run to its end, without a server. `tell` hears of the steps that are done. */
export async function finishRun(
  context: ServerContext,
  runId: string,
  tell: (doneSteps: number) => void,
): Promise<void> {
  const worker = randomUUID()
  for (let now = await runNow(context, runId); now?.state === 'approved'; ) {
    await workOn(context, now, worker, () => false, tell)
    now = await runNow(context, runId)
    // Whoever had it may have been killed a moment ago: it is ours once their time is over.
    if (now?.state === 'approved') await delay(LEASE_LOOK_EVERY_MS)
  }
}

/**
 * Makes the earliest run that is due, of any network whose runs before are posted. What is wrong with one
 * network holds up no other.
 */
export async function makeDue(context: ServerContext): Promise<boolean> {
  const { read } = context.database
  const networks = await read.selectFrom('network').select('id').orderBy('id').execute()
  for (const { id } of networks) {
    const isMade = await makeDueOf(context, id as NetworkId).catch((error: unknown) => {
      context.log.error({ err: error, networkId: id }, 'a run that is due was not made')
      return false
    })
    if (isMade) return true
  }
  return false
}

async function makeDueOf(context: ServerContext, networkId: NetworkId): Promise<boolean> {
  const { database, nowMs } = context
  const schedule = await scheduleOf(database, networkId)
  if (schedule.versions.length === 0) return false
  const [last, isOpen] = await lastCutOff(context, networkId)
  const [due] = isOpen ? [] : dueRuns(schedule, last, nowMs())
  if (due === undefined) return false
  const wish = { origin: 'schedule', cutOffMs: due.cutOffMs } as const
  const made = await makeRun(context, machineOf(networkId), wish)
  if (made.ok) return true
  const why = 'refusal' in made ? made.refusal.message : made.error.message
  context.log.warn({ networkId, cutOffMs: due.cutOffMs, why }, 'a run that is due was not made')
  return false
}

/** A run of the schedule that was cancelled is not made again by itself. */
async function lastCutOff(
  { database }: ServerContext,
  networkId: NetworkId,
): Promise<readonly [number | null, boolean]> {
  const rows = await database.read
    .selectFrom('settlement_run')
    .where('network_id', '=', networkId)
    .select(['cut_off_ms', 'state', 'origin'])
    .execute()
  const counted = rows.filter(({ state, origin }) => state !== 'cancelled' || origin === 'schedule')
  const last = counted.reduce<number | null>(
    (latest, { cut_off_ms }) => Math.max(latest ?? cut_off_ms, cut_off_ms),
    null,
  )
  const isOpen = rows.some(({ state }) => state === 'draft' || state === 'approved')
  return [last, isOpen]
}
