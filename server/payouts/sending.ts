import type { LocationId, NetworkId } from '../../src/contract/ids.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import { record } from '../audit/index.ts'
import { addBankDays } from '../bank-days/index.ts'
import { deliver, findDestination, whyNotByHand } from '../bank-delivery/index.ts'
import type { ServerContext } from '../context.ts'
import { dayAt } from '../ledger/calendar.ts'
import { type Actor, machineOf } from './actor.ts'
import { advanceRun } from './advancing.ts'
import { noRun } from './approving.ts'
import { makeFile } from './files.ts'
import { misfitOf } from './fitting.ts'
import { CHANGE_TRIES_MAX, DELIVERY_AGAIN_MS, HOLD_BANK_DAYS, PIECE_PAYOUTS } from './limits.ts'
import { changePayout, postOwed } from './owed.ts'
import { confirmationOf } from './posting.ts'
import { type FileRow, findRun } from './rows.ts'
import { settingsIn } from './ways.ts'

/** A file of this network; undefined when it is none of its files. */
export function findFile(
  { database }: Pick<ServerContext, 'database'>,
  networkId: NetworkId,
  fileId: string,
): Promise<FileRow | undefined> {
  return database.read
    .selectFrom('payout_file')
    .innerJoin('settlement_run as run', 'run.id', 'payout_file.run_id')
    .where('payout_file.id', '=', fileId)
    .where('run.network_id', '=', networkId)
    .selectAll('payout_file')
    .executeTakeFirst()
}

/** The same once it is made. NOT_FOUND for none of its files; STATE_CONFLICT before its run is posted. */
export async function findMadeFile(
  context: Pick<ServerContext, 'database'>,
  networkId: NetworkId,
  fileId: string,
): Promise<Reply<FileRow>> {
  const file = await findFile(context, networkId, fileId)
  if (file === undefined) return failed('NOT_FOUND', 'There is no such file. Look at its run.')
  const run = await findRun(context.database, networkId, file.run_id)
  return run?.state === 'approved' || file.sha256 === null
    ? failed('STATE_CONFLICT', 'The file is not made yet. Wait until its run is posted.')
    : success(file)
}

/**
 * A person says that the bank has a file. STATE_CONFLICT before it is made, the second time, and while
 * only the server can know.
 */
export async function markFileSent(
  context: ServerContext,
  who: Actor,
  fileId: string,
): Promise<Reply<{ readonly runId: string }>> {
  const made = await findMadeFile(context, who.networkId, fileId)
  if (!made.ok) return made
  const file = made.value
  const { delivery_id: deliveryId } = file
  const why = deliveryId === null ? undefined : await whyNotByHand(context, deliveryId, file.name)
  if (why !== undefined && file.sent_at_ms === null) return failed('STATE_CONFLICT', why)
  const isSent = await sent(context, who, file, { at: context.nowMs(), where: 'download' })
  return isSent
    ? success({ runId: file.run_id })
    : failed('STATE_CONFLICT', 'The file is at the bank already. Look at its run.')
}

async function sent(
  context: ServerContext,
  who: Actor,
  file: FileRow,
  { at, where }: { readonly at: number; readonly where: string },
): Promise<boolean> {
  const { database } = context
  const confirm_on = await confirmDay(context, file, at)
  const change = database.read
    .updateTable('payout_file')
    .set({ sent_at_ms: at, sent_by: who.actor, sent_to: where, problem: null })
    .where('id', '=', file.id)
    .where('sent_at_ms', 'is', null)
    .compile()
  const payouts = database.read
    .updateTable('payout')
    .set({ state: 'sent', sent_at_ms: at, ...(confirm_on !== null && { confirm_on }) })
    .where('file_id', '=', file.id)
    .where('state', '=', 'pending')
    .compile()
  const isSent = await database.write([
    { query: change, changes: 1 },
    { query: payouts, changes: file.transfers },
    record(context, {
      ...{ actor: who.actor, ip: who.ip, action: 'payout-file-sent', subject: `file:${file.id}` },
      detail: { name: file.name, sha256: file.sha256, where },
    }),
  ])
  if (isSent) await advanceRun(context, file.run_id)
  return isSent
}

/**
 * The last day on which the bank may send one of it back as a matter of course: a file that was brought
 * late is answered late. Null where the bank tells.
 */
async function confirmDay(
  { database }: ServerContext,
  { rail, profile_id, value_on }: FileRow,
  sentAtMs: number,
): Promise<string | null> {
  const hold = HOLD_BANK_DAYS[rail]
  if (hold === null) return null
  const { calendar, time_zone } = await database.read
    .selectFrom('bank_profile')
    .where('id', '=', profile_id)
    .select(['calendar', 'time_zone'])
    .executeTakeFirstOrThrow()
  const sentOn = dayAt(sentAtMs, time_zone)
  return addBankDays(calendar, sentOn > value_on ? sentOn : value_on, hold)
}

/** Brings the next file to its bank; one that the bank did not take waits a while. */
export async function deliverNext(context: ServerContext): Promise<boolean> {
  const { database, nowMs } = context
  const file = await database.read
    .selectFrom('payout_file')
    .innerJoin('settlement_run as run', 'run.id', 'payout_file.run_id')
    .where('payout_file.sent_at_ms', 'is', null)
    .where('payout_file.delivery_id', 'is not', null)
    .where('payout_file.try_after_ms', '<=', nowMs())
    .where('run.state', 'in', ['generated', 'sent', 'acknowledged'])
    .orderBy('payout_file.id')
    .selectAll('payout_file')
    .select('run.network_id')
    .executeTakeFirst()
  if (file === undefined) return false
  const { network_id, ...row } = file
  const delivered = await bring(context, row)
  if (delivered.ok) {
    await sent(context, machineOf(network_id as NetworkId), row, delivered.value)
    return true
  }
  const what = 'refusal' in delivered ? delivered.refusal : delivered.error
  const query = database.read
    .updateTable('payout_file')
    .set({ problem: what.message, try_after_ms: nowMs() + DELIVERY_AGAIN_MS })
    .where('id', '=', row.id)
    // Another server may have brought it meanwhile.
    .where('sent_at_ms', 'is', null)
    .compile()
  await database.write([{ query }])
  return true
}

/** What stands in the way of one file holds up no other: it is shown beside it. */
async function bring(context: ServerContext, row: FileRow): ReturnType<typeof deliver> {
  try {
    const made = await makeFile(context, row)
    const misfit = await misfitNow(context, row)
    if (misfit !== undefined) return failed('STATE_CONFLICT', misfit)
    const file = { fileName: row.name, ...made, valueOn: row.value_on }
    return await deliver(context, row.delivery_id, file)
  } catch (error) {
    context.log.error({ err: error, file: row.name }, 'a bank file was not brought')
    return failed('UNAVAILABLE', 'The file was not brought. The log of the server says why.')
  }
}

/** The destination may have become another one since the file was frozen. */
async function misfitNow(context: ServerContext, row: FileRow): Promise<string | undefined> {
  const { delivery_id: deliveryId, settings } = row
  const destination = deliveryId === null ? undefined : await findDestination(context, deliveryId)
  return destination && misfitOf(settingsIn(settings), destination)
}

/** What a network did by itself. */
export interface PaidByItself {
  readonly runId: string
  /** Null: all that are not paid yet. */
  readonly locationId: LocationId | null
  /** What its bank calls the transfer. */
  readonly reference: string
}

/**
 * Takes note that a network paid what its profiles without a bank are to pay. STATE_CONFLICT when there
 * is nothing like that to pay, or not yet.
 */
export async function markPaid(
  context: ServerContext,
  who: Actor,
  { runId, locationId, reference }: PaidByItself,
): Promise<Reply<{ readonly runId: string }>> {
  const run = await findRun(context.database, who.networkId, runId)
  if (run === undefined) return noRun()
  if (run.state === 'draft' || run.state === 'approved' || run.state === 'cancelled')
    return failed('STATE_CONFLICT', 'Nothing of this run is to be paid now. Look at its state.')
  let paid = 0
  for (let tries = 0; tries < CHANGE_TRIES_MAX; ) {
    const rows = await unpaidByItself(context, runId, locationId)
    if (rows.length === 0) break
    const change = { state: 'confirmed' as const, paid_reference: reference }
    const times = { sent_at_ms: context.nowMs(), confirmed_at_ms: context.nowMs() }
    const changes = rows.map((row) => {
      const owed = confirmationOf(row)
      const ended_at_ms = context.nowMs()
      return { row, change: { ...change, ...times, owed, ended_at_ms } }
    })
    const isWritten = await context.database.write([
      ...changes.map((one) => changePayout(context, one.row, one.change)),
      record(context, {
        ...{ actor: who.actor, ip: who.ip, action: 'run-paid', subject: `run:${runId}` },
        detail: { payouts: rows.length, reference, locationId },
      }),
    ])
    // Somebody said so at the same moment: only what is left then is by this word.
    if (!isWritten) {
      tries += 1
      continue
    }
    await postOwed(
      context,
      changes.map(({ row, change: { owed } }) => ({ ...row, owed })),
    )
    paid += rows.length
  }
  if (paid === 0) return failed('STATE_CONFLICT', 'There is nothing left to pay like that.')
  await advanceRun(context, runId)
  return success({ runId })
}

function unpaidByItself({ database }: ServerContext, runId: string, locationId: LocationId | null) {
  const all = database.read
    .selectFrom('payout')
    .where('run_id', '=', runId)
    .where('file_id', 'is', null)
    .where('state', '=', 'pending')
    .orderBy('reference')
    .limit(PIECE_PAYOUTS)
    .selectAll()
  return (locationId === null ? all : all.where('location_id', '=', locationId)).execute()
}
