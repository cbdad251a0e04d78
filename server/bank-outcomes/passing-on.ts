import type { RequestId } from '../../src/contract/ids.ts'
import { addMinor, type Currency, type Minor } from '../../src/contract/money.ts'
import { invariant } from '../../src/contract/parse.ts'
import type { ServerContext } from '../context.ts'
import type { Payout } from '../payouts/index.ts'
import { contentHash } from '../stored-value/index.ts'
import { payoutReturnCharge, termsAt } from '../terms/index.ts'

/**
 * Charges a location what a returned payout costs, where its terms of now say so: a fee in the ledger,
 * taken from what is owed, once for this answer. Undefined where nothing is passed on.
 */
export async function passOnFee(
  { database, nowMs }: ServerContext,
  { networkId, locationId, currency }: Payout,
  answerId: string,
): Promise<{ readonly amountMinor: Minor; readonly currency: Currency } | undefined> {
  const requestId = `fee:payout-return:${answerId}`
  const caller = { key: `settlement:${networkId}`, locationId: null, networkId }
  // The terms may have changed since a first try: what was charged then stays.
  const done = await database.read
    .selectFrom('journal')
    .where('caller', '=', caller.key)
    .where('request_id', '=', requestId)
    .select('amount_minor')
    .executeTakeFirst()
  if (done) return { amountMinor: done.amount_minor as Minor, currency }
  const terms = await termsAt(database, networkId, nowMs())
  const charge = payoutReturnCharge(terms, { locationId, currency })
  if (charge === undefined) return undefined
  const amountMinor = addMinor(charge.amountMinor, charge.taxMinor)
  const reference = `payout-return:${answerId}`
  const content = { networkId, locationId, amountMinor, currency, reference }
  const { reply } = await database.ledger.execute({
    ...{ kind: 'fee', requestId: requestId as RequestId, contentHash: contentHash('fee', content) },
    caller: { ...caller, channel: 'admin', clerk: null },
    ...{ locationId, networkId, amountMinor, currency, reason: null, reference },
  })
  invariant(reply.ok, 'the ledger takes a fee for a payout that came back')
  return { amountMinor, currency }
}
