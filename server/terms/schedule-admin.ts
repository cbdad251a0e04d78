import type { AdminInput } from '../../src/contract/admin/table.ts'
import type { ScheduleHistory } from '../../src/contract/admin/terms.ts'
import type { NetworkId } from '../../src/contract/ids.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import { scheduleSchema } from '../../src/contract/schedule.ts'
import type { ServerContext } from '../context.ts'
import { isTimeZone } from '../network/index.ts'
import type { AdminHandlers, SignedIn, StepUp } from '../staff/index.ts'
import { writeVersion } from './change.ts'
import { listVersions } from './history.ts'
import { plannedRuns } from './planned-runs.ts'
import { scheduleOf } from './schedules.ts'
import { SCHEDULE_SCOPE } from './scopes.ts'

type ScheduleCalls = 'read-schedule' | 'change-schedule' | 'preview-schedule'

/** When a network pays, as people see it and change it. */
export function scheduleHandlers(
  context: ServerContext,
  stepUp: StepUp,
): Pick<AdminHandlers, ScheduleCalls> {
  return {
    'read-schedule': async ({ networkId }) => success(await readSchedule(context, networkId)),
    'change-schedule': (who, change) => changeSchedule(context, stepUp, who, change),
    'preview-schedule': async (_, { schedule, fromMs }) => {
      if (!isTimeZone(schedule.timeZone)) return unknownZone()
      const nowMs = context.nowMs()
      const versions = [{ validFromMs: 0, schedule }]
      const next = plannedRuns({ versions }, Math.max(nowMs, fromMs ?? nowMs))
      return success({ next, calendar: schedule.calendar })
    },
  }
}

async function readSchedule(
  { database }: ServerContext,
  networkId: NetworkId,
): Promise<ScheduleHistory> {
  const versions = await listVersions(database, networkId, SCHEDULE_SCOPE)
  return {
    versions: versions.map(({ content, ...rest }) => ({
      ...rest,
      schedule: scheduleSchema.parse(content),
    })),
    next: plannedRuns(await scheduleOf(database, networkId), database.nowMs()),
  }
}

async function changeSchedule(
  context: ServerContext,
  stepUp: StepUp,
  who: SignedIn,
  { schedule, password, ...rest }: AdminInput<'change-schedule'>,
): Promise<Reply<ScheduleHistory>> {
  if (!isTimeZone(schedule.timeZone)) return unknownZone()
  const proven = await stepUp(who, password)
  if (!proven.ok) return proven
  const written = await writeVersion(context, who, {
    ...{ ...rest, scope: SCHEDULE_SCOPE, content: schedule, action: 'schedule-change' },
    timeZone: schedule.timeZone,
  })
  return written.ok ? success(await readSchedule(context, who.networkId)) : written
}

function unknownZone(): Reply<never> {
  return failed('REQUEST_MALFORMED', 'timeZone: give an IANA zone such as America/Toronto.')
}
