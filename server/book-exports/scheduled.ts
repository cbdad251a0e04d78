import { success } from '../../src/contract/refusals.ts'
import { type Background, startBackground } from '../load/index.ts'
import type { AdminHandlers } from '../staff/index.ts'
import { EXPORT_LOOK_EVERY_MS } from './limits.ts'
import { type ExportParts, makeNext, planExports } from './making.ts'
import { addSchedule, listSchedules, removeSchedule, retryExport } from './schedules.ts'

type Calls =
  | 'list-book-schedules'
  | 'add-book-schedule'
  | 'remove-book-schedule'
  | 'retry-book-export'

/** Makes what schedules ask for as days are closed, and brings it where it belongs. */
export function startExports(parts: ExportParts): Background {
  return startBackground({
    log: parts.context.log,
    what: 'exports of the books',
    lookEveryMs: EXPORT_LOOK_EVERY_MS,
    step: async ({ isClosing }) => {
      await planExports(parts)
      while (!isClosing() && (await makeNext(parts)));
      return false
    },
  })
}

/** What people decide about exports, and see of them. */
export function exportHandlers(
  { context, delivery }: ExportParts,
  work: Pick<Background, 'wake'>,
): Pick<AdminHandlers, Calls> {
  const canMail = delivery !== null
  return {
    'list-book-schedules': async ({ networkId }) =>
      success(await listSchedules(context, networkId, canMail)),
    'add-book-schedule': async (who, wish) => {
      const added = await addSchedule(context, who, wish, canMail)
      if (added.ok) work.wake()
      return added
    },
    'remove-book-schedule': (who, { scheduleId }) =>
      removeSchedule(context, who, scheduleId, canMail),
    'retry-book-export': async (who, { exportId }) => {
      const tried = await retryExport(context, who, exportId, canMail)
      if (tried.ok) work.wake()
      return tried
    },
  }
}
