import type { Selectable } from 'kysely'
import type { ProgramView } from '../../src/contract/admin/views.ts'
import type { NetworkId, ProgramId } from '../../src/contract/ids.ts'
import { currency, minor } from '../../src/contract/money.ts'
import type { Database } from '../storage/database.ts'
import type { Schema } from '../storage/schema.ts'

/** All programs of a network by name. */
export async function listPrograms(
  database: Database,
  networkId: NetworkId,
): Promise<readonly ProgramView[]> {
  const rows = await database.read
    .selectFrom('program')
    .where('network_id', '=', networkId)
    .orderBy('name')
    .selectAll()
    .execute()
  return rows.map(programView)
}

/** One program of a network; undefined when there is none, also when it is another network's. */
export async function readProgram(
  database: Database,
  networkId: NetworkId,
  programId: ProgramId,
): Promise<ProgramView | undefined> {
  const row = await database.read
    .selectFrom('program')
    .where('id', '=', programId)
    .where('network_id', '=', networkId)
    .selectAll()
    .executeTakeFirst()
  return row && programView(row)
}

function programView(row: Selectable<Schema['program']>): ProgramView {
  return {
    programId: row.id as ProgramId,
    name: row.name,
    currency: currency(row.currency),
    cardPrefix: row.card_prefix,
    pinPolicy: row.pin_policy,
    loadMinMinor: minor(row.load_min_minor),
    loadMaxMinor: minor(row.load_max_minor),
    balanceMaxMinor: minor(row.balance_max_minor),
    reloadable: row.reloadable === 1,
    acceptedAt: row.accepted_at,
    ruleVersion: row.rule_version,
  }
}
