import type { EXCEPTION_ADMIN } from '../../src/contract/admin/exceptions.ts'
import { success } from '../../src/contract/refusals.ts'
import type { ServerContext, StationHandlers } from '../context.ts'
import type { AdminHandlers } from '../staff/index.ts'
import { keepExceptions } from './keeping.ts'
import { listExceptions } from './list.ts'
import { decideException, noteException } from './note.ts'

/** What people see of what has no other half, and may write beside it. */
export function exceptionHandlers(
  context: ServerContext,
): Pick<AdminHandlers, keyof typeof EXCEPTION_ADMIN> {
  return {
    'list-exceptions': (who, params) => listExceptions(context.database, who.networkId, params),
    'note-exception': (who, params) => noteException(context, who, params),
    'decide-exception': (who, params) => decideException(context, who, params),
  }
}

/** What stations tell of it. */
export function exceptionStationHandlers(
  context: ServerContext,
): Pick<StationHandlers, 'report-exceptions'> {
  return {
    'report-exceptions': async (device, { exceptions }) => {
      await keepExceptions(context, device, exceptions)
      return success({})
    },
  }
}
