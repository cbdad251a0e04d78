import type { NetworkId } from '../../src/contract/ids.ts'
import { type Schedule, scheduleSchema } from '../../src/contract/schedule.ts'
import type { Database } from '../storage/database.ts'
import type { DatedSchedule, NetworkSchedule } from './due-runs.ts'
import { SCHEDULE_SCOPE } from './scopes.ts'
import { versionsOf } from './versions.ts'

/**
 * When a network pays, with all that was ever decided about it, so that a server that was down over a
 * change finds the cut-offs of before and after.
 */
export async function scheduleOf(
  database: Pick<Database, 'read'>,
  networkId: NetworkId,
): Promise<NetworkSchedule> {
  const versions = await versionsOf(database, networkId, SCHEDULE_SCOPE)
  return {
    versions: versions.map(
      ({ validFromMs, content }): DatedSchedule => ({
        validFromMs,
        schedule: scheduleSchema.parse(content) satisfies Schedule,
      }),
    ),
  }
}
