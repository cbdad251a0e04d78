import { sql } from 'kysely'
import type { z } from 'zod'
import type { BatchView, PRODUCTION } from '../../src/contract/admin/production.ts'
import type { ProgramView } from '../../src/contract/admin/views.ts'
import { uuidV7 } from '../../src/contract/ids.ts'
import { failedBecause } from '../../src/contract/reasons.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import { record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import { isUsablePrefix, readProgram } from '../programs/index.ts'
import type { SignedIn } from '../staff/index.ts'
import type { WriteQuery } from '../storage/database.ts'
import { type Batch, batchViews, findBatch } from './batch-rows.ts'
import { moveCards } from './moving.ts'
import { findPrinter } from './printers.ts'

type NewBatch = z.output<(typeof PRODUCTION)['create-batch']['params']>

/** Who does it, as the audit names them. */
export function actorOf(who: SignedIn): { readonly actor: string; readonly ip: string } {
  return { actor: `staff:${who.staffId}`, ip: who.ip }
}

/**
 * Plans a batch. NOT_FOUND for a program or printer that is not there, REQUEST_MALFORMED for a prefix
 * or a PIN that the program does not allow, STATE_CONFLICT for a name that another batch has.
 */
export async function planBatch(
  context: ServerContext,
  who: SignedIn,
  asked: NewBatch,
): Promise<Reply<BatchView>> {
  const { database, nowMs, randomBytes } = context
  const program = await readProgram(database, who.networkId, asked.programId)
  if (program === undefined) return failed('NOT_FOUND', 'There is no such program.')
  const printer = await findPrinter(database, who.networkId, asked.printerId)
  if (printer === undefined || printer.retiredAtMs !== null) {
    return failed('NOT_FOUND', 'There is no such printer, or it was retired. Choose another one.')
  }
  const prefix = asked.prefix ?? program.cardPrefix
  const problem = problemOf(program, asked, prefix)
  if (problem !== undefined) return failed('REQUEST_MALFORMED', problem)
  const batchId = uuidV7(nowMs(), randomBytes(10))
  const query = database.read
    .insertInto('batch')
    .values({
      id: batchId,
      number: sql<number>`(SELECT coalesce(max(number), 0) + 1 FROM batch)`,
      network_id: who.networkId,
      program_id: program.programId,
      printer_id: printer.printerId,
      name: asked.name,
      prefix,
      with_pin: asked.withPin ? (1 as const) : (0 as const),
      printed_expiry: asked.printedExpiry,
      count: asked.count,
      state: 'planned' as const,
      exports: 0,
      created_at_ms: nowMs(),
      drawn_again: 0,
      lease_until_ms: 0,
      is_moved: 1 as const,
    })
    .compile()
  const detail = { name: asked.name, count: asked.count, prefix, withPin: asked.withPin }
  const subject = `batch:${batchId}`
  const audit = record(context, { ...actorOf(who), action: 'batch-create', subject, detail })
  const isWritten = await database.write([{ query, changes: 1 }, audit])
  return isWritten
    ? viewOf(context, who, batchId)
    : failedBecause(
        'STATE_CONFLICT',
        'NAME_TAKEN',
        'Another batch has this name. Choose a different one.',
      )
}

/** What of the order the program does not allow, in words. */
function problemOf(
  program: Pick<ProgramView, 'cardPrefix' | 'rules'>,
  asked: NewBatch,
  prefix: string,
): string | undefined {
  if (!prefix.startsWith(program.cardPrefix) || !isUsablePrefix(prefix)) {
    return `prefix: give up to 6 digits that begin with ${program.cardPrefix}, or leave it out.`
  }
  if (!asked.withPin && program.rules.pin.cardPresent) {
    return 'withPin: this program always asks for the PIN, so its cards need one.'
  }
  return undefined
}

/** The cards are back: they can be sold from now on, and their file cannot be fetched any more. */
export async function receiveBatch(
  context: ServerContext,
  who: SignedIn,
  batchId: string,
): Promise<Reply<BatchView>> {
  const batch = await findBatch(context.database, who.networkId, batchId)
  if (batch === undefined) return noBatch()
  if (batch.state !== 'ready' || batch.exports === 0) {
    return failed(
      'STATE_CONFLICT',
      'Only a batch whose file went to the printer can be received. Fetch the file first.',
    )
  }
  return endBatch(context, who, batch, 'received', {})
}

/** Gives a batch up, made or not: its cards can never be sold. Not after it was received. */
export async function spoilBatch(
  context: ServerContext,
  who: SignedIn,
  batchId: string,
  reason: string,
): Promise<Reply<BatchView>> {
  const batch = await findBatch(context.database, who.networkId, batchId)
  if (batch === undefined) return noBatch()
  if (batch.state !== 'planned' && batch.state !== 'ready') {
    return failed('STATE_CONFLICT', 'The batch was received or given up already. Look at it again.')
  }
  return endBatch(context, who, batch, 'spoiled', { reason })
}

/** Its cards follow it, in stock or closed for ever. With its end a batch loses the PINs that were kept for its file. */
async function endBatch(
  context: ServerContext,
  who: SignedIn,
  batch: Batch,
  state: 'received' | 'spoiled',
  detail: Readonly<Record<string, string>>,
): Promise<Reply<BatchView>> {
  const { database, nowMs } = context
  const end = database.read
    .updateTable('batch')
    .set({ state, ended_at_ms: nowMs(), is_moved: 0 })
    .where('id', '=', batch.batchId)
    .where('state', '=', batch.state)
    .compile()
  const erase: WriteQuery = {
    query: database.read
      .updateTable('batch_piece')
      .set({ sealed: null })
      .where('batch_number', '=', batch.number)
      .compile(),
  }
  const subject = `batch:${batch.batchId}`
  const action = state === 'received' ? 'batch-receive' : 'batch-spoil'
  const audit = record(context, { ...actorOf(who), action, subject, detail })
  const isWritten = await database.write([{ query: end, changes: 1 }, erase, audit])
  if (!isWritten) return changedMeanwhile()
  await moveCards(context, { ...batch, state })
  return viewOf(context, who, batch.batchId)
}

async function viewOf(
  { database }: ServerContext,
  who: SignedIn,
  batchId: string,
): Promise<Reply<BatchView>> {
  const [view] = await batchViews(database, who.networkId, batchId)
  return view ? success(view) : noBatch()
}

export function noBatch(): Reply<never> {
  return failed('NOT_FOUND', 'There is no such batch.')
}

/** Somebody else was faster. */
export function changedMeanwhile(): Reply<never> {
  return failedBecause(
    'STATE_CONFLICT',
    'CHANGED_MEANWHILE',
    'It was changed meanwhile. Look at it again.',
  )
}
