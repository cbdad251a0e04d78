import { sql } from 'kysely'
import type { MissingLine, StockLine } from '../../src/contract/admin/production.ts'
import type { LocationId, NetworkId } from '../../src/contract/ids.ts'
import type { ServerContext } from '../context.ts'
import { BATCH_SERIALS, OVERDUE_MS } from './limits.ts'

/** Where the printed cards of a network are, location by location. */
export async function readStock(
  { database }: ServerContext,
  networkId: NetworkId,
): Promise<StockLine[]> {
  const { rows } = await sql<StockRow>`
    SELECT location.id AS location_id, location.name AS location_name, allocation.state AS state,
           SUM(CASE WHEN card.state NOT IN ('in_stock', 'planned') THEN 1 ELSE 0 END) AS sold,
           SUM(CASE WHEN card.state IN ('in_stock', 'planned') AND missing.allocation_id IS NOT NULL
               THEN 1 ELSE 0 END) AS missing,
           SUM(CASE WHEN card.state IN ('in_stock', 'planned') AND missing.allocation_id IS NULL
               THEN 1 ELSE 0 END) AS there
      FROM stock_allocation AS allocation
      JOIN batch ON batch.number = allocation.batch_number AND batch.network_id = ${networkId}
      JOIN location ON location.id = allocation.location_id
      JOIN batch_item AS item
        ON item.id >= allocation.batch_number * ${sql.lit(BATCH_SERIALS)} + allocation.first_serial
       AND item.id <= allocation.batch_number * ${sql.lit(BATCH_SERIALS)} + allocation.last_serial
      JOIN card ON card.uid = item.uid
      LEFT JOIN stock_missing AS missing
        ON missing.allocation_id = allocation.id
       AND item.id >= allocation.batch_number * ${sql.lit(BATCH_SERIALS)} + missing.first_serial
       AND item.id <= allocation.batch_number * ${sql.lit(BATCH_SERIALS)} + missing.last_serial
     WHERE allocation.state <> 'withdrawn'
     GROUP BY location.id, location.name, allocation.state
     ORDER BY location.name, location.id
  `.execute(database.reports)
  const lines = new Map<string, StockLine>()
  for (const row of rows) {
    const before = lines.get(row.location_id)
    lines.set(row.location_id, {
      locationId: row.location_id as LocationId,
      locationName: row.location_name,
      allocated: (before?.allocated ?? 0) + (row.state === 'allocated' ? row.there : 0),
      shipped: (before?.shipped ?? 0) + (row.state === 'shipped' ? row.there : 0),
      onHand: (before?.onHand ?? 0) + (row.state === 'received' ? row.there : 0),
      sold: (before?.sold ?? 0) + row.sold,
      missing: (before?.missing ?? 0) + row.missing,
    })
  }
  return [...lines.values()]
}

interface StockRow {
  readonly location_id: string
  readonly location_name: string
  readonly state: 'allocated' | 'shipped' | 'received'
  readonly sold: number
  readonly missing: number
  readonly there: number
}

/** Serials that are said to be gone, and what was shipped long ago and never arrived. */
export async function readMissing(
  { database, nowMs }: ServerContext,
  networkId: NetworkId,
): Promise<MissingLine[]> {
  const allocations = database.reports
    .selectFrom('stock_allocation as allocation')
    .innerJoin('batch', 'batch.number', 'allocation.batch_number')
    .innerJoin('location', 'location.id', 'allocation.location_id')
    .where('batch.network_id', '=', networkId)
    .select([
      'allocation.id as allocation_id',
      'batch.id as batch_id',
      'batch.name as batch_name',
      'location.name as location_name',
    ])
  const gone = await allocations
    .innerJoin('stock_missing as missing', 'missing.allocation_id', 'allocation.id')
    .select(['missing.first_serial', 'missing.last_serial', 'missing.reported_at_ms as since_ms'])
    .orderBy('missing.reported_at_ms')
    .execute()
  const overdue = await allocations
    .where('allocation.state', '=', 'shipped')
    .where('allocation.shipped_at_ms', '<', nowMs() - OVERDUE_MS)
    .select([
      'allocation.first_serial',
      'allocation.last_serial',
      'allocation.shipped_at_ms as since_ms',
    ])
    .orderBy('allocation.shipped_at_ms')
    .execute()
  return [
    ...gone.map((row) => missingLine(row, 'missing')),
    ...overdue.map((row) => missingLine(row, 'overdue')),
  ]
}

interface FoundRow {
  readonly allocation_id: string
  readonly batch_id: string
  readonly batch_name: string
  readonly location_name: string
  readonly first_serial: number
  readonly last_serial: number
  readonly since_ms: number | null
}

function missingLine(row: FoundRow, reason: MissingLine['reason']): MissingLine {
  return {
    allocationId: row.allocation_id,
    batchId: row.batch_id,
    batchName: row.batch_name,
    locationName: row.location_name,
    firstSerial: row.first_serial,
    lastSerial: row.last_serial,
    reason,
    sinceMs: row.since_ms ?? 0,
  }
}
