import type { PAYABLE_ADMIN } from '../../src/contract/admin/payables.ts'
import type { AdminResult } from '../../src/contract/admin/table.ts'
import { success } from '../../src/contract/refusals.ts'
import type { ServerContext } from '../context.ts'
import { createSlowAnswers } from '../load/index.ts'
import { type AdminHandlers, createStepUp } from '../staff/index.ts'
import { adjustPayable } from './adjusting.ts'
import { checkDays } from './days.ts'
import { listPayables } from './payables.ts'

export { dayAfter, dayAt } from '../ledger/calendar.ts'
export { csvRecord, harmlessCell, localTime, plainName } from './cells.ts'
export { checkDays, type Days, hull, type Stretch, stretchOf } from './days.ts'
export { changeOf, type Movements } from './movements.ts'
export { listPayables, payableOf } from './payables.ts'
export { type Place, placesOf } from './places.ts'
export { movesOf, openingOf, type StatementRange } from './range.ts'
export { registerStatement } from './routes.ts'

/** What locations are owed. */
export function settlementHandlers(
  context: ServerContext,
): Pick<AdminHandlers, 'list-payables' | keyof typeof PAYABLE_ADMIN> {
  const stepUp = createStepUp(context)
  const payables = createSlowAnswers<AdminResult<'list-payables'>>()
  return {
    'adjust-payable': async (who, wish) => {
      const adjusted = await adjustPayable(context, stepUp, who, wish)
      payables.forget()
      return adjusted
    },
    'list-payables': async (who, params) => {
      const days = checkDays(params)
      if (!days.ok) return days
      const { from, to } = days.value
      const make = () => listPayables(context.database, who.networkId, { from, to })
      return success(await payables.get(`${who.networkId} ${from} ${to}`, make))
    },
  }
}
