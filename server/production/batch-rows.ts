import { sql } from 'kysely'
import type { BatchState, BatchView } from '../../src/contract/admin/production.ts'
import type { NetworkId, ProgramId } from '../../src/contract/ids.ts'
import type { ServerContext } from '../context.ts'
import type { Database } from '../storage/database.ts'
import { BATCH_SERIALS, BATCHES_LISTED_MAX } from './limits.ts'

/** A batch as it is stored. */
export interface Batch {
  readonly batchId: string
  readonly number: number
  readonly networkId: NetworkId
  readonly programId: ProgramId
  readonly printerId: string
  readonly name: string
  readonly prefix: string
  readonly withPin: boolean
  readonly printedExpiry: string | null
  readonly count: number
  readonly state: BatchState
  readonly exports: number
}

/** A batch of this network; undefined when it is none of its batches. */
export async function findBatch(
  database: Database,
  networkId: NetworkId,
  batchId: string,
): Promise<Batch | undefined> {
  const row = await database.read
    .selectFrom('batch')
    .where('id', '=', batchId)
    .where('network_id', '=', networkId)
    .selectAll()
    .executeTakeFirst()
  return row && batchOf(row)
}

/** The oldest batch that still has to be filled and that no other server fills now. */
export async function findPlanned(
  { database, nowMs }: ServerContext,
  filler: string,
): Promise<Batch | undefined> {
  const row = await database.read
    .selectFrom('batch')
    .where('state', '=', 'planned')
    .where(({ eb, or }) => or([eb('filler', '=', filler), eb('lease_until_ms', '<', nowMs())]))
    .orderBy('number')
    .selectAll()
    .executeTakeFirst()
  return row && batchOf(row)
}

/** Batches whose cards do not all have the state that follows from them yet. */
export async function findUnmoved(database: Database): Promise<readonly Batch[]> {
  const rows = await rowsOf(database)
    .where('is_moved', '=', 0)
    .where('state', 'in', ['received', 'spoiled'])
    .execute()
  return rows.map(batchOf)
}

type BatchRow = Awaited<ReturnType<ReturnType<typeof rowsOf>['execute']>>[number]

function rowsOf(database: Database) {
  return database.read.selectFrom('batch').selectAll()
}

function batchOf(row: BatchRow): Batch {
  return {
    batchId: row.id,
    number: row.number,
    networkId: row.network_id as NetworkId,
    programId: row.program_id as ProgramId,
    printerId: row.printer_id,
    name: row.name,
    prefix: row.prefix,
    withPin: row.with_pin === 1,
    printedExpiry: row.printed_expiry,
    count: row.count,
    state: row.state,
    exports: row.exports,
  }
}

/** The batches of a network, the newest first; only the one with this id when it is given. */
export async function batchViews(
  database: Database,
  networkId: NetworkId,
  batchId?: string,
): Promise<BatchView[]> {
  const batches = rowsOf(database)
    .innerJoin('program', 'program.id', 'batch.program_id')
    .innerJoin('printer', 'printer.id', 'batch.printer_id')
    .select(['program.name as program_name', 'printer.name as printer_name'])
    .select(({ selectFrom }) =>
      selectFrom('batch_piece')
        .whereRef('batch_piece.batch_number', '=', 'batch.number')
        .where('batch_piece.is_filled', '=', 1)
        .select(({ fn }) => fn.sum<number>('batch_piece.item_count').as('made'))
        .as('made'),
    )
    .selectAll('batch')
    .where('batch.network_id', '=', networkId)
    .orderBy('batch.number', 'desc')
    .limit(BATCHES_LISTED_MAX)
  const rows = await (batchId === undefined
    ? batches
    : batches.where('batch.id', '=', batchId)
  ).execute()
  const waiting = rows.some((row) => row.with_pin === 1) ? await hardeningOf(database) : undefined
  return rows.map((row) => {
    const { programId, ...batch } = batchOf(row)
    return {
      batchId: batch.batchId,
      name: batch.name,
      programId,
      programName: row.program_name,
      prefix: batch.prefix,
      withPin: batch.withPin,
      printedExpiry: batch.printedExpiry,
      count: batch.count,
      made: row.made ?? 0,
      drawnAgain: row.drawn_again,
      hardening: waiting?.get(batch.number) ?? 0,
      state: batch.state,
      printerId: batch.printerId,
      printerName: row.printer_name,
      exports: batch.exports,
      lastExportAtMs: row.last_export_at_ms,
      createdAtMs: row.created_at_ms,
      readyAtMs: row.ready_at_ms,
      endedAtMs: row.ended_at_ms,
    }
  })
}

/** How many PINs of each batch wait for the slow hash. */
async function hardeningOf({ reports }: Database): Promise<ReadonlyMap<number, number>> {
  const { rows } = await sql<{ number: number; count: number }>`
    SELECT id / ${sql.lit(BATCH_SERIALS)} AS number, COUNT(*) AS count
      FROM batch_item WHERE is_quick = 1 GROUP BY 1
  `.execute(reports)
  return new Map(rows.map(({ number, count }) => [number, count]))
}
