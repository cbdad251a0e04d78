import { sql } from 'kysely'
import type { AlarmView } from '../../src/contract/admin/guards.ts'
import type { CardId, NetworkId } from '../../src/contract/ids.ts'
import { failed, success } from '../../src/contract/refusals.ts'
import { readPinLock, unlockPin } from '../cards/index.ts'
import type { ServerContext } from '../context.ts'
import type { AdminHandlers } from '../staff/index.ts'
import { ALARM_ACTIONS, type AlarmAction } from './alarms.ts'
import { ALARMS_LISTED_MAX } from './limits.ts'
import type { Velocity } from './velocity.ts'
import { velocityHandlers } from './velocity-rules.ts'

type GuardCalls = 'read-pin-lock' | 'unlock-pin' | 'list-alarms' | 'read-velocity' | 'set-velocity'

/** What people see of the guards, and may open. */
export function guardHandlers(
  context: ServerContext,
  { velocity }: { readonly velocity: Velocity },
): Pick<AdminHandlers, GuardCalls> {
  return {
    'read-pin-lock': async (who, { cardId }) => {
      const lock = await readPinLock(context, who.networkId, cardId)
      return lock ? success(lock) : failed('NOT_FOUND', 'There is no such card.')
    },
    'unlock-pin': async (who, { cardId, reason }) => {
      const wasLocked = await unlockPin(context, {
        ...{ networkId: who.networkId, cardId, reason, ip: who.ip },
        actor: `staff:${who.staffId}`,
      })
      if (wasLocked === undefined) return failed('NOT_FOUND', 'There is no such card.')
      return success({ wasLocked })
    },
    'list-alarms': async (who) => success({ alarms: await listAlarms(context, who.networkId) }),
    ...velocityHandlers(context, velocity.forget),
  }
}

/** The newest alarms of a network. */
async function listAlarms({ database }: ServerContext, networkId: NetworkId): Promise<AlarmView[]> {
  const rows = await database.reports
    .selectFrom('audit')
    .leftJoin('card', (on) => on.on(sql<boolean>`card.uid = substr(audit.subject, 6)`))
    .leftJoin('program', 'program.id', 'card.program_id')
    .where('audit.action', 'in', ALARM_ACTIONS)
    .where(({ eb, or }) =>
      or([
        eb('program.network_id', '=', networkId),
        eb('audit.subject', '=', `network:${networkId}`),
      ]),
    )
    .select(['audit.time_ms', 'audit.action', 'audit.actor', 'card.uid', 'card.last_four'])
    .orderBy('audit.id', 'desc')
    .limit(ALARMS_LISTED_MAX)
    .execute()
  return rows.map((row) => ({
    atMs: row.time_ms,
    kind: row.action as AlarmAction,
    cardId: row.uid as CardId | null,
    lastFour: row.last_four,
    by: row.actor,
  }))
}
