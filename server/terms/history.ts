import { VERSIONS_LISTED_MAX } from '../../src/contract/admin/programs.ts'
import type { TermsVersionView } from '../../src/contract/admin/terms.ts'
import type { NetworkId } from '../../src/contract/ids.ts'
import type { Database } from '../storage/database.ts'

/** A version as people look at it, before its content is read as what it is. */
export interface ListedVersion extends Omit<TermsVersionView, 'terms'> {
  readonly content: unknown
}

/** The newest versions of one scope, the newest first, with who made each, and whether it holds. */
export async function listVersions(
  database: Pick<Database, 'read' | 'nowMs'>,
  networkId: NetworkId,
  scope: string,
): Promise<readonly ListedVersion[]> {
  const rows = await database.read
    .selectFrom('terms_version')
    .leftJoin('staff', 'staff.id', 'terms_version.changed_by')
    .where('terms_version.network_id', '=', networkId)
    .where('terms_version.scope', '=', scope)
    .selectAll('terms_version')
    .select('staff.name as person')
    .orderBy('version', 'desc')
    .limit(VERSIONS_LISTED_MAX)
    .execute()
  const standings = standingsOf(rows, database.nowMs())
  return rows.map((row, index) => ({
    version: Number(row.version),
    validFromMs: Number(row.valid_from_ms),
    recordedAtMs: Number(row.recorded_at_ms),
    changedBy: row.person ?? row.changed_by,
    reason: row.reason,
    standing: standings[index] ?? 'past',
    content: JSON.parse(row.content),
  }))
}

type Standing = TermsVersionView['standing']

/** Newest first. A version that a newer one overtook before its own time never was valid. */
function standingsOf(
  rows: ReadonlyArray<{ readonly valid_from_ms: number }>,
  nowMs: number,
): readonly Standing[] {
  let earliestMs = Number.POSITIVE_INFINITY
  let isFound = false
  return rows.map(({ valid_from_ms: fromMs }) => {
    const isOvertaken = fromMs >= earliestMs
    earliestMs = Math.min(earliestMs, fromMs)
    if (isOvertaken) return 'dropped'
    if (fromMs > nowMs) return 'planned'
    const standing = isFound ? 'past' : 'valid'
    isFound = true
    return standing
  })
}
