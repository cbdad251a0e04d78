import type { ServerContext } from '../context.ts'
import type { Presence } from '../devices/index.ts'
import type { CommittedOperation } from '../ledger/engine.ts'
import { LIVE_OPERATIONS_MAX } from './limits.ts'

type Stations = ReturnType<Presence['all']>

/**
 * Tells the other stations of a location when a payment of its tills was taken, or is free again, so
 * that nobody selects it twice. Word that gets lost costs a refusal later and nothing else. Returns
 * how to stop.
 */
export function watchPayments(context: ServerContext, presence: Presence): () => void {
  return context.database.ledger.onDidCommit((operations) => {
    tell(context, presence, operations).catch((error: unknown) =>
      context.log.error({ err: error }, 'stations could not be told of a payment'),
    )
  })
}

async function tell(
  context: ServerContext,
  presence: Presence,
  operations: readonly CommittedOperation[],
): Promise<void> {
  const places = Map.groupBy(presence.all(), ({ locationId }) => String(locationId))
  const hasOthers = ({ locationId }: CommittedOperation) =>
    locationId !== null && (places.get(locationId)?.length ?? 0) > 1
  const ids = operations.filter(hasOthers).slice(-LIVE_OPERATIONS_MAX)
  if (ids.length === 0) return
  const rows = await changesOf(
    context,
    ids.map(({ journalId }) => journalId),
  )
  for (const { location_id, ...change } of rows) tellOthers(places.get(location_id ?? ''), change)
}

/** What was posted about payments: taken, or given back whole. */
async function changesOf({ database }: ServerContext, ids: readonly number[]) {
  const rows = await database.read
    .selectFrom('journal')
    .leftJoin('journal as original', 'original.id', 'journal.original_id')
    .leftJoin('reversal', 'reversal.journal_id', 'journal.original_id')
    .where('journal.id', 'in', ids)
    .where('journal.outcome', '=', 'posted')
    .where('journal.kind', 'in', ['redeem', 'void', 'refund'])
    .select([
      'journal.caller',
      'journal.location_id',
      'journal.kind',
      'journal.payment_key',
      'original.payment_key as original_key',
      'reversal.voided_by',
      'reversal.amount_minor as taken_minor',
      'reversal.refunded_minor',
    ])
    .orderBy('journal.id')
    .execute()
  return rows.flatMap((row) => {
    const { caller, location_id } = row
    const isTaken = row.kind === 'redeem'
    const paymentKey = isTaken ? row.payment_key : row.original_key
    const isChanged = isTaken || row.voided_by !== null || row.refunded_minor === row.taken_minor
    return paymentKey !== null && isChanged ? [{ caller, location_id, paymentKey, isTaken }] : []
  })
}

interface Change {
  readonly caller: string
  readonly paymentKey: string
  readonly isTaken: boolean
}

/** Whoever did it was answered. */
function tellOthers(stations: Stations = [], { caller, ...standing }: Change): void {
  for (const station of stations) {
    if (caller !== `device:${station.deviceId}`) station.tell('payment-standing', standing)
  }
}
