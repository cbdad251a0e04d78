import { success } from '../../src/contract/refusals.ts'
import type { ServerContext } from '../context.ts'
import { listDevices, listEnrolments, type Presence } from '../devices/index.ts'
import { createSlowAnswers } from '../load/index.ts'
import type { AdminHandlers } from '../staff/index.ts'
import { OVERVIEW_ENROLMENTS_MAX, OVERVIEW_STATIONS_MAX } from './limits.ts'
import { type Figures, readFigures } from './overview.ts'

/** The operator's first page. */
export function overviewHandlers(
  context: ServerContext,
  presence: Presence,
): Pick<AdminHandlers, 'overview'> {
  const figures = createSlowAnswers<Figures>()
  return {
    overview: async ({ networkId }, { currency }) => {
      const devices = await listDevices(context, presence, networkId)
      const enrolments = await listEnrolments(context, networkId)
      return success({
        ...(await figures.get(`${networkId} ${currency ?? ''}`, () =>
          readFigures(context, networkId, currency),
        )),
        stations: devices.filter(({ state }) => state === 'active').slice(0, OVERVIEW_STATIONS_MAX),
        openEnrolments: enrolments
          .filter(({ state }) => state === 'open')
          .slice(0, OVERVIEW_ENROLMENTS_MAX),
      })
    },
  }
}
