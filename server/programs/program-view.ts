import type { Selectable } from 'kysely'
import type { ProgramView } from '../../src/contract/admin/views.ts'
import type { NetworkId, ProgramId } from '../../src/contract/ids.ts'
import { currency } from '../../src/contract/money.ts'
import type { Database } from '../storage/database.ts'
import type { Schema } from '../storage/schema.ts'
import { rulesColumn, rulesOf, versionColumn } from './rules.ts'

/** All programs of a network by name, with the rules that are valid now. */
export async function listPrograms(
  database: Database,
  networkId: NetworkId,
): Promise<readonly ProgramView[]> {
  const rows = await programRows(database, networkId).orderBy('name').execute()
  return rows.map(programView)
}

/** One program of a network; undefined when there is none, also when it is another network's. */
export async function readProgram(
  database: Database,
  networkId: NetworkId,
  programId: ProgramId,
): Promise<ProgramView | undefined> {
  const row = await programRows(database, networkId).where('id', '=', programId).executeTakeFirst()
  return row && programView(row)
}

function programRows(database: Database, networkId: NetworkId) {
  return database.read
    .selectFrom('program')
    .where('network_id', '=', networkId)
    .selectAll()
    .select(rulesColumn(database))
    .select(versionColumn(database))
}

type Row = Selectable<Schema['program']> & {
  readonly rules: string
  readonly rule_version: number
}

function programView(row: Row): ProgramView {
  return {
    programId: row.id as ProgramId,
    name: row.name,
    currency: currency(row.currency),
    cardPrefix: row.card_prefix,
    timeZone: row.time_zone,
    ruleVersion: Number(row.rule_version),
    rules: rulesOf(row),
  }
}
