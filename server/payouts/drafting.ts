import { type NetworkId, uuidV7 } from '../../src/contract/ids.ts'
import { failedBecause } from '../../src/contract/reasons.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import { DEFAULT_SCHEDULE, type Schedule } from '../../src/contract/schedule.ts'
import { record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import type { WriteQuery } from '../storage/database.ts'
import { type Charge, networkTermsIn, scheduleOf, termsAt } from '../terms/index.ts'
import type { Actor } from './actor.ts'
import { candidatesOf, type Frame } from './facts.ts'
import { type FiguredLine, figuredLines, lineRow } from './lines.ts'
import { reachOf } from './movements.ts'
import { networkCharges } from './network-charges.ts'
import { type FreshPayouts, freshPayouts } from './new-payouts.ts'
import { inserts, netted, type Run } from './rows.ts'
import { profilesOf } from './ways.ts'

/** What run is wanted. */
export interface RunWish {
  readonly origin: Run['origin']
  /** In ms since 1970 UTC; null: now. */
  readonly cutOffMs: number | null
}

/**
 * Makes a run: freezes in one write what every location is owed up to the cut-off, what it is charged,
 * and what is paid to which account. STATE_CONFLICT while another run is not posted yet, and when
 * nothing happened since the last one; REQUEST_MALFORMED for a cut-off that has not come.
 */
export async function makeRun(
  context: ServerContext,
  who: Actor,
  { origin, cutOffMs }: RunWish,
): Promise<Reply<{ readonly runId: string }>> {
  const { database, nowMs } = context
  // A clock that jumped ahead would end periods that are not over.
  const trouble = database.trouble()
  if (trouble !== null) return failed('UNAVAILABLE', trouble)
  const runs = await runsOf(context, who.networkId)
  const open = runs.find(({ state }) => state === 'draft' || state === 'approved')
  if (open) return failed('STATE_CONFLICT', openText(open))
  const untilMs = cutOffMs ?? nowMs()
  if (untilMs > nowMs()) return failed('REQUEST_MALFORMED', NOT_YET)
  const before = runs.find(({ state }) => state !== 'cancelled')
  const reach = await reachOf(database, untilMs)
  // The clocks of servers differ: what was counted once is not counted again.
  const lastGroup = Math.max(reach.lastGroup, before?.last_group ?? 0)
  if (before && untilMs <= before.cut_off_ms) return failed('STATE_CONFLICT', NOTHING_NEW)
  const schedule = await scheduleNow(context, who.networkId)
  const frame: Frame = {
    ...{ network_id: who.networkId, time_zone: schedule.timeZone, cutOffMs: untilMs, ...reach },
    lastGroup,
    number: (runs[0]?.number ?? 0) + 1,
    // What is agreed from the cut-off on counts for the next run.
    terms: await termsAt(database, who.networkId, untilMs - 1),
    profiles: await profilesOf(database, who.networkId),
    before,
  }
  return freeze(context, who, frame, origin)
}

const NOT_YET = 'The cut-off has not come yet. Choose an earlier one, or wait for it.'
const NOTHING_NEW =
  'Nothing happened between the last cut-off and this one. Choose a later cut-off, or wait for the next.'

function openText({ number, state }: Pick<Run, 'number' | 'state'>): string {
  return state === 'draft'
    ? `Run ${number} waits for approval. Approve or cancel it first.`
    : `Run ${number} is being posted. Wait until it is done.`
}

/** The runs of a network, the newest first. */
function runsOf({ database }: ServerContext, networkId: NetworkId) {
  return database.read
    .selectFrom('settlement_run as run')
    .leftJoin('settlement_reach as reach', 'reach.run_id', 'run.id')
    .where('run.network_id', '=', networkId)
    .orderBy('run.number', 'desc')
    .select(['run.number', 'run.state', 'run.cut_off_ms', 'run.last_journal_id', 'run.time_zone'])
    .select('reach.last_group')
    .execute()
}

/** When a network pays, as it is decided now. */
export async function scheduleNow(
  { database, nowMs }: Pick<ServerContext, 'database' | 'nowMs'>,
  networkId: NetworkId,
): Promise<Schedule> {
  const { versions } = await scheduleOf(database, networkId)
  const atMs = nowMs()
  return versions.find(({ validFromMs }) => validFromMs <= atMs)?.schedule ?? DEFAULT_SCHEDULE
}

async function freeze(
  context: ServerContext,
  who: Actor,
  frame: Frame,
  origin: Run['origin'],
): Promise<Reply<{ readonly runId: string }>> {
  const { database, nowMs, randomBytes } = context
  const { before } = frame
  const lines = figuredLines(await candidatesOf(context, frame), frame.lastId)
  if (lines.length === 0 && origin === 'demand') return failed('STATE_CONFLICT', NOTHING_OWED)
  const isNew =
    frame.lastId > (before?.last_journal_id ?? 0) ||
    (before?.last_group != null && frame.lastGroup > before.last_group)
  const isPaying = lines.some(({ figures }) => figures.payoutMinor !== 0)
  if (!isNew && !isPaying && origin === 'demand') return failed('STATE_CONFLICT', NOTHING_NEW)
  const runId = uuidV7(nowMs(), randomBytes(10))
  const payouts = await freshPayouts(context, frame, runId, lines)
  const charges = await networkCharges(database, frame, lines)
  const run = runRow(context, who, frame, { origin, runId, lines, charges })
  const isMade = await database.write([
    ...runWrites(context, run, frame),
    ...inserts(
      database,
      'settlement_line',
      lines.map((line) => lineRow(line, frame, runId)),
    ),
    ...payoutWrites(context, payouts),
    record(context, {
      ...{ actor: who.actor, ip: who.ip, action: 'run-make', subject: `run:${runId}` },
      detail: { number: frame.number, cutOffMs: frame.cutOffMs, lines: lines.length },
    }),
  ])
  return isMade
    ? success({ runId })
    : failedBecause('STATE_CONFLICT', 'CHANGED_MEANWHILE', SOMEBODY_ELSE)
}

const NOTHING_OWED = 'No location is owed anything or owes anything. There is nothing to settle.'
const SOMEBODY_ELSE =
  'Somebody made a run or changed a bank profile at this moment. Look at the list of runs, then try again.'

function runRow(
  { nowMs }: ServerContext,
  who: Actor,
  frame: Frame,
  made: Lines & { readonly origin: Run['origin']; readonly runId: string },
): Run {
  const { origin, runId, lines, charges } = made
  const { before } = frame
  const state = stateOf(made)
  const isAgreed = state === 'approved'
  return {
    ...{ id: runId, network_id: frame.network_id, number: frame.number, origin, state },
    charges: JSON.stringify(charges),
    ...{ from_ms: before?.cut_off_ms ?? null, cut_off_ms: frame.cutOffMs },
    ...{ time_zone: frame.time_zone, from_journal_id: before?.last_journal_id ?? 0 },
    ...{ last_journal_id: frame.lastId, known_journal_id: frame.knownId },
    ...{ terms: JSON.stringify(frame.terms.versions), made_by: who.actor, made_at_ms: nowMs() },
    approvals: origin === 'demand' ? 2 : approvalsOf(frame, lines),
    // Whoever makes a run by hand agrees to it.
    agreed_by: origin === 'demand' ? who.actor : null,
    ...{ approved_by: isAgreed ? who.actor : null, approved_at_ms: isAgreed ? nowMs() : null },
    ...{ cancelled_by: null, cancelled_at_ms: null },
    ...{ reason: null, done_count: 0, worker: null, lease_until_ms: 0 },
  }
}

interface Lines {
  readonly lines: readonly FiguredLine[]
  readonly charges: readonly Charge[]
}

/**
 * One that came due while there was nothing to pay is over at once: the next goes on from it. What the
 * network itself is charged by then is posted without anybody's word, as no money leaves.
 */
function stateOf({ lines, charges }: Lines): 'draft' | 'approved' | 'settled' {
  if (lines.length > 0) return 'draft'
  return netted(charges).length > 0 ? 'approved' : 'settled'
}

/** As many as the strictest of the terms asks for. */
function approvalsOf({ terms }: Frame, lines: readonly FiguredLine[]): 1 | 2 {
  const currencies = new Set(lines.map(({ candidate }) => candidate.place.currency))
  const asked = [...currencies].map((code) => networkTermsIn(terms, code).scheduledRunApprovals)
  return asked.every((count) => count === 1) ? 1 : 2
}

function runWrites({ database }: ServerContext, run: Run, { lastGroup }: Frame): WriteQuery[] {
  const made = database.read.insertInto('settlement_run').values(run)
  const reach = database.read
    .insertInto('settlement_reach')
    .values({ run_id: run.id, last_group: lastGroup })
  return [made, reach].map((insert) => ({ query: insert.compile(), changes: 1 }))
}

function payoutWrites(
  { database }: ServerContext,
  { rows, sequences, replaced }: FreshPayouts,
): WriteQuery[] {
  const numbers = sequences.map(({ profile, lastSequence }) => {
    const query = database.read
      .updateTable('bank_profile')
      .set({ last_sequence: lastSequence })
      .where('id', '=', profile.id)
      .where('last_sequence', '=', profile.last_sequence)
      .where('retired_at_ms', 'is', null)
      .compile()
    return { query, changes: 1 }
  })
  const links = replaced.map(({ references, by }) => {
    const query = database.read
      .updateTable('payout')
      .set({ replaced_by: by })
      .where('reference', 'in', references)
      .where('replaced_by', 'is', null)
      .compile()
    return { query, changes: references.length }
  })
  return [...numbers, ...inserts(database, 'payout', rows), ...links]
}
