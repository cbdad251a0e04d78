import type { NetworkId } from '../../src/contract/ids.ts'
import type { Database } from '../storage/database.ts'

/** What people call whoever did something: the name of a person of the network; else as it stands. */
export async function staffNames(
  { read }: Pick<Database, 'read'>,
  networkId: NetworkId,
): Promise<(actor: string) => string> {
  const rows = await read
    .selectFrom('staff')
    .where('network_id', '=', networkId)
    .select(['id', 'name'])
    .execute()
  const names = new Map(rows.map(({ id, name }) => [`staff:${id}`, name]))
  return (actor) => names.get(actor) ?? actor
}
