import type { OperationAnswer } from '../../src/contract/operations.ts'
import { invariant } from '../../src/contract/parse.ts'
import type { RedeemResult } from '../../src/contract/wire/messages.ts'
import { decodeOperationId } from '../ledger/operation-id.ts'
import type { Database } from '../storage/database.ts'

/**
 * Whether a redemption still stands as of now. One that was given back whole after the time for
 * voids (which then is a refund) does not stand either: its money is on the card.
 */
export async function standingOf(
  { read }: Database,
  { operationId }: OperationAnswer,
): Promise<RedeemResult['standing']> {
  const place = decodeOperationId(operationId)
  invariant(place, 'the ledger answers with ids that it made')
  const reversal = await read
    .selectFrom('reversal')
    .where('journal_id', '=', place.journalId)
    .select(['voided_by', 'amount_minor', 'refunded_minor'])
    .executeTakeFirst()
  if (!reversal) return 'posted'
  const isBack = reversal.voided_by !== null || reversal.refunded_minor === reversal.amount_minor
  return isBack ? 'voided' : 'posted'
}
