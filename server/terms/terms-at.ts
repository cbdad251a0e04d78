import type { LocationId, NetworkId } from '../../src/contract/ids.ts'
import { type Currency, isCurrency } from '../../src/contract/money.ts'
import { locationTermsSchema, termsSchema } from '../../src/contract/terms.ts'
import type { Database } from '../storage/database.ts'
import type { NetworkTerms } from './network-terms.ts'
import { SCHEDULE_SCOPE } from './scopes.ts'
import { versionsValidAt } from './versions.ts'

/** What a network and its locations had agreed at an instant, in ms since 1970 UTC. */
export async function termsAt(
  database: Pick<Database, 'read'>,
  networkId: NetworkId,
  atMs: number,
): Promise<NetworkTerms> {
  const found = await versionsValidAt(database, networkId, atMs)
  const rows = found.filter(({ scope }) => scope !== SCHEDULE_SCOPE)
  const currencies = rows.flatMap(({ scope, content }) =>
    isCurrency(scope) ? [[scope as Currency, termsSchema.parse(content)] as const] : [],
  )
  const locations = rows.flatMap(({ scope, content }) =>
    isCurrency(scope) ? [] : [[scope as LocationId, locationTermsSchema.parse(content)] as const],
  )
  return {
    ...{ networkId, atMs, currencies: new Map(currencies), locations: new Map(locations) },
    versions: rows.map(({ scope, version }) => ({ scope, version })),
  }
}
