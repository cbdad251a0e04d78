import type { ProgramDetail, RuleVersionView } from '../../src/contract/admin/programs.ts'
import { VERSIONS_LISTED_MAX } from '../../src/contract/admin/programs.ts'
import type { NetworkId, ProgramId } from '../../src/contract/ids.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import type { Database } from '../storage/database.ts'
import { readProgram } from './program-view.ts'
import { rulesOf } from './rules.ts'

/** A program with the newest versions of its rules. NOT_FOUND when the network has none of this id. */
export async function readDetail(
  database: Database,
  networkId: NetworkId,
  programId: ProgramId,
): Promise<Reply<ProgramDetail>> {
  const program = await readProgram(database, networkId, programId)
  if (program === undefined) return failed('NOT_FOUND', 'There is no such program.')
  return success({ program, versions: await readVersions(database, programId) })
}

async function readVersions(database: Database, programId: ProgramId): Promise<RuleVersionView[]> {
  const rows = await database.read
    .selectFrom('program_rule')
    .leftJoin('staff', 'staff.id', 'program_rule.changed_by')
    .where('program_id', '=', programId)
    .selectAll('program_rule')
    .select('staff.name as person')
    .orderBy('version', 'desc')
    .limit(VERSIONS_LISTED_MAX)
    .execute()
  const nowMs = database.nowMs()
  const validVersion = rows.find((row) => row.valid_from_ms <= nowMs)?.version ?? 1
  const standings = standingsOf(rows, validVersion)
  return rows.map((row, index) => ({
    version: row.version,
    validFromMs: row.valid_from_ms,
    recordedAtMs: row.recorded_at_ms,
    changedBy: row.person ?? row.changed_by,
    reason: row.reason,
    standing: standings[index] ?? 'past',
    rules: rulesOf(row),
  }))
}

interface Dated {
  readonly version: number
  readonly valid_from_ms: number
}

/** Newest first. A version that a newer one overtook before its own time never was valid. */
function standingsOf(
  rows: readonly Dated[],
  validVersion: number,
): readonly RuleVersionView['standing'][] {
  let earliestMs = Number.POSITIVE_INFINITY
  return rows.map(({ version, valid_from_ms: fromMs }) => {
    const isOvertaken = fromMs >= earliestMs
    earliestMs = Math.min(earliestMs, fromMs)
    if (version === validVersion) return 'valid'
    if (isOvertaken) return 'dropped'
    return version > validVersion ? 'planned' : 'past'
  })
}
