import { sql } from 'kysely'
import type { AuditParty } from '../../src/contract/admin/audit.ts'
import type { NetworkId } from '../../src/contract/ids.ts'
import type { Database } from '../storage/database.ts'

/** Where the name of a subject or actor is kept: table, key, name. */
const NAMES: Readonly<Record<string, readonly [table: string, key: string, name: string]>> = {
  network: ['network', 'id', 'name'],
  staff: ['staff', 'id', 'name'],
  client: ['api_client', 'id', 'name'],
  device: ['device', 'id', 'name'],
  location: ['location', 'id', 'name'],
  program: ['program', 'id', 'name'],
  card: ['card', 'uid', 'last_four'],
  batch: ['batch', 'id', 'name'],
  printer: ['printer', 'id', 'name'],
  import: ['card_import', 'id', 'source'],
  run: ['settlement_run', 'id', 'number'],
  'bank-profile': ['bank_profile', 'id', 'name'],
}

/** Gives each of these references of the audit its parts and the name that it has now. */
export async function partiesOf(
  { reports }: Database,
  references: readonly string[],
): Promise<(reference: string) => AuditParty> {
  const bare = [...new Set(references)].map(partsOf)
  const names = new Map<string, string>()
  for (const [kind, [table, key, name]] of Object.entries(NAMES)) {
    const ids = bare.filter((one) => one.kind === kind && one.id !== null).map(({ id }) => id)
    if (ids.length === 0) continue
    const { rows } = await sql<{ id: string; name: string | number }>`
      SELECT ${sql.ref(key)} AS id, ${sql.ref(name)} AS name FROM ${sql.table(table)}
       WHERE ${sql.ref(key)} IN (${sql.join(ids)})`.execute(reports)
    for (const row of rows) names.set(`${kind}:${row.id}`, String(row.name))
  }
  return (reference) => ({ ...partsOf(reference), name: names.get(reference) ?? null })
}

function partsOf(reference: string): AuditParty {
  const colon = reference.indexOf(':')
  if (colon < 0) return { reference, kind: reference, id: null, name: null }
  const [kind, id] = [reference.slice(0, colon), reference.slice(colon + 1)]
  return { reference, kind, id, name: null }
}

/** Everybody whose deeds may be in the audit of a network: by name, the server last. */
export async function listActors(
  { reports }: Database,
  networkId: NetworkId,
): Promise<AuditParty[]> {
  const people = await named(reports, 'staff', networkId)
  const keys = await named(reports, 'api_client', networkId)
  const party = (kind: string) => (row: { id: string; name: string }) => ({
    ...{ reference: `${kind}:${row.id}`, kind, id: row.id, name: row.name },
  })
  const others = ['holder', 'system'].map(partsOf)
  return [...people.map(party('staff')), ...keys.map(party('client')), ...others]
}

function named(reports: Database['reports'], table: 'staff' | 'api_client', networkId: NetworkId) {
  return reports
    .selectFrom(table)
    .where('network_id', '=', networkId)
    .orderBy('name')
    .orderBy('id')
    .select(['id', 'name'])
    .execute()
}
