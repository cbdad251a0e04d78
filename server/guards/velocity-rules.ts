import type { VelocityKind, VelocityRule } from '../../src/contract/admin/guards.ts'
import type { ProgramId } from '../../src/contract/ids.ts'
import { minor } from '../../src/contract/money.ts'
import { failed, success } from '../../src/contract/refusals.ts'
import { record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import { readProgram } from '../programs/index.ts'
import type { AdminHandlers } from '../staff/index.ts'
import type { Database, WriteQuery } from '../storage/database.ts'

/** The velocity rules of programs, as their operators read and change them. */
export function velocityHandlers(
  context: ServerContext,
  onDidChange: () => void,
): Pick<AdminHandlers, 'read-velocity' | 'set-velocity'> {
  const { database } = context
  return {
    'read-velocity': async (who, { programId }) => {
      const program = await readProgram(database, who.networkId, programId)
      if (program === undefined) return failed('NOT_FOUND', 'There is no such program.')
      const rules = await readVelocityRules(database)
      const of = (what: VelocityKind) => rules.get(ruleKey(programId, what)) ?? null
      return success({ rule: of('take'), loads: of('load') })
    },
    'set-velocity': async (who, { programId, what = 'take', rule }) => {
      const program = await readProgram(database, who.networkId, programId)
      if (program === undefined) return failed('NOT_FOUND', 'There is no such program.')
      if (rule !== null && rule.countMax === null && !rule.amountMaxMinor) {
        return failed('REQUEST_MALFORMED', 'rule: give countMax or amountMaxMinor, above zero.')
      }
      const audit = record(context, {
        ...{ actor: `staff:${who.staffId}`, action: 'velocity-set', ip: who.ip },
        subject: `program:${programId}`,
        detail: { what, ...rule },
      })
      await database.write([ruleStatement(database, programId, what, rule), audit])
      onDidChange()
      return success({ rule })
    },
  }
}

/** Names a rule among those of all programs. */
export function ruleKey(programId: ProgramId, what: VelocityKind): string {
  return `${programId} ${what}`
}

/** The rules of all programs that have one, by {@link ruleKey}. */
export async function readVelocityRules({
  read,
}: Database): Promise<ReadonlyMap<string, VelocityRule>> {
  const rows = await read.selectFrom('velocity_rule').selectAll().execute()
  return new Map(
    rows.map((row) => [
      ruleKey(row.program_id as ProgramId, row.what),
      {
        windowMs: row.window_ms,
        countMax: row.count_max,
        amountMaxMinor: row.amount_max_minor === null ? null : minor(row.amount_max_minor),
      },
    ]),
  )
}

function ruleStatement(
  { read }: Database,
  programId: ProgramId,
  what: VelocityKind,
  rule: VelocityRule | null,
): WriteQuery {
  if (rule === null) {
    const query = read
      .deleteFrom('velocity_rule')
      .where('program_id', '=', programId)
      .where('what', '=', what)
    return { query: query.compile() }
  }
  const values = {
    window_ms: rule.windowMs,
    count_max: rule.countMax,
    amount_max_minor: rule.amountMaxMinor,
  }
  const query = read
    .insertInto('velocity_rule')
    .values({ program_id: programId, what, ...values })
    .onConflict((on) => on.columns(['program_id', 'what']).doUpdateSet(values))
  return { query: query.compile(), changes: 1 }
}
