import type { ProgramDetail } from '../../src/contract/admin/programs.ts'
import type { AdminInput } from '../../src/contract/admin/table.ts'
import type { ProgramView } from '../../src/contract/admin/views.ts'
import type { NetworkId } from '../../src/contract/ids.ts'
import type { ProgramRules } from '../../src/contract/program-rules.ts'
import { failedBecause } from '../../src/contract/reasons.ts'
import { failed, type Reply } from '../../src/contract/refusals.ts'
import { record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import { startOfDayMs } from '../ledger/calendar.ts'
import { locationIdsOf } from '../network/index.ts'
import type { SignedIn } from '../staff/index.ts'
import { forbidden } from './law.ts'
import { RULE_PLANNED_AHEAD_MAX_MS, RULE_VERSIONS_MAX } from './limits.ts'
import { isSameContent } from './same-content.ts'
import { readDetail } from './versions.ts'

type Change = AdminInput<'change-rules'>

/** Says what was agreed that new rules would forbid; undefined when nothing was. */
export type Objection = (networkId: NetworkId, changed: ProgramView) => Promise<string | undefined>

/**
 * Makes the next version of a program's rules, at once or for a later time. NOT_FOUND for a program or
 * a location that is not there, STATE_CONFLICT when somebody else was quicker, nothing would change or
 * something was agreed that the rules would forbid, REQUEST_MALFORMED for a time that cannot be or a rule that the law forbids.
 */
export async function changeRules(
  context: ServerContext,
  who: SignedIn,
  change: Change,
  objection: Objection,
): Promise<Reply<ProgramDetail>> {
  const { database, nowMs } = context
  const before = await readDetail(database, who.networkId, change.programId)
  if (!before.ok) return before
  const nowAtMs = nowMs()
  const problem =
    problemOf(before.value, change, nowAtMs) ?? (await placeProblem(context, who, change))
  if (problem) return problem
  const { program } = before.value
  const agreed = await objection(who.networkId, { ...program, rules: change.rules })
  if (agreed !== undefined) return failed('STATE_CONFLICT', agreed)
  const fromMs = beginOf(program, change.validFrom) ?? nowAtMs
  const isWritten = await write(context, who, change, { nowMs: nowAtMs, fromMs })
  return isWritten ? readDetail(database, who.networkId, change.programId) : overtaken()
}

function problemOf(
  { program, versions }: ProgramDetail,
  { basedOn, rules, validFrom }: Change,
  nowMs: number,
): Reply<never> | undefined {
  const [newest] = versions
  if (newest?.version !== basedOn) return overtaken()
  if (newest.version >= RULE_VERSIONS_MAX)
    return failed('STATE_CONFLICT', 'This program had too many versions. Make another program.')
  if (isSameContent(newest.rules, rules) && newest.standing === 'valid')
    return failedBecause(
      'STATE_CONFLICT',
      'NOTHING_CHANGED',
      'These are the rules already. Nothing was changed.',
    )
  return timeProblem(beginOf(program, validFrom), nowMs) ?? lawProblem(program, rules)
}

/** When they begin to be valid, in ms since 1970 UTC; null: at once. */
function beginOf({ timeZone }: ProgramView, validFrom: string | null): number | null {
  return validFrom === null ? null : startOfDayMs(validFrom, timeZone)
}

function timeProblem(validFromMs: number | null, nowMs: number): Reply<never> | undefined {
  if (validFromMs === null) return undefined
  if (validFromMs <= nowMs)
    return failed('REQUEST_MALFORMED', 'validFrom: choose a later day, or none for at once.')
  if (validFromMs > nowMs + RULE_PLANNED_AHEAD_MAX_MS)
    return failed('REQUEST_MALFORMED', 'validFrom: choose a day within three years.')
  return undefined
}

function lawProblem({ currency }: ProgramView, rules: ProgramRules): Reply<never> | undefined {
  const unlawful = forbidden(rules, currency)
  return unlawful === undefined ? undefined : failed('REQUEST_MALFORMED', unlawful)
}

/** A list names locations of the network, each once. */
async function placeProblem(
  { database }: ServerContext,
  { networkId }: SignedIn,
  { rules: { acceptedAt } }: Change,
): Promise<Reply<never> | undefined> {
  if (acceptedAt === 'network') return undefined
  const known = new Set(await locationIdsOf(database, networkId))
  const isFit = new Set(acceptedAt).size === acceptedAt.length
  return isFit && acceptedAt.every((id) => known.has(id))
    ? undefined
    : failed('NOT_FOUND', 'acceptedAt: each must be a location of the network, once.')
}

/** The key of the table and a trigger see to it that versions follow one another. */
function write(
  context: ServerContext,
  who: SignedIn,
  { programId, basedOn, rules, reason }: Change,
  { nowMs, fromMs }: { readonly nowMs: number; readonly fromMs: number },
): Promise<boolean> {
  const { database } = context
  const version = basedOn + 1
  const query = database.read
    .insertInto('program_rule')
    .values({
      ...{ program_id: programId, version, rules: JSON.stringify(rules), reason },
      ...{ valid_from_ms: fromMs, recorded_at_ms: nowMs, changed_by: who.staffId },
    })
    .compile()
  const audit = record(context, {
    ...{ actor: `staff:${who.staffId}`, ip: who.ip, action: 'program-rules-change' },
    subject: `program:${programId}`,
    detail: { version, validFromMs: fromMs, reason },
  })
  return database.write([{ query, changes: 1 }, audit])
}

function overtaken(): Reply<never> {
  return failedBecause(
    'STATE_CONFLICT',
    'CHANGED_MEANWHILE',
    'Somebody else changed the rules meanwhile. Look at them and decide again.',
  )
}
