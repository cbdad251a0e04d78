import type { NetworkId } from '../../src/contract/ids.ts'
import type { Database } from '../storage/database.ts'

/** Whether cards of another system were imported, here or anywhere: their numbers have any form. */
export async function takesForeignCards(
  { read }: Pick<Database, 'read'>,
  networkId?: NetworkId,
): Promise<boolean> {
  const imports = read
    .selectFrom('card_import')
    .where('state', 'in', ['committing', 'committed', 'reversing'])
    .select('id')
    .limit(1)
  const own = networkId === undefined ? imports : imports.where('network_id', '=', networkId)
  return (await own.executeTakeFirst()) !== undefined
}
