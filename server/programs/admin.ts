import { success } from '../../src/contract/refusals.ts'
import type { ServerContext } from '../context.ts'
import type { AdminHandlers } from '../staff/index.ts'
import { listPrograms } from './program-view.ts'

/** What people see of programs. */
export function programHandlers(context: ServerContext): Pick<AdminHandlers, 'list-programs'> {
  return {
    'list-programs': async (who) =>
      success({ programs: [...(await listPrograms(context.database, who.networkId))] }),
  }
}
