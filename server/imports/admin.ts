import type { IMPORTS } from '../../src/contract/admin/imports.ts'
import { failed, success } from '../../src/contract/refusals.ts'
import { record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import type { Background } from '../load/index.ts'
import type { AdminHandlers, SignedIn } from '../staff/index.ts'
import { commitImport } from './committing.ts'
import { findImport, importViews } from './import-rows.ts'
import { USED_LISTED_MAX } from './limits.ts'
import { reverseImport } from './reversing.ts'
import { dropItems, type Importer, importView, noImport } from './staging.ts'
import { usedCards } from './used-cards.ts'

type ImportCalls = keyof typeof IMPORTS

/** What the people of a network do about cards of other systems. */
export function importHandlers(
  context: ServerContext,
  work: Background,
): Pick<AdminHandlers, ImportCalls> {
  const { database } = context
  return {
    'list-imports': async (who) => success({ imports: await importViews(database, who.networkId) }),
    'read-import': (who, { importId }) => importView(context, who.networkId, importId),
    'commit-import': async (who, { importId, ...control }) => {
      const reply = await commitImport(context, importerOf(who), importId, control)
      if (reply.ok) work.wake()
      return reply
    },
    'drop-import': (who, { importId }) => dropImport(context, importerOf(who), importId),
    'read-used-imports': async (who, { importId }) => {
      const found = await findImport(database, who.networkId, importId)
      if (found === undefined) return noImport()
      const cards = await usedCards(database.reports, found)
      return success({ cards: cards.slice(0, USED_LISTED_MAX), total: cards.length })
    },
    'reverse-import': async (who, reversal) => {
      const reply = await reverseImport(context, importerOf(who), reversal)
      if (reply.ok) work.wake()
      return reply
    },
  }
}

/** Who imports, as the audit names them. */
export function importerOf({ networkId, staffId, ip }: SignedIn): Importer {
  return { networkId, actor: `staff:${staffId}`, ip }
}

async function dropImport(context: ServerContext, who: Importer, importId: string) {
  const found = await findImport(context.database, who.networkId, importId)
  if (found === undefined) return noImport()
  const isDropped = found.state === 'staged' && (await dropItems(context, found, '', null))
  if (!isDropped)
    return failed('STATE_CONFLICT', 'Only what is not committed yet can be given up. Reverse it.')
  const audit = record(context, {
    ...{ actor: who.actor, ip: who.ip, action: 'import-drop', subject: `import:${importId}` },
  })
  await context.database.write([audit])
  return importView(context, who.networkId, importId)
}
