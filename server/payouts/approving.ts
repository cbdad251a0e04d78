import type { LocationId, NetworkId } from '../../src/contract/ids.ts'
import { failedBecause } from '../../src/contract/reasons.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import { record } from '../audit/index.ts'
import { accountChanges, countAccountChanges, payableAccountOf } from '../bank-accounts/index.ts'
import type { ServerContext } from '../context.ts'
import type { WriteQuery } from '../storage/database.ts'
import type { Actor } from './actor.ts'
import { scheduleNow } from './drafting.ts'
import { planFiles } from './planning.ts'
import { changeRun, findRun, type Run } from './rows.ts'
import { profilesOf } from './ways.ts'

type Done = Reply<{ readonly runId: string }>

/**
 * Agrees to a run. With the last agreement its files are frozen in the same write, and its money may
 * move. NOT_PERMITTED to the one who made it or agreed before; STATE_CONFLICT when it waits for nobody,
 * or when an account that it pays to was changed since.
 */
export async function approveRun(context: ServerContext, who: Actor, runId: string): Promise<Done> {
  const run = await findRun(context.database, who.networkId, runId)
  if (run === undefined) return noRun()
  if (run.state !== 'draft') return failed('STATE_CONFLICT', NO_DRAFT)
  const isMachine = who.actor === 'system'
  if (run.agreed_by === who.actor && !isMachine)
    return failedBecause('NOT_PERMITTED', 'OWN_DECISION', ANOTHER)
  if (run.approvals === 2 && run.agreed_by === null && !isMachine) return agree(context, who, run)
  const changes = await countAccountChanges(context.database, who.networkId)
  const changed = await changedAccounts(context, run)
  if (changed.length > 0) return failed('STATE_CONFLICT', changedText(changed))
  const profiles = await profilesOf(context.database, who.networkId)
  const lost = await lostProfile(context, run, new Set(profiles.map(({ row }) => row.id)))
  if (lost) return failed('STATE_CONFLICT', RETIRED)
  const files = await planFiles(context, run, profiles, await scheduleNow(context, who.networkId))
  if (!files.ok) return files
  const change = changeRun(context, run, '', {
    ...{ state: 'approved', approved_by: who.actor, approved_at_ms: context.nowMs() },
    ...{ done_count: 0, worker: null, lease_until_ms: 0 },
  })
  const isDone = await context.database.write([
    unchangedAccounts(context, run, changes),
    ...[change, ...files.value, told(context, who, run)],
  ])
  return isDone
    ? success({ runId })
    : failedBecause('STATE_CONFLICT', 'CHANGED_MEANWHILE', SOMEBODY_ELSE)
}

const NO_DRAFT = 'Only a draft can be approved. Look at its state.'
const ANOTHER = 'Another person has to approve it. Ask one to do it.'
const RETIRED = 'A bank profile of this run was retired. Cancel the run and make it again.'
const SOMEBODY_ELSE =
  'Somebody changed the run, a bank profile or a bank account at this moment. Look at the run, then try again.'

/** There is no such run in this network. */
export function noRun(): Reply<never> {
  return failed('NOT_FOUND', 'There is no such run. Look at the list of runs.')
}

/** Fits only while no bank account of the network was changed or held since they were looked at. */
function unchangedAccounts({ database }: ServerContext, run: Run, changes: number): WriteQuery {
  const query = database.read
    .updateTable('settlement_run')
    .set({ lease_until_ms: 0 })
    .where('id', '=', run.id)
    .where(accountChanges(run.network_id as NetworkId), '=', changes)
    .compile()
  return { query, changes: 1 }
}

/** The first of two people. */
async function agree(context: ServerContext, who: Actor, run: Run): Promise<Done> {
  const query = context.database.read
    .updateTable('settlement_run')
    .set({ agreed_by: who.actor })
    .where('id', '=', run.id)
    .where('state', '=', 'draft')
    .where('agreed_by', 'is', null)
    .compile()
  const isDone = await context.database.write([{ query, changes: 1 }, told(context, who, run)])
  return isDone
    ? success({ runId: run.id })
    : failedBecause('STATE_CONFLICT', 'CHANGED_MEANWHILE', SOMEBODY_ELSE)
}

function told(context: ServerContext, who: Actor, run: Run) {
  const { id, number } = run
  return record(context, {
    ...{ actor: who.actor, ip: who.ip, action: 'run-approve', subject: `run:${id}` },
    detail: { number },
  })
}

/** Names of locations that are not paid to the account any more that the run was made with. */
async function changedAccounts(context: ServerContext, run: Run): Promise<readonly string[]> {
  const rows = await context.database.read
    .selectFrom('payout')
    .innerJoin('location', 'location.id', 'payout.location_id')
    .where('payout.run_id', '=', run.id)
    .where('payout.account_id', 'is not', null)
    .groupBy(['payout.location_id', 'payout.account_id', 'location.name'])
    .orderBy('location.name')
    .select(['payout.location_id', 'payout.account_id', 'location.name'])
    .execute()
  const changed: string[] = []
  for (const { location_id, account_id, name } of rows) {
    const now = await payableAccountOf(context, location_id as LocationId, context.nowMs())
    if (!now.ready || now.accountId !== account_id) changed.push(name)
  }
  return changed
}

/** Locations that a message names. */
const NAMED_MAX = 5

function changedText(names: readonly string[]): string {
  const named = names.slice(0, NAMED_MAX).join(', ')
  const more = names.length > NAMED_MAX ? ` and ${names.length - NAMED_MAX} more` : ''
  return `Bank accounts were changed since the run was made: ${named}${more}. Cancel the run and make it again.`
}

async function lostProfile(
  { database }: ServerContext,
  run: Run,
  known: ReadonlySet<string>,
): Promise<boolean> {
  const rows = await database.read
    .selectFrom('payout')
    .where('run_id', '=', run.id)
    .groupBy('profile_id')
    .select('profile_id')
    .execute()
  return rows.some(({ profile_id }) => !known.has(profile_id))
}
