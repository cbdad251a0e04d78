import { sql } from 'kysely'
import type { ProgramId } from '../../src/contract/ids.ts'
import { type ProgramRules, readRules } from '../../src/contract/program-rules.ts'
import type { Database } from '../storage/database.ts'
import { RULE_TEXTS_REMEMBERED_MAX } from './limits.ts'

/**
 * The rules of the program of a query that are valid now, as a column
 * `rules` to be read by {@link rulesOf}: no query more than the one that they are part of.
 */
export function rulesColumn({ nowMs }: Pick<Database, 'nowMs'>) {
  return sql<string>`(SELECT r.rules FROM program_rule r WHERE r.program_id = program.id
    AND (r.valid_from_ms <= ${nowMs()} OR r.version = 1) ORDER BY r.version DESC LIMIT 1)`.as(
    'rules',
  )
}

/** The same for their version, as a column `rule_version`. */
export function versionColumn({ nowMs }: Pick<Database, 'nowMs'>) {
  return sql<number>`(SELECT max(r.version) FROM program_rule r WHERE r.program_id = program.id
    AND (r.valid_from_ms <= ${nowMs()} OR r.version = 1))`.as('rule_version')
}

const read = new Map<string, ProgramRules>()

/** Rules from their text. The few texts that there are stay in memory. */
export function rulesOf({ rules: text }: { readonly rules: string }): ProgramRules {
  const known = read.get(text)
  if (known) return known
  const rules = readRules(text)
  if (read.size >= RULE_TEXTS_REMEMBERED_MAX) read.clear()
  read.set(text, rules)
  return rules
}

/** The rules of a program that are valid now. The program must exist. */
export async function rulesNow(database: Database, programId: ProgramId): Promise<ProgramRules> {
  const row = await database.read
    .selectFrom('program')
    .where('program.id', '=', programId)
    .select(rulesColumn(database))
    .executeTakeFirstOrThrow()
  return rulesOf(row)
}
