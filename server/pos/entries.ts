import { sql } from 'kysely'
import type { ServerContext } from '../context.ts'
import type { WriteQuery } from '../storage/database.ts'
import type { PosReading } from './adapter.ts'
import type { Connection } from './connections.ts'

type Parts = Pick<ServerContext, 'database' | 'nowMs'>

/** A reading that names its payment for good. */
interface NamedReading extends PosReading {
  readonly externalId: string
}

/** Entries that are not kept yet, as statements to be written with what they were found in. */
export interface NewEntries {
  readonly queries: readonly WriteQuery[]
  readonly count: number
}

/**
 * What of these readings is new. A payment that was voided is never one again, whichever came first;
 * a refund counts only for a payment that is known, here or among the readings.
 */
export async function newEntries(
  parts: Parts,
  connection: Connection,
  readings: readonly PosReading[],
): Promise<NewEntries> {
  // A list may show what was given back before the sale itself, when that was changed after it.
  const isRefund = ({ kind }: PosReading) => kind === 'refund'
  const inOrder = [...readings.filter((one) => !isRefund(one)), ...readings.filter(isRefund)]
  const named = await nameAll(parts, connection, inOrder)
  if (named.length === 0) return { queries: [], count: 0 }
  const known = await readKnown(parts, connection, named)
  const isPaid = (id: string) =>
    known.has(entryKey(id, 'payment', '')) ||
    named.some(({ kind, externalId }) => kind === 'payment' && externalId === id)
  const fresh = named.filter(
    (each) =>
      !known.has(entryKey(each.externalId, each.kind, each.changeId ?? '')) &&
      (each.kind !== 'refund' || isPaid(each.externalId)),
  )
  return {
    queries: fresh.map((reading) => ({ query: insertOf(parts, connection, reading) })),
    count: fresh.length,
  }
}

function entryKey(externalId: string, kind: string, changeId: string): string {
  return [kind, externalId, changeId].join('\n')
}

async function nameAll(
  { database }: Parts,
  { kind, locationId }: Connection,
  readings: readonly PosReading[],
): Promise<NamedReading[]> {
  const named: NamedReading[] = []
  for (const reading of readings) {
    const { paymentId, ofSaleId } = reading
    if (paymentId !== null) {
      named.push({ ...reading, externalId: `${kind}:${paymentId}` })
    } else if (ofSaleId !== null) {
      const sold = named.find((one) => one.kind === 'payment' && one.saleId === ofSaleId)
      const row = await database.read
        .selectFrom('pos_entry')
        .where('location_id', '=', locationId)
        .where('sale_id', '=', ofSaleId)
        .where('pos', '=', kind)
        .where('kind', '=', 'payment')
        .select('external_id')
        .orderBy('id')
        .executeTakeFirst()
      const externalId = row?.external_id ?? sold?.externalId
      if (externalId !== undefined) named.push({ ...reading, externalId })
    }
  }
  return named
}

async function readKnown(
  { database }: Parts,
  { locationId }: Connection,
  named: readonly NamedReading[],
): Promise<ReadonlySet<string>> {
  const ids = [...new Set(named.map(({ externalId }) => externalId))]
  const rows = await database.read
    .selectFrom('pos_entry')
    .where('location_id', '=', locationId)
    .where('external_id', 'in', ids)
    .select(['external_id', 'kind', 'change_id'])
    .execute()
  return new Set(rows.map((row) => entryKey(row.external_id, row.kind, row.change_id)))
}

/** Asks once more as it writes: what another server wrote meanwhile stays the only one. */
function insertOf({ database, nowMs }: Parts, connection: Connection, reading: NamedReading) {
  const { locationId, connectionId, kind: pos } = connection
  const { kind, externalId } = reading
  const changeId = reading.changeId ?? ''
  return sql`
    INSERT INTO pos_entry (id, location_id, connection_id, pos, kind, external_id, change_id,
      sale_id, amount_minor, currency, label, till, receipt_number, clerk, total_minor, at_ms,
      recorded_at_ms)
    SELECT coalesce((SELECT max(id) FROM pos_entry), 0) + 1, ${locationId}, ${connectionId}, ${pos},
      ${kind}, ${externalId}, ${changeId}, ${reading.saleId}, CAST(${reading.amountMinor} AS bigint),
      ${reading.currency}, ${reading.label}, ${reading.till}, ${reading.receiptNumber},
      ${reading.clerk}, CAST(${reading.totalMinor} AS bigint), CAST(${reading.atMs} AS bigint),
      CAST(${nowMs()} AS bigint)
    WHERE NOT EXISTS (SELECT 1 FROM pos_entry WHERE location_id = ${locationId}
      AND external_id = ${externalId} AND ((kind = ${kind} AND change_id = ${changeId})
        OR (kind = 'void' AND ${kind} <> 'refund')))
  `.compile(database.read)
}
