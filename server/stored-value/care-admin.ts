import type { CardId, RequestId } from '../../src/contract/ids.ts'
import type { Minor } from '../../src/contract/money.ts'
import type { OperationAnswer } from '../../src/contract/operations.ts'
import { failedBecause } from '../../src/contract/reasons.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import { cardById } from '../cards/index.ts'
import type { ServerContext } from '../context.ts'
import type { StandingRequest } from '../ledger/request.ts'
import { type AdminHandlers, createStepUp, type SignedIn } from '../staff/index.ts'
import { type Approving, correctCard, type Decider, decideProposal } from './care-approval.ts'
import { proposalView, withoutCaller } from './care-deciding.ts'
import { proposalViews } from './care-proposals.ts'
import { contentHash } from './content-hash.ts'
import type { LedgerDesk } from './ledger-desk.ts'
import { PROPOSALS_LISTED_MAX } from './limits.ts'
import { noteDeed, staffCaller } from './staff-caller.ts'

/** The calls that are answered here. */
export type CareCalls = CardCalls | ProposalCalls
type CardCalls = 'correct-card' | 'block-card' | 'unblock-card' | 'close-card'
type ProposalCalls = 'list-proposals' | 'approve-proposal' | 'reject-proposal'

/** Putting cards right by hand, and agreeing to what others propose, for the people of a network. */
export function careHandlers(
  context: ServerContext,
  desk: LedgerDesk,
): Pick<AdminHandlers, CareCalls> {
  const parts: Approving = { context, desk }
  return {
    'correct-card': (who, params) => correct(parts, who, params),
    'block-card': (who, params) => changeStanding(parts, who, { kind: 'block', ...params }),
    'unblock-card': (who, params) => changeStanding(parts, who, { kind: 'unblock', ...params }),
    'close-card': (who, params) => changeStanding(parts, who, { kind: 'deactivate', ...params }),
    ...proposalHandlers(parts),
  }
}

function proposalHandlers(parts: Approving): Pick<AdminHandlers, ProposalCalls> {
  const { context } = parts
  const stepUp = createStepUp(context)
  return {
    'list-proposals': async (who, { which, cursor }) => {
      const views = await proposalViews(context, who.networkId, { which, before: cursor })
      const shown = views.slice(0, PROPOSALS_LISTED_MAX)
      return success({
        proposals: shown.map((view) => ({
          ...withoutCaller(view),
          mayDecide:
            view.state === 'pending' && mayDecide(who) && view.caller !== `staff:${who.staffId}`,
        })),
        next: views.length > shown.length ? (shown.at(-1)?.proposalId ?? null) : null,
      })
    },
    'approve-proposal': async (who, { proposalId, password }) => {
      const sure = await stepUp(who, password)
      if (!sure.ok) return sure
      const reply = told(await decideProposal(parts, deciderOf(who), { proposalId, no: null }))
      return reply.ok ? proposalView(context, who.networkId, proposalId) : reply
    },
    'reject-proposal': async (who, { proposalId, reason }) => {
      const no = { reason }
      const reply = told(await decideProposal(parts, deciderOf(who), { proposalId, no }))
      return reply.ok ? proposalView(context, who.networkId, proposalId) : reply
    },
  }
}

function mayDecide({ role }: SignedIn): boolean {
  return role === 'operator' || role === 'finance'
}

function deciderOf({ staffId, networkId, email, ip }: SignedIn): Decider {
  return { actor: `staff:${staffId}`, networkId, email, ip }
}

interface Asked {
  readonly cardId: CardId
  readonly requestId: RequestId
  readonly reason: string
}

async function correct(
  parts: Approving,
  who: SignedIn,
  params: Asked & { readonly kind: 'adjust' | 'credit'; readonly amountMinor: Minor },
): ReturnType<AdminHandlers['correct-card']> {
  const { context } = parts
  const { requestId, kind, ...content } = params
  const card = await cardById(context.database, content.cardId)
  if (card?.networkId !== who.networkId) return failed('NOT_FOUND', 'There is no such card.')
  const caller = staffCaller(who)
  const reply = await correctCard(parts, {
    ...{ kind, caller, requestId, order: null, currency: card.currency, ...content },
    contentHash: contentHash(kind, { ...content }),
  })
  if (reply.ok) {
    await noteDeed(context, who, `card-${kind}`, reply.value, params.reason)
    return success({ answer: reply.value, proposal: null })
  }
  const proposalId = 'refusal' in reply ? reply.refusal.proposalId : undefined
  if (proposalId === undefined || codeIs(reply, 'APPROVAL_NOT_GIVEN')) return reply
  const proposal = await proposalView(context, who.networkId, proposalId)
  return proposal.ok ? success({ answer: null, proposal: proposal.value }) : proposal
}

async function changeStanding(
  { context, desk }: Approving,
  who: SignedIn,
  {
    kind,
    cardId,
    requestId,
    reason,
  }: Asked & { readonly kind: Exclude<StandingRequest['kind'], 'approve' | 'claim'> },
): Promise<Reply<OperationAnswer>> {
  const { reply } = await desk.execute({
    ...{ kind, requestId, reason, caller: staffCaller(who), card: { by: 'id', cardId } },
    contentHash: contentHash(kind, { cardId, reason }),
  })
  if (reply.ok) await noteDeed(context, who, `card-${kind}`, reply.value, reason)
  return reply
}

function codeIs(reply: Reply<unknown>, code: string): boolean {
  return !reply.ok && 'refusal' in reply && reply.refusal.code === code
}

/** The door has looked at the role: who is not permitted here is the one who proposed it. */
function told<Value>(reply: Reply<Value>): Reply<Value> {
  if (reply.ok || 'refusal' in reply || reply.error.code !== 'NOT_PERMITTED') return reply
  return failedBecause('NOT_PERMITTED', 'OWN_DECISION', reply.error.message)
}
