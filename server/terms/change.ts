import type { AuditAction } from '../../src/contract/admin/audit.ts'
import type { NetworkId } from '../../src/contract/ids.ts'
import { failedBecause } from '../../src/contract/reasons.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import { record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import { startOfDayMs } from '../ledger/calendar.ts'
import { isSameContent } from '../programs/index.ts'
import { type ListedVersion, listVersions } from './history.ts'
import { TERMS_PLANNED_AHEAD_MAX_MS, TERMS_VERSIONS_MAX } from './limits.ts'

/** Who decides, as a signed-in person is; `staffId` is `system` for a network's first terms. */
export interface Author {
  readonly networkId: NetworkId
  readonly staffId: string
  readonly ip: string | null
}

/** The next version of something that was agreed. */
export interface Change {
  /** A currency, a location's id, or `schedule`. */
  readonly scope: string
  /** The newest version that its author saw; 0 for none. */
  readonly basedOn: number
  readonly content: unknown
  /** The day on which it begins, as `2026-12-01`; null: at once. */
  readonly validFrom: string | null
  /** Where that day begins. */
  readonly timeZone: string
  readonly reason: string
  /** As the audit names it. */
  readonly action: AuditAction
}

/**
 * Writes the next version, at once or for a later day. STATE_CONFLICT when somebody else was quicker,
 * nothing would change or there are too many versions; REQUEST_MALFORMED for a day that cannot be.
 */
export async function writeVersion(
  context: ServerContext,
  who: Author,
  change: Change,
): Promise<Reply<null>> {
  const nowMs = context.nowMs()
  const versions = await listVersions(context.database, who.networkId, change.scope)
  const fromMs = change.validFrom === null ? nowMs : startOfDayMs(change.validFrom, change.timeZone)
  const problem = problemOf(versions, change) ?? timeProblem(change.validFrom, fromMs, nowMs)
  if (problem) return problem
  return (await write(context, who, { ...change, fromMs, nowMs })) ? success(null) : overtaken()
}

function problemOf(
  [newest]: readonly ListedVersion[],
  { basedOn, content }: Change,
): Reply<never> | undefined {
  if ((newest?.version ?? 0) !== basedOn) return overtaken()
  if (basedOn >= TERMS_VERSIONS_MAX)
    return failed('STATE_CONFLICT', 'There are too many versions. Ask whoever runs the server.')
  if (newest?.standing === 'valid' && isSameContent(newest.content, content))
    return failedBecause(
      'STATE_CONFLICT',
      'NOTHING_CHANGED',
      'This is agreed already. Nothing was changed.',
    )
  return undefined
}

function timeProblem(
  validFrom: string | null,
  fromMs: number,
  nowMs: number,
): Reply<never> | undefined {
  if (validFrom === null) return undefined
  if (fromMs <= nowMs)
    return failed('REQUEST_MALFORMED', 'validFrom: choose a later day, or none for at once.')
  if (fromMs > nowMs + TERMS_PLANNED_AHEAD_MAX_MS)
    return failed('REQUEST_MALFORMED', 'validFrom: choose a day within three years.')
  return undefined
}

/** The key of the table and a trigger see to it that versions follow one another. */
function write(
  context: ServerContext,
  who: Author,
  change: Change & { readonly fromMs: number; readonly nowMs: number },
): Promise<boolean> {
  const { scope, basedOn, content, reason, action, fromMs, nowMs } = change
  const version = basedOn + 1
  const query = context.database.read
    .insertInto('terms_version')
    .values({
      ...{ network_id: who.networkId, scope, version, content: JSON.stringify(content), reason },
      ...{ valid_from_ms: fromMs, recorded_at_ms: nowMs, changed_by: who.staffId },
    })
    .compile()
  const audit = record(context, {
    ...{ actor: actorOf(who), ip: who.ip, action, subject: `terms:${scope}` },
    detail: { version, validFromMs: fromMs, reason },
  })
  return context.database.write([{ query, changes: 1 }, audit])
}

function actorOf({ staffId }: Author): string {
  return staffId === 'system' ? staffId : `staff:${staffId}`
}

function overtaken(): Reply<never> {
  return failedBecause(
    'STATE_CONFLICT',
    'CHANGED_MEANWHILE',
    'Somebody else changed this meanwhile. Look at it and decide again.',
  )
}
