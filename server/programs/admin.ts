import type { NetworkId } from '../../src/contract/ids.ts'
import { success } from '../../src/contract/refusals.ts'
import type { ServerContext } from '../context.ts'
import type { AdminHandlers } from '../staff/index.ts'
import { changeRules } from './change-rules.ts'
import { listProfiles } from './profiles.ts'
import { listPrograms } from './program-view.ts'
import { readDetail } from './versions.ts'

type ProgramCalls = 'list-programs' | 'read-program' | 'change-rules' | 'list-profiles'

/** What people see of programs and change of them. `onDidChange` hears of rules that are new. */
export function programHandlers(
  context: ServerContext,
  onDidChange: (networkId: NetworkId) => void = () => undefined,
): Pick<AdminHandlers, ProgramCalls> {
  const { database } = context
  return {
    'list-programs': async (who) =>
      success({ programs: [...(await listPrograms(database, who.networkId))] }),
    'read-program': (who, { programId }) => readDetail(database, who.networkId, programId),
    'change-rules': async (who, change) => {
      const reply = await changeRules(context, who, change)
      if (reply.ok) onDidChange(who.networkId)
      return reply
    },
    'list-profiles': async () => success({ profiles: listProfiles() }),
  }
}
