import type { AdminInput, AdminResult } from '../../src/contract/admin/table.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import { isNoted, record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import type { SettlingRequest } from '../ledger/request.ts'
import type { SignedIn, StepUp } from '../staff/index.ts'
import { contentHash } from '../stored-value/index.ts'
import { placesOf } from './places.ts'

/** Puts what a location is owed right by hand, with a person's password and reason. */
export async function adjustPayable(
  context: ServerContext,
  stepUp: StepUp,
  who: SignedIn,
  { password, ...wish }: AdminInput<'adjust-payable'>,
): Promise<Reply<AdminResult<'adjust-payable'>>> {
  const { database } = context
  const places = await placesOf(database, who.networkId)
  const place = places.find(({ locationId }) => locationId === wish.locationId)
  if (!place) return failed('NOT_FOUND', 'There is no such location.')
  const known = await stepUp(who, password)
  if (!known.ok) return known
  const { requestId, locationId, amountMinor, reason } = wish
  const actor = `staff:${who.staffId}`
  const request: SettlingRequest = {
    ...{ kind: 'payable_adjust', requestId, locationId, networkId: who.networkId, amountMinor },
    caller: {
      key: actor,
      locationId: null,
      networkId: who.networkId,
      channel: 'admin',
      clerk: null,
    },
    contentHash: contentHash('payable_adjust', { locationId, amountMinor, reason }),
    ...{ currency: place.currency, reason, reference: requestId },
  }
  const { reply } = await database.ledger.execute(request)
  if (!reply.ok) return reply
  const { operationId, replayed } = reply.value
  const deed = { actor, action: 'payable-adjust' as const, subject: `operation:${operationId}` }
  const audit = record(context, {
    ...{ ...deed, ip: who.ip },
    detail: { locationId, amountMinor, reason },
  })
  // Of a replay only what the server ended before is written.
  if (!replayed || !(await isNoted(context, deed))) await database.write([audit])
  return success({ operationId })
}
