import type { NetworkId, ProgramId } from '../../src/contract/ids.ts'
import type { Database } from '../storage/database.ts'

/** States of an import some of whose cards are in the ledger, or may be. */
const IN_LEDGER = ['committing', 'committed', 'reversing'] as const

/** The programs of a network that cards of another system were imported into. */
export async function foreignPrograms(
  { read }: Pick<Database, 'read'>,
  networkId: NetworkId,
): Promise<ReadonlySet<ProgramId>> {
  const rows = await read
    .selectFrom('card_import')
    .where('network_id', '=', networkId)
    .where('state', 'in', IN_LEDGER)
    .select('program_id')
    .distinct()
    .execute()
  return new Set(rows.map(({ program_id }) => program_id as ProgramId))
}

/** Whether cards of another system were imported, here or anywhere: their numbers have any form. */
export async function takesForeignCards(
  { read }: Pick<Database, 'read'>,
  networkId?: NetworkId,
): Promise<boolean> {
  const imports = read
    .selectFrom('card_import')
    .where('state', 'in', IN_LEDGER)
    .select('id')
    .limit(1)
  const own = networkId === undefined ? imports : imports.where('network_id', '=', networkId)
  return (await own.executeTakeFirst()) !== undefined
}
