import type {
  AllocationState,
  AllocationView,
  SerialRange,
} from '../../src/contract/admin/production.ts'
import { type LocationId, type NetworkId, uuidV7 } from '../../src/contract/ids.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import { record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import type { SignedIn } from '../staff/index.ts'
import type { Database } from '../storage/database.ts'
import { findBatch } from './batch-rows.ts'
import { actorOf, changedMeanwhile, noBatch } from './batches.ts'
import { ALLOCATIONS_LISTED_MAX } from './limits.ts'

/** The allocations of a batch in the order of their serials. */
export async function listAllocations(
  database: Database,
  networkId: NetworkId,
  batchId: string,
): Promise<AllocationView[]> {
  const rows = await allocationRows(database, networkId)
    .where('batch.id', '=', batchId)
    .orderBy('stock_allocation.first_serial')
    .orderBy('stock_allocation.allocated_at_ms')
    .limit(ALLOCATIONS_LISTED_MAX)
    .execute()
  return allocationViews(database, rows)
}

interface NewAllocation extends SerialRange {
  readonly batchId: string
  readonly locationId: LocationId
}

/**
 * Gives serials to a location. NOT_FOUND for a batch or location that is not there, REQUEST_MALFORMED
 * for serials that the batch has not, STATE_CONFLICT when some of them are another allocation's.
 */
export async function allocate(
  context: ServerContext,
  who: SignedIn,
  asked: NewAllocation,
): Promise<Reply<AllocationView>> {
  const { database, nowMs, randomBytes } = context
  const { firstSerial, lastSerial, locationId } = asked
  const batch = await findBatch(database, who.networkId, asked.batchId)
  if (batch === undefined) return noBatch()
  if (batch.state !== 'ready' && batch.state !== 'received') {
    return failed('STATE_CONFLICT', 'Only the cards of a batch that is made can be allocated.')
  }
  if (firstSerial > lastSerial || lastSerial > batch.count) {
    return failed('REQUEST_MALFORMED', `firstSerial to lastSerial: from 1 to ${batch.count}.`)
  }
  if (!(await isLocation(database, who.networkId, locationId))) {
    return failed('NOT_FOUND', 'There is no such location.')
  }
  const allocationId = uuidV7(nowMs(), randomBytes(10))
  // Whoever allocates writes the batch first: of two at once the second sees what the first did.
  const turn = database.read
    .updateTable('batch')
    .set({ state: batch.state })
    .where('id', '=', batch.batchId)
    .where('state', '=', batch.state)
    .compile()
  const query = database.read
    .insertInto('stock_allocation')
    .columns(COLUMNS)
    .expression(({ selectFrom, val, not, exists }) =>
      selectFrom('batch')
        .where('batch.id', '=', batch.batchId)
        .where(
          not(
            exists(
              selectFrom('stock_allocation as other')
                .select('other.id')
                .where('other.batch_number', '=', batch.number)
                .where('other.state', '<>', 'withdrawn')
                .where('other.first_serial', '<=', lastSerial)
                .where('other.last_serial', '>=', firstSerial),
            ),
          ),
        )
        .select([
          val(allocationId).as('id'),
          'batch.number as batch_number',
          val(firstSerial).as('first_serial'),
          val(lastSerial).as('last_serial'),
          val<string>(locationId).as('location_id'),
          val<AllocationState>('allocated').as('state'),
          val(nowMs()).as('allocated_at_ms'),
        ]),
    )
    .compile()
  const audit = record(context, {
    ...actorOf(who),
    action: 'stock-allocate',
    subject: `batch:${batch.batchId}`,
    detail: { allocationId, firstSerial, lastSerial, locationId },
  })
  const isWritten = await database.write([
    { query: turn, changes: 1 },
    { query, changes: 1 },
    audit,
  ])
  return isWritten
    ? readAllocation(database, who.networkId, allocationId)
    : failed('STATE_CONFLICT', 'Some of these serials are allocated already. Choose others.')
}

const COLUMNS = [
  'id',
  'batch_number',
  'first_serial',
  'last_serial',
  'location_id',
  'state',
  'allocated_at_ms',
] as const

/** What an allocation can become, and from what. */
const STEPS = {
  ship: { from: ['allocated'], to: 'shipped', time: 'shipped_at_ms' },
  receive: { from: ['allocated', 'shipped'], to: 'received', time: 'received_at_ms' },
  withdraw: { from: ['allocated', 'shipped', 'received'], to: 'withdrawn', time: 'ended_at_ms' },
} as const satisfies Record<
  string,
  {
    from: readonly AllocationState[]
    to: AllocationState
    time: 'shipped_at_ms' | 'received_at_ms' | 'ended_at_ms'
  }
>

/** Sends an allocation on its way, notes that it arrived, or takes it back. */
export async function moveAllocation(
  context: ServerContext,
  who: SignedIn,
  step: keyof typeof STEPS,
  allocationId: string,
): Promise<Reply<AllocationView>> {
  const { database, nowMs } = context
  const { from, to, time } = STEPS[step]
  const before = await readAllocation(database, who.networkId, allocationId)
  if (!before.ok) return before
  if (!from.some((state) => state === before.value.state)) return changedMeanwhile()
  const query = database.read
    .updateTable('stock_allocation')
    .set({ state: to, [time]: nowMs() })
    .where('id', '=', allocationId)
    .where('state', '=', before.value.state)
    .compile()
  const { firstSerial, lastSerial } = before.value
  const audit = record(context, {
    ...actorOf(who),
    action: `stock-${step}`,
    subject: `allocation:${allocationId}`,
    detail: { firstSerial, lastSerial },
  })
  const isWritten = await database.write([{ query, changes: 1 }, audit])
  return isWritten ? readAllocation(database, who.networkId, allocationId) : changedMeanwhile()
}

/**
 * Says which serials of an allocation are gone; an empty list says that all were found. Of one that
 * was withdrawn none more can go.
 */
export async function reportMissing(
  context: ServerContext,
  who: SignedIn,
  allocationId: string,
  missing: readonly SerialRange[],
): Promise<Reply<AllocationView>> {
  const { database, nowMs } = context
  const before = await readAllocation(database, who.networkId, allocationId)
  if (!before.ok) return before
  const isOver = before.value.state === 'withdrawn'
  const isNewlyGone = (one: SerialRange) =>
    !before.value.missing.some((had) => areInside([one], had))
  if (isOver && missing.some(isNewlyGone)) return changedMeanwhile()
  if (!areInside(missing, before.value)) {
    return failed('REQUEST_MALFORMED', 'missing: serials of this allocation, each only once.')
  }
  const none = database.read
    .deleteFrom('stock_missing')
    .where('allocation_id', '=', allocationId)
    .compile()
  const rows = missing.map(({ firstSerial, lastSerial }) => ({
    allocation_id: allocationId,
    first_serial: firstSerial,
    last_serial: lastSerial,
    reported_at_ms: nowMs(),
  }))
  const query = database.read.insertInto('stock_missing').values(rows)
  const audit = record(context, {
    ...actorOf(who),
    action: 'stock-missing',
    subject: `allocation:${allocationId}`,
    detail: { missing: missing.map((each) => `${each.firstSerial}-${each.lastSerial}`).join(' ') },
  })
  const added = rows.length === 0 ? [] : [{ query: query.compile(), changes: rows.length }]
  await database.write([{ query: none }, ...added, audit])
  return readAllocation(database, who.networkId, allocationId)
}

function areInside(ranges: readonly SerialRange[], whole: SerialRange): boolean {
  const sorted = [...ranges].sort((one, other) => one.firstSerial - other.firstSerial)
  return sorted.every(({ firstSerial, lastSerial }, at) => {
    const after = at === 0 ? whole.firstSerial - 1 : (sorted[at - 1]?.lastSerial ?? 0)
    return firstSerial > after && lastSerial <= whole.lastSerial
  })
}

async function isLocation(
  { read }: Database,
  networkId: NetworkId,
  locationId: LocationId,
): Promise<boolean> {
  const row = await read
    .selectFrom('location')
    .where('id', '=', locationId)
    .where('network_id', '=', networkId)
    .select('id')
    .executeTakeFirst()
  return row !== undefined
}

async function readAllocation(
  database: Database,
  networkId: NetworkId,
  allocationId: string,
): Promise<Reply<AllocationView>> {
  const rows = await allocationRows(database, networkId)
    .where('stock_allocation.id', '=', allocationId)
    .execute()
  const [view] = await allocationViews(database, rows)
  return view ? success(view) : failed('NOT_FOUND', 'There is no such allocation.')
}

function allocationRows({ read }: Database, networkId: NetworkId) {
  return read
    .selectFrom('stock_allocation')
    .innerJoin('batch', 'batch.number', 'stock_allocation.batch_number')
    .innerJoin('location', 'location.id', 'stock_allocation.location_id')
    .where('batch.network_id', '=', networkId)
    .selectAll('stock_allocation')
    .select('location.name as location_name')
}

type AllocationRow = Awaited<ReturnType<ReturnType<typeof allocationRows>['execute']>>[number]

async function allocationViews(
  { read }: Database,
  rows: readonly AllocationRow[],
): Promise<AllocationView[]> {
  if (rows.length === 0) return []
  const missing = await read
    .selectFrom('stock_missing')
    .where(
      'allocation_id',
      'in',
      rows.map(({ id }) => id),
    )
    .orderBy('first_serial')
    .selectAll()
    .execute()
  return rows.map((row) => ({
    allocationId: row.id,
    firstSerial: row.first_serial,
    lastSerial: row.last_serial,
    locationId: row.location_id as LocationId,
    locationName: row.location_name,
    state: row.state,
    allocatedAtMs: row.allocated_at_ms,
    shippedAtMs: row.shipped_at_ms,
    receivedAtMs: row.received_at_ms,
    missing: missing
      .filter((each) => each.allocation_id === row.id)
      .map((each) => ({ firstSerial: each.first_serial, lastSerial: each.last_serial })),
  }))
}
