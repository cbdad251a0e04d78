import { sql } from 'kysely'
import type { NetworkId } from '../../src/contract/ids.ts'
import type { Database } from '../storage/database.ts'

/** One version of something that was agreed: terms in a currency, of a location, or a schedule. */
export interface StoredVersion {
  /** A currency, a location's id, or `schedule`. */
  readonly scope: string
  readonly version: number
  /** In ms since 1970 UTC. */
  readonly validFromMs: number
  readonly content: unknown
}

/** Of every scope of a network the version that was valid at an instant, by scope. */
export async function versionsValidAt(
  { read }: Pick<Database, 'read'>,
  networkId: NetworkId,
  atMs: number,
): Promise<readonly StoredVersion[]> {
  const rows = await read
    .selectFrom('terms_version')
    .where('network_id', '=', networkId)
    .where('valid_from_ms', '<=', atMs)
    .where(
      'version',
      '=',
      sql<number>`(SELECT max(newest.version) FROM terms_version newest
        WHERE newest.network_id = terms_version.network_id
          AND newest.scope = terms_version.scope AND newest.valid_from_ms <= ${atMs})`,
    )
    .select(['scope', 'version', 'valid_from_ms', 'content'])
    .orderBy('scope')
    .execute()
  return rows.map(storedVersion)
}

/** All versions of one scope, the newest first. */
export async function versionsOf(
  { read }: Pick<Database, 'read'>,
  networkId: NetworkId,
  scope: string,
): Promise<readonly StoredVersion[]> {
  const rows = await read
    .selectFrom('terms_version')
    .where('network_id', '=', networkId)
    .where('scope', '=', scope)
    .select(['scope', 'version', 'valid_from_ms', 'content'])
    .orderBy('version', 'desc')
    .execute()
  return rows.map(storedVersion)
}

interface Row {
  readonly scope: string
  readonly version: number
  readonly valid_from_ms: number
  readonly content: string
}

function storedVersion(row: Row): StoredVersion {
  return {
    scope: row.scope,
    version: Number(row.version),
    validFromMs: Number(row.valid_from_ms),
    content: JSON.parse(row.content),
  }
}
