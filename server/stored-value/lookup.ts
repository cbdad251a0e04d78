import { looksLikeBankCard } from '../../src/contract/card-number.ts'
import type { ProgramId } from '../../src/contract/ids.ts'
import { currency } from '../../src/contract/money.ts'
import { type Reply, refused, success } from '../../src/contract/refusals.ts'
import { numberRefusal } from '../cards/index.ts'
import { isPinAsked } from '../ledger/checks.ts'
import { foreignPrograms, isAcceptedAt, rulesColumn, rulesOf } from '../programs/index.ts'
import type { StoredValueParams, StoredValueResult } from './api.ts'
import type { ApiClient } from './api-clients.ts'
import type { Counter } from './counter.ts'
import { LOOKUP_PROGRAMS_MAX } from './limits.ts'

/**
 * The programs that a number may belong to: those whose numbers begin so; of one that begins like none
 * of them, those that cards of another system were imported into. No card is looked for: the answer to
 * a number that exists is the answer to any other with the same first digits.
 */
export async function lookUp(
  counter: Counter,
  client: ApiClient,
  { number }: StoredValueParams<'lookup-card'>,
): Promise<Reply<StoredValueResult<'lookup-card'>>> {
  const { database } = counter.context
  const ofNumber = await numberRefusal(database, number)
  if (ofNumber !== undefined) return refused(ofNumber)
  const rows = await database.read
    .selectFrom('program')
    .where('network_id', '=', client.networkId)
    .select(['id', 'name', 'currency', 'card_prefix'])
    .select(rulesColumn(database))
    .orderBy('name')
    .execute()
  const ours = rows.filter((row) => number.startsWith(row.card_prefix))
  const foreign = ours.length > 0 ? NONE : await foreignTo(counter, client, number)
  const likely = [...ours, ...rows.filter(({ id }) => foreign.has(id as ProgramId))].slice(
    0,
    LOOKUP_PROGRAMS_MAX,
  )
  if (likely.length === 0) return refused('CARD_NOT_ACCEPTED_HERE')
  const { locationId } = client
  const programs = await Promise.all(
    likely.map(async (row) => {
      const programId = row.id as ProgramId
      const acceptedHere =
        locationId !== null && (await isAcceptedAt(database, programId, locationId))
      return {
        ...{ programId, name: row.name, currency: currency(row.currency), acceptedHere },
        pinNeeded: isPinAsked(rulesOf(row).pin, client.kind),
      }
    }),
  )
  return success({ programs })
}

const NONE: ReadonlySet<ProgramId> = new Set()

/** Where a number that begins like none here may be at home. A bank's, mistyped too, is never one. */
async function foreignTo(
  { context }: Counter,
  { networkId }: ApiClient,
  number: string,
): Promise<ReadonlySet<ProgramId>> {
  return looksLikeBankCard(number) ? NONE : foreignPrograms(context.database, networkId)
}
