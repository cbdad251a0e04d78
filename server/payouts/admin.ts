import type { PAYOUT_ADMIN } from '../../src/contract/admin/payouts.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import type { ServerContext } from '../context.ts'
import type { Background } from '../load/index.ts'
import { type AdminHandlers, createStepUp, type SignedIn } from '../staff/index.ts'
import type { Actor } from './actor.ts'
import { approveRun, noRun } from './approving.ts'
import { cancelRun } from './cancelling.ts'
import { makeRun } from './drafting.ts'
import { giveUpFile } from './giving-up.ts'
import { lineOperations, lineViews } from './line-views.ts'
import { addProfile, changeProfile, profileViews, retireProfile } from './profiles.ts'
import { findRun } from './rows.ts'
import { runSummaries, runView } from './run-views.ts'
import { markFileSent, markPaid } from './sending.ts'

/** What the people of a network do about settlement runs. */
export function payoutHandlers(
  context: ServerContext,
  work: Background,
): Pick<AdminHandlers, keyof typeof PAYOUT_ADMIN> {
  const { database } = context
  const stepUp = createStepUp(context)
  const view = async (who: SignedIn, done: Reply<{ readonly runId: string }>) => {
    if (!done.ok) return done
    work.wake()
    return runView(database, who.networkId, done.value.runId)
  }
  return {
    'list-runs': async (who) => success({ runs: await runSummaries(database, who.networkId) }),
    'read-run': (who, { runId }) => runView(database, who.networkId, runId),
    'list-run-lines': async (who, wish) => {
      const run = await findRun(database, who.networkId, wish.runId)
      return run ? success(await lineViews(database, wish)) : noRun()
    },
    'read-run-line': async (who, { runId, locationId, cursor }) => {
      const run = await findRun(database, who.networkId, runId)
      const [line] = run ? (await lineViews(database, { runId, locationId })).lines : []
      if (line === undefined) return failed('NOT_FOUND', 'The run has no such line.')
      return success({ line, ...(await lineOperations(database, line, cursor)) })
    },
    'make-run': async (who, { cutOffMs }) =>
      view(who, await makeRun(context, actorOf(who), { origin: 'demand', cutOffMs })),
    'approve-run': async (who, { runId, password }) => {
      const known = await stepUp(who, password)
      return known.ok ? view(who, await approveRun(context, actorOf(who), runId)) : known
    },
    'cancel-run': async (who, wish) => view(who, await cancelRun(context, actorOf(who), wish)),
    'mark-file-sent': async (who, { fileId }) =>
      view(who, await markFileSent(context, actorOf(who), fileId)),
    'give-up-file': async (who, { password, ...wish }) => {
      const known = await stepUp(who, password)
      return known.ok ? view(who, await giveUpFile(context, actorOf(who), wish)) : known
    },
    'mark-run-paid': async (who, wish) => view(who, await markPaid(context, actorOf(who), wish)),
    'list-bank-profiles': async (who) =>
      success({ profiles: await profileViews(database, who.networkId) }),
    'add-bank-profile': async (who, { password, ...wish }) => {
      const known = await stepUp(who, password)
      return known.ok ? addProfile(context, actorOf(who), wish) : known
    },
    'change-bank-profile': async (who, { password, ...wish }) => {
      const known = await stepUp(who, password)
      return known.ok ? changeProfile(context, actorOf(who), wish) : known
    },
    'retire-bank-profile': async (who, { profileId, password }) => {
      const known = await stepUp(who, password)
      return known.ok ? retireProfile(context, actorOf(who), profileId) : known
    },
  }
}

/** Who does it, as the audit names them. */
function actorOf({ networkId, staffId, ip }: SignedIn): Actor {
  return { networkId, actor: `staff:${staffId}`, ip }
}
