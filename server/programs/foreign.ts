import type { NetworkId, ProgramId } from '../../src/contract/ids.ts'
import type { Database } from '../storage/database.ts'
import { IMPORT_SERIALS, STAYED } from '../storage/index.ts'

/** States of an import whose cards are in the ledger, or may be. */
const IN_LEDGER = ['committing', 'committed', 'reversing'] as const

/** The programs of a network that cards of another system were imported into. */
export async function foreignPrograms(
  database: Pick<Database, 'read'>,
  networkId: NetworkId,
): Promise<ReadonlySet<ProgramId>> {
  const rows = await importsInLedger(database)
    .where('network_id', '=', networkId)
    .select('program_id')
    .distinct()
    .execute()
  return new Set(rows.map(({ program_id }) => program_id as ProgramId))
}

/** Those of some networks into which cards of another system were imported. */
export async function foreignNetworks(
  database: Pick<Database, 'read'>,
  networkIds: readonly NetworkId[],
): Promise<ReadonlySet<NetworkId>> {
  const rows = await importsInLedger(database)
    .where('network_id', 'in', networkIds)
    .select('network_id')
    .distinct()
    .execute()
  return new Set(rows.map(({ network_id }) => network_id as NetworkId))
}

/** Whether cards of another system were imported anywhere: their numbers have any form. */
export async function takesForeignCards(database: Pick<Database, 'read'>): Promise<boolean> {
  const first = await importsInLedger(database).select('id').limit(1).executeTakeFirst()
  return first !== undefined
}

/** The imports of which a card is in the ledger, also where only those stayed that were used. */
function importsInLedger({ read }: Pick<Database, 'read'>) {
  return read.selectFrom('card_import').where(({ and, eb, exists, or, selectFrom }) => {
    const first = eb('card_import.number', '*', IMPORT_SERIALS)
    const stayed = selectFrom('card_import_item')
      .select('card_import_item.id')
      .where('code', '=', STAYED)
      .where('card_import_item.id', '>', first)
      .where('card_import_item.id', '<', eb(first, '+', IMPORT_SERIALS))
    return or([eb('state', 'in', IN_LEDGER), and([eb('state', '=', 'reversed'), exists(stayed)])])
  })
}
