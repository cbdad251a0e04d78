import { type Reply, refused, success } from '../../src/contract/refusals.ts'
import { numberRefusal } from '../cards/index.ts'
import { isPinAsked } from '../ledger/checks.ts'
import { isAcceptedAt, likelyPrograms } from '../programs/index.ts'
import type { StoredValueParams, StoredValueResult } from './api.ts'
import type { ApiClient } from './api-clients.ts'
import type { Counter } from './counter.ts'
import { LOOKUP_PROGRAMS_MAX } from './limits.ts'

/** The programs that a number may belong to, by its form alone: see {@link likelyPrograms}. */
export async function lookUp(
  counter: Counter,
  client: ApiClient,
  { number }: StoredValueParams<'lookup-card'>,
): Promise<Reply<StoredValueResult<'lookup-card'>>> {
  const { database } = counter.context
  const ofNumber = await numberRefusal(database, number)
  if (ofNumber !== undefined) return refused(ofNumber)
  const likely = await likelyPrograms(database, client.networkId, number)
  if (likely.length === 0) return refused('CARD_NOT_ACCEPTED_HERE')
  const { locationId } = client
  const programs = await Promise.all(
    likely.slice(0, LOOKUP_PROGRAMS_MAX).map(async ({ programId, name, currency, rules }) => ({
      ...{ programId, name, currency },
      acceptedHere: locationId !== null && (await isAcceptedAt(database, programId, locationId)),
      pinNeeded: isPinAsked(rules.pin, client.kind),
    })),
  )
  return success({ programs })
}
