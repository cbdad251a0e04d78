import type { LocationId } from '../../src/contract/ids.ts'
import type { ServerContext } from '../context.ts'
import type { Presence } from '../devices/index.ts'
import type { CommittedOperation } from '../ledger/engine.ts'
import { LIVE_OPERATIONS_MAX } from './limits.ts'

type Stations = ReturnType<Presence['at']>

/**
 * Tells the other stations of a location when a payment of its tills was taken, or is free again, so
 * that nobody selects it twice. Word that gets lost costs a refusal later and nothing else. Returns
 * how to stop.
 */
export function watchPayments(context: ServerContext, presence: Presence): () => void {
  return context.database.ledger.onDidCommit((operations) => {
    // Most shops have one station: then there is nobody to tell.
    const isHeard = ({ locationId }: CommittedOperation) =>
      locationId !== null && presence.at(locationId as LocationId).size > 1
    const heard = operations.filter(isHeard).slice(-LIVE_OPERATIONS_MAX)
    if (heard.length === 0) return
    tell(context, presence, heard).catch((error: unknown) =>
      context.log.error({ err: error }, 'stations could not be told of a payment'),
    )
  })
}

async function tell(
  context: ServerContext,
  presence: Presence,
  operations: readonly CommittedOperation[],
): Promise<void> {
  const rows = await changesOf(
    context,
    operations.map(({ journalId }) => journalId),
  )
  for (const { location_id, ...change } of rows)
    if (location_id !== null) tellOthers(presence.at(location_id as LocationId), change)
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
function tellOthers(stations: Stations, { caller, ...standing }: Change): void {
  for (const station of stations) {
    if (caller !== `device:${station.deviceId}`) station.tell('payment-standing', standing)
  }
}
