import type { WireException } from '../../src/contract/wire/exceptions.ts'
import type { ServerContext, StationDevice } from '../context.ts'

/**
 * Keeps what a station tells, each under its own id, the newest revision of it; what the operator
 * wrote beside it stays. An id of another device is left as it is: ids are random, and nobody
 * writes over what somebody else told.
 */
export async function keepExceptions(
  { database, nowMs }: ServerContext,
  device: StationDevice,
  exceptions: readonly WireException[],
): Promise<void> {
  const queries = exceptions.map((exception) => {
    const told = { ...rowOf(exception), received_at_ms: nowMs() }
    const { deviceId, locationId, networkId } = device
    return database.read
      .insertInto('exception')
      .values({
        ...{ id: exception.exceptionId, device_id: deviceId, ...told },
        ...{ location_id: locationId, network_id: networkId },
      })
      .onConflict((on) =>
        on
          .column('id')
          .doUpdateSet(told)
          .where('exception.revision', '<', exception.revision)
          .where('exception.device_id', '=', deviceId),
      )
      .compile()
  })
  const isKept = await database.write(queries.map((query) => ({ query })))
  if (!isKept) throw new Error('what a station told could not be kept')
}

function rowOf(exception: WireException) {
  return {
    revision: exception.revision,
    kind: exception.kind,
    amount_minor: exception.amountMinor,
    currency: exception.currency,
    payment_key: exception.paymentKey,
    request_id: exception.requestId,
    till: exception.till,
    receipt_number: exception.receiptNumber,
    last_four: exception.lastFour,
    at_ms: exception.atMs,
    state: exception.state,
    reason: exception.reason,
    note: exception.note,
    clerk: exception.clerk,
    changed_at_ms: exception.changedAtMs,
  }
}
