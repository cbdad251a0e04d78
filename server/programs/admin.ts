import type { NetworkId } from '../../src/contract/ids.ts'
import { success } from '../../src/contract/refusals.ts'
import type { ServerContext } from '../context.ts'
import type { AdminHandlers } from '../staff/index.ts'
import { changeRules, type Objection } from './change-rules.ts'
import { listProfiles } from './profiles.ts'
import { listPrograms } from './program-view.ts'
import { readDetail } from './versions.ts'

type ProgramCalls = 'list-programs' | 'read-program' | 'change-rules' | 'list-profiles'

/** What other subjects have to do with the rules of programs. */
export interface ProgramWatch {
  /** Hears of rules that are new. */
  readonly onDidChange: (networkId: NetworkId) => void
  readonly objection: Objection
}

/** What people see of programs and change of them. */
export function programHandlers(
  context: ServerContext,
  { onDidChange, objection }: ProgramWatch,
): Pick<AdminHandlers, ProgramCalls> {
  const { database } = context
  return {
    'list-programs': async (who) =>
      success({ programs: [...(await listPrograms(database, who.networkId))] }),
    'read-program': (who, { programId }) => readDetail(database, who.networkId, programId),
    'change-rules': async (who, change) => {
      const reply = await changeRules(context, who, change, objection)
      if (reply.ok) onDidChange(who.networkId)
      return reply
    },
    'list-profiles': async () => success({ profiles: listProfiles() }),
  }
}
