import type { NetworkId } from '../../src/contract/ids.ts'
import type { Database } from '../storage/index.ts'

/** What a network is called. */
export async function networkName(
  { read }: Pick<Database, 'read'>,
  networkId: NetworkId,
): Promise<string> {
  const row = await read
    .selectFrom('network')
    .where('id', '=', networkId)
    .select('name')
    .executeTakeFirstOrThrow()
  return row.name
}
