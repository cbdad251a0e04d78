import { success } from '../../src/contract/refusals.ts'
import type { ServerContext } from '../context.ts'
import type { AdminHandlers } from '../staff/index.ts'
import { changeRules, type Objection } from './change-rules.ts'
import { listProfiles } from './profiles.ts'
import { listPrograms } from './program-view.ts'
import { readDetail } from './versions.ts'

type ProgramCalls = 'list-programs' | 'read-program' | 'change-rules' | 'list-profiles'

/** What people see of programs and change of them. */
export function programHandlers(
  context: ServerContext,
  objection: Objection,
): Pick<AdminHandlers, ProgramCalls> {
  const { database } = context
  return {
    'list-programs': async (who) =>
      success({ programs: [...(await listPrograms(database, who.networkId))] }),
    'read-program': (who, { programId }) => readDetail(database, who.networkId, programId),
    'change-rules': (who, change) => changeRules(context, who, change, objection),
    'list-profiles': async () => success({ profiles: listProfiles() }),
  }
}
