import type { ServerContext } from '../server/context.ts'
import type { NetworkId } from '../src/contract/ids.ts'

/** The network named, or the only one; undefined after telling which there are. */
export async function whichNetwork(
  { database }: Pick<ServerContext, 'database'>,
  named: string | undefined,
): Promise<NetworkId | undefined> {
  const rows = await database.read
    .selectFrom('network')
    .orderBy('id')
    .select(['id', 'name'])
    .execute()
  const [one, other] = named === undefined ? rows : rows.filter(({ id }) => id === named)
  if (one && !other) return one.id as NetworkId
  const known = rows.map(({ id, name }) => `${id} ${name}`).join('\n')
  console.error(
    rows.length === 0
      ? 'There is no network yet. Make one: countermark network create'
      : `Say which network with --network:\n${known}`,
  )
  return undefined
}
