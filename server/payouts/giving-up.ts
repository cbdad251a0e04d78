import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import { record } from '../audit/index.ts'
import { testNotSent } from '../bank-accounts/index.ts'
import { stopDelivery } from '../bank-delivery/index.ts'
import type { BankOutcome } from '../bank-files/index.ts'
import type { ServerContext } from '../context.ts'
import type { Schema } from '../storage/index.ts'
import type { Actor } from './actor.ts'
import { advanceRun } from './advancing.ts'
import { makeFile } from './files.ts'
import { PIECE_PAYOUTS } from './limits.ts'
import { recordOutcome } from './outcomes.ts'
import { type FileRow, payoutOf } from './rows.ts'
import { findMadeFile } from './sending.ts'

/** A file that pays nobody, in the words of whoever asked the bank. */
export interface FileGivenUp {
  readonly fileId: string
  readonly reason: string
}

/**
 * A person says that nobody was or will be paid by a file: the bank refused it whole, or never gets it. What
 * it was to pay is owed again, and the next run pays it. STATE_CONFLICT before the file is made, the
 * second time, when the bank said that some of it was paid, and while it may be on its way.
 */
export async function giveUpFile(
  context: ServerContext,
  who: Actor,
  { fileId, reason }: FileGivenUp,
): Promise<Reply<{ readonly runId: string }>> {
  const made = await findMadeFile(context, who.networkId, fileId)
  if (!made.ok) return made
  const file = made.value
  if (await isGivenUp(context, fileId)) return failed('STATE_CONFLICT', GIVEN_UP)
  if (await wasPaid(context, fileId)) return failed('STATE_CONFLICT', PAID)
  const stopped = await stop(context, file)
  if (!stopped.ok) return stopped
  const { database, nowMs } = context
  const word = database.read
    .insertInto('payout_file_given_up')
    .values({
      ...{ file_id: fileId, reason, given_up_by: who.actor, given_up_at_ms: nowMs() },
      is_done: 0,
    })
    .compile()
  const isWritten = await database.write([
    { query: word, changes: 1 },
    ...(stopped.value === null ? [] : [stopped.value]),
    ...(file.sent_at_ms === null ? endings(context, who, file) : []),
    record(context, {
      ...{ actor: who.actor, ip: who.ip, action: 'payout-file-give-up', subject: `file:${fileId}` },
      detail: { name: file.name, sha256: file.sha256, reason },
    }),
  ])
  return isWritten
    ? success({ runId: file.run_id })
    : failed('STATE_CONFLICT', 'Something became of the file at this moment. Look at it again.')
}

const GIVEN_UP = 'The file was given up already. What it was to pay is owed again.'
const PAID =
  'The bank said that some of it was paid, so it did not refuse it whole. Look at its answers one by one.'

async function isGivenUp({ database }: ServerContext, fileId: string): Promise<boolean> {
  const row = await database.read
    .selectFrom('payout_file_given_up')
    .where('file_id', '=', fileId)
    .select('file_id')
    .executeTakeFirst()
  return row !== undefined
}

/** Whether the bank said of one of its transfers that it went. */
async function wasPaid({ database }: ServerContext, fileId: string): Promise<boolean> {
  const row = await database.read
    .selectFrom('payout')
    .innerJoin('payout_notice as notice', 'notice.reference', 'payout.reference')
    .where('payout.file_id', '=', fileId)
    .where(({ eb, or, and }) =>
      or([
        eb('notice.kind', '=', 'paid'),
        and([eb('notice.kind', '=', 'accepted'), eb('notice.code', '=', 'BOOK')]),
      ]),
    )
    .select('payout.reference')
    .executeTakeFirst()
  return row !== undefined
}

async function stop(context: ServerContext, file: FileRow): ReturnType<typeof stopDelivery> {
  if (file.delivery_id === null || file.sent_at_ms !== null) return success(null)
  const made = await makeFile(context, file)
  return stopDelivery(context, file.delivery_id, { fileName: file.name, ...made })
}

/** A file that was not at the bank comes to its end without: it is brought nowhere any more. */
function endings({ database, nowMs }: ServerContext, { actor }: Actor, file: FileRow) {
  const change = database.read
    .updateTable('payout_file')
    .set({ sent_at_ms: nowMs(), sent_by: actor, sent_to: 'nowhere', problem: null })
    .where('id', '=', file.id)
    .where('sent_at_ms', 'is', null)
    .compile()
  const payouts = database.read
    .updateTable('payout')
    .set({ state: 'sent', sent_at_ms: nowMs() })
    .where('file_id', '=', file.id)
    .where('state', '=', 'pending')
    .compile()
  return [
    { query: change, changes: 1 },
    { query: payouts, changes: file.transfers },
  ]
}

/** Goes on with the next file that was given up: some of its payouts are owed again. */
export async function finishGivenUp(context: ServerContext): Promise<boolean> {
  const { read } = context.database
  const word = await read
    .selectFrom('payout_file_given_up as word')
    .innerJoin('payout_file as file', 'file.id', 'word.file_id')
    .where('word.is_done', '=', 0)
    .orderBy('word.given_up_at_ms')
    .select(['word.file_id', 'word.reason', 'file.run_id'])
    .executeTakeFirst()
  if (word === undefined) return false
  const rows = await read
    .selectFrom('payout')
    .where('file_id', '=', word.file_id)
    .where('state', 'not in', ['returned', 'cancelled'])
    .orderBy('sequence')
    .limit(PIECE_PAYOUTS)
    .selectAll()
    .execute()
  for (const row of rows) {
    const payout = payoutOf(row)
    // First, as its return says that nothing is left to do for it.
    if (payout.purpose === 'prenote' || payout.purpose === 'test')
      await testNotSent(context, { ...payout, onceFor: word.file_id, note: word.reason })
    const done = await recordOutcome(context, payout, outcomeOf(word))
    if (!done.ok) throw new Error(`payout ${row.reference} could not be given up`)
  }
  if (rows.length > 0) return true
  await endWord(context, word.file_id)
  await advanceRun(context, word.run_id)
  return true
}

function outcomeOf({ file_id, reason }: Pick<WordRow, 'file_id' | 'reason'>): BankOutcome {
  return {
    ...{ noticeKey: `given-up:${file_id}`, kind: 'refused', code: 'GIVEN-UP', text: reason },
    ...{ line: 0, trace: null, reference: null, amountMinor: null, currency: null, change: null },
  }
}

type WordRow = Schema['payout_file_given_up']

async function endWord({ database }: ServerContext, fileId: string): Promise<void> {
  const query = database.read
    .updateTable('payout_file_given_up')
    .set({ is_done: 1 })
    .where('file_id', '=', fileId)
    .compile()
  await database.write([{ query, changes: 1 }])
}
