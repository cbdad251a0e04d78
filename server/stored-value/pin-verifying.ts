import { type Reply, refused, success } from '../../src/contract/refusals.ts'
import { numberRefusal } from '../cards/index.ts'
import { usableCheck } from '../ledger/checks.ts'
import type { StoredValueParams, StoredValueResult } from './api.ts'
import type { ApiClient } from './api-clients.ts'
import { askedCard } from './asked-card.ts'
import { askerOf, type Counter, publicReply } from './counter.ts'

/** Judges the PIN of a card that can be used. The same work as an enquiry of its balance. */
export async function verifyPin(
  counter: Counter,
  client: ApiClient,
  { card }: StoredValueParams<'verify-pin'>,
): Promise<Reply<StoredValueResult<'verify-pin'>>> {
  const { context } = counter
  const ofNumber = await numberRefusal(context.database, card.number)
  if (ofNumber !== undefined) return refused(ofNumber)
  const { known, pin } = await askedCard(counter, client.networkId, card, askerOf(client))
  if (pin === 'locked') return refused('PIN_LOCKED')
  if (known === undefined || pin !== 'right') return refused('CARD_NOT_FOUND_OR_PIN_INVALID')
  const unusable = usableCheck(known, context.nowMs())
  if (unusable) return publicReply(client, refused(unusable))
  return success({ cardLastFour: known.lastFour, verified: true })
}
