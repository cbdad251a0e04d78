import type { ProposalView } from '../../src/contract/admin/adjustments.ts'
import type { NetworkId, RequestId } from '../../src/contract/ids.ts'
import type { OperationAnswer } from '../../src/contract/operations.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import type { ServerContext } from '../context.ts'
import type { ApiClient } from './api-clients.ts'
import { answerOf, decideProposal } from './care-approval.ts'
import { proposalOfRequest, proposalViews } from './care-proposals.ts'
import { type Counter, callerKey } from './counter.ts'
import type { StoredValueOperations } from './operations.ts'

type Calls = 'list-proposals' | 'read-proposal' | 'approve-proposal' | 'reject-proposal'

/** What a key sees of proposals, and decides of those of others. */
export function proposalOperations(counter: Counter): Pick<StoredValueOperations, Calls> {
  const { context } = counter
  const decide = async (
    client: ApiClient,
    proposalId: string,
    no: { readonly reason: string } | null,
  ): Promise<Reply<ProposalView>> => {
    const { networkId } = client
    const by = { actor: callerKey(client), networkId, email: null, ip: null }
    const reply = await decideProposal(counter, by, { proposalId, no })
    return reply.ok ? proposalView(context, networkId, proposalId) : reply
  }
  return {
    'list-proposals': async ({ networkId }) => {
      const views = await proposalViews(context, networkId, { which: 'open' })
      return success({ proposals: views.map(withoutCaller) })
    },
    'read-proposal': (client, { proposalId }) =>
      proposalView(
        context,
        client.networkId,
        proposalId,
        client.scopes.includes('approve') ? undefined : callerKey(client),
      ),
    'approve-proposal': (client, { proposalId }) => decide(client, proposalId, null),
    'reject-proposal': (client, { proposalId, reason }) => decide(client, proposalId, { reason }),
  }
}

/** One proposal as people see it; NOT_FOUND when it is not the network's, or not of this caller. */
export async function proposalView(
  context: Pick<ServerContext, 'database' | 'nowMs'>,
  networkId: NetworkId,
  proposalId: string,
  ofCaller?: string,
): Promise<Reply<ProposalView>> {
  const [view] = await proposalViews(context, networkId, { proposalId })
  if (view === undefined || (ofCaller !== undefined && view.caller !== ofCaller)) {
    return failed('NOT_FOUND', 'There is no such proposal.')
  }
  return success(withoutCaller(view))
}

/** The same for everybody: who proposed it has a name. */
export function withoutCaller({
  caller: _caller,
  ...view
}: ProposalView & { readonly caller: string }): ProposalView {
  return view
}

/**
 * The outcome of a request that the ledger has nothing of, because it waits for a second person or
 * got no agreement; undefined when the ledger's own answer is the outcome.
 */
export async function proposedOutcome(
  counter: Counter,
  client: ApiClient,
  requestId: RequestId,
  reply: Reply<OperationAnswer>,
): Promise<Reply<OperationAnswer> | undefined> {
  const isUnknown = !reply.ok && 'error' in reply && reply.error.code === 'NOT_FOUND'
  if (!isUnknown) return undefined
  const { database } = counter.context
  const proposal = await proposalOfRequest(database, callerKey(client), requestId)
  return proposal && answerOf(counter, proposal)
}
