import type { STATEMENT_ADMIN } from '../../src/contract/admin/statements.ts'
import type { LocationId } from '../../src/contract/ids.ts'
import { failed, success } from '../../src/contract/refusals.ts'
import { record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import type { Background } from '../load/index.ts'
import { findRun } from '../payouts/index.ts'
import type { AdminHandlers } from '../staff/index.ts'
import { placeOf } from './finding.ts'
import { mailAgain, mailsOf } from './mails.ts'

export { startStatementMails } from './mailing.ts'
export { registerStatements } from './routes.ts'

/** What people do about statements. `post` is null without a mail server. */
export function statementHandlers(
  context: ServerContext,
  post: Background | null,
): Pick<AdminHandlers, keyof typeof STATEMENT_ADMIN> {
  const { database } = context
  return {
    'list-statement-mails': async (who, { runId }) => {
      const run = await findRun(database, who.networkId, runId)
      if (!run) return failed('NOT_FOUND', 'There is no such run.')
      return success({ canMail: post !== null, mails: await mailsOf(database, runId) })
    },
    'mail-statements': async (who, { runId, locationId }) => {
      const run = await findRun(database, who.networkId, runId)
      if (!run) return failed('NOT_FOUND', 'There is no such run.')
      if (post === null)
        return failed('STATE_CONFLICT', 'The server has no mail server. Set one, or download them.')
      if (run.state === 'draft' || run.state === 'cancelled')
        return failed('STATE_CONFLICT', 'The run is not approved. Its figures may still change.')
      const queued = await mailAgain(context, runId, locationId)
      await database.write([
        record(context, {
          ...{ actor: `staff:${who.staffId}`, ip: who.ip, action: 'statement-mail' },
          ...{ subject: `run:${runId}`, detail: { queued, locationId } },
        }),
      ])
      post.wake()
      return success({ queued })
    },
    'set-statement-language': async (who, { locationId, language }) => {
      if (!(await placeOf(database, who.networkId, locationId as LocationId)))
        return failed('NOT_FOUND', 'There is no such location.')
      const query = database.read
        .insertInto('statement_language')
        .values({ location_id: locationId, language })
        .onConflict((on) => on.column('location_id').doUpdateSet({ language }))
        .compile()
      await database.write([
        { query },
        record(context, {
          ...{ actor: `staff:${who.staffId}`, ip: who.ip, action: 'statement-language' },
          ...{ subject: `location:${locationId}`, detail: { language } },
        }),
      ])
      return success({})
    },
  }
}
