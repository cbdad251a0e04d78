import type { NetworkId } from '../../src/contract/ids.ts'
import { type Minor, ZERO } from '../../src/contract/money.ts'
import type { OperationAnswer } from '../../src/contract/operations.ts'
import {
  failed,
  type RefusalCode,
  type Reply,
  refusal,
  refused,
  replyCode,
  success,
} from '../../src/contract/refusals.ts'
import { record } from '../audit/index.ts'
import { cardById } from '../cards/index.ts'
import type { ServerContext } from '../context.ts'
import { amountCheck, balanceLimitCheck, fundsCheck, usableCheck } from '../ledger/checks.ts'
import { readProgram } from '../programs/index.ts'
import {
  addProposal,
  type Correction,
  type Proposal,
  proposalOfRequest,
  proposalStep,
  proposalsToTend,
  readProposal,
  requestOf,
} from './care-proposals.ts'
import { isRecorded, type LedgerDesk } from './ledger-desk.ts'
import { PROPOSALS_TENDED_EVERY_MS } from './limits.ts'

/** What it takes to post, or to ask a second person. */
export interface Approving {
  readonly context: ServerContext
  readonly desk: LedgerDesk
}

/**
 * Puts a card right: at once up to what one person may do alone, above it once a second one agreed.
 * APPROVAL_REQUIRED, with the proposal, until then; the same request asks what became of it.
 */
export async function correctCard(
  parts: Approving,
  asked: Correction,
): Promise<Reply<OperationAnswer>> {
  const { context, desk } = parts
  const { caller, requestId } = asked
  const before = await proposalOfRequest(context.database, caller.key, requestId)
  if (before) return answerAgain(parts, before, asked)
  const limitMinor = await aloneUpTo(context, asked)
  const isSmall = Math.abs(asked.amountMinor) <= limitMinor
  // What is on record is answered from there, whatever the limit is today.
  if (isSmall || (await isRecorded(desk, caller.key, requestId)))
    return (await desk.execute(requestOf(asked, null))).reply
  const hopeless = await refusalOf(context, asked)
  if (hopeless) return refused(hopeless)
  const proposalId = await addProposal(context, asked, limitMinor)
  if (proposalId !== undefined) return required(proposalId)
  const meanwhile = await proposalOfRequest(context.database, caller.key, requestId)
  return meanwhile ? answerAgain(parts, meanwhile, asked) : failed('UNAVAILABLE')
}

/** What the proposer is told of a proposal, by asking for its outcome or sending it again. */
export async function answerOf(
  { context, desk }: Approving,
  proposal: Proposal,
): Promise<Reply<OperationAnswer>> {
  const { id, state, expiresAtMs } = proposal
  switch (state) {
    case 'pending':
      return expiresAtMs <= context.nowMs() ? notGiven(id, 'in time') : required(id)
    case 'expired':
      return notGiven(id, 'in time')
    case 'rejected':
      return notGiven(id, 'to this')
    default:
      return (await desk.execute(requestOf(proposal.asked, proposal.decidedBy))).reply
  }
}

async function answerAgain(
  parts: Approving,
  proposal: Proposal,
  { contentHash }: Correction,
): Promise<Reply<OperationAnswer>> {
  const isSame = Buffer.compare(proposal.asked.contentHash, contentHash) === 0
  return isSame ? answerOf(parts, proposal) : refused('REQUEST_ID_REUSED')
}

/** Who decides: a person (`staff:<id>`) or a key (`client:<id>`), and from where. */
export interface Decider {
  readonly actor: string
  readonly networkId: NetworkId
  /** Of a person; a proposal may name its clerk so. */
  readonly email: string | null
  readonly ip: string | null
}

/**
 * Agrees to a proposal, or says no with a reason. NOT_PERMITTED for whoever proposed it, or made the
 * key that did; STATE_CONFLICT when it is decided or its time is over. What was agreed to is posted
 * before this answers, or soon after by itself.
 */
export async function decideProposal(
  parts: Approving,
  by: Decider,
  decision: { readonly proposalId: string; readonly no: { readonly reason: string } | null },
): Promise<Reply<null>> {
  const { context } = parts
  const { database, nowMs } = context
  // The same agreement sent twice is one, also at the same moment.
  const isAgain = ({ decidedBy, state }: Proposal) =>
    decidedBy === by.actor && state !== 'rejected' && decision.no === null
  const read = () => readProposal(database, by.networkId, decision.proposalId)
  const proposal = await read()
  if (proposal === undefined) return failed('NOT_FOUND', 'There is no such proposal.')
  if (await isSameHand(context, by, proposal)) {
    return failed('NOT_PERMITTED', 'Somebody else has to decide this: it is your own.')
  }
  if (isAgain(proposal)) return settled(parts, proposal)
  const isOver = proposal.expiresAtMs <= nowMs()
  if (proposal.state !== 'pending' || isOver) return decided()
  const to = decision.no ? 'rejected' : 'approved'
  const reason = decision.no?.reason ?? null
  const step = proposalStep(
    database,
    proposal.id,
    { from: 'pending', to },
    { decided_by: by.actor, decided_at_ms: nowMs(), decision_reason: reason },
  )
  const audit = record(context, {
    ...{ actor: by.actor, ip: by.ip, subject: `proposal:${proposal.id}` },
    action: decision.no ? 'proposal-reject' : 'proposal-approve',
    detail: { amountMinor: proposal.asked.amountMinor, ...(reason !== null && { reason }) },
  })
  if (!(await database.write([step, audit]))) {
    const now = await read()
    return now && isAgain(now) ? settled(parts, now) : decided()
  }
  if (decision.no) return success(null)
  return settled(parts, { ...proposal, state: 'approved', decidedBy: by.actor })
}

function decided(): Reply<never> {
  return failed('STATE_CONFLICT', 'It is decided already, or its time is over. Look at it again.')
}

/** Posts what was agreed to; when that cannot be done now, the upkeep does it later. */
async function settled(parts: Approving, proposal: Proposal): Promise<Reply<null>> {
  if (proposal.state === 'approved') await settle(parts, proposal)
  return success(null)
}

async function settle({ context, desk }: Approving, proposal: Proposal): Promise<void> {
  const { reply } = await desk.execute(requestOf(proposal.asked, proposal.decidedBy))
  if (!reply.ok && 'error' in reply) return
  const code = reply.ok ? null : replyCode(reply)
  if (code === 'REQUEST_IN_PROGRESS') return
  const to = reply.ok ? 'posted' : 'refused'
  const step = proposalStep(context.database, proposal.id, { from: 'approved', to }, { code })
  const audit = record(context, {
    ...{ actor: 'system', subject: `proposal:${proposal.id}` },
    action: `proposal-${to === 'posted' ? 'post' : 'refuse'}`,
    detail: reply.ok ? { operationId: reply.value.operationId } : { code },
  })
  await context.database.write([step, audit])
}

/**
 * Finishes what a server that ended left agreed to and not posted, and writes down what nobody decided
 * in time.
 */
export function startProposalUpkeep(parts: Approving): { readonly close: () => Promise<void> } {
  const { context } = parts
  let running: Promise<void> | undefined
  const look = () => {
    if (running || context.database.trouble() !== null) return
    running = tend(parts)
      .catch((error: unknown) => {
        context.log.warn({ err: error }, 'proposals could not be tended')
      })
      .finally(() => {
        running = undefined
      })
  }
  const timer = setInterval(look, PROPOSALS_TENDED_EVERY_MS)
  timer.unref()
  return {
    close: async () => {
      clearInterval(timer)
      await running
    },
  }
}

async function tend(parts: Approving): Promise<void> {
  const { context } = parts
  const { database, nowMs } = context
  for (const proposal of await proposalsToTend(database, nowMs())) {
    if (proposal.state === 'approved') {
      await settle(parts, proposal)
      continue
    }
    const step = proposalStep(database, proposal.id, { from: 'pending', to: 'expired' })
    const subject = `proposal:${proposal.id}`
    await database.write([
      step,
      record(context, { actor: 'system', action: 'proposal-expire', subject }),
    ])
  }
}

/** What one person may put right alone on a card, in minor units, as its program says now. */
async function aloneUpTo({ database }: ServerContext, { caller, cardId }: Correction) {
  const card = await cardById(database, cardId)
  const program = card && (await readProgram(database, caller.networkId, card.programId))
  return program?.rules.adjustAloneUpToMinor ?? ZERO
}

/** Why no agreement would help as the card is now; undefined when one might. */
async function refusalOf(
  { database, nowMs }: ServerContext,
  asked: Correction,
): Promise<RefusalCode | undefined> {
  const { amountMinor, caller } = asked
  const movedMinor = Math.abs(amountMinor) as Minor
  const card = await cardById(database, asked.cardId)
  const amount = amountCheck(asked.kind === 'adjust' ? movedMinor : amountMinor)
  if (amount) return amount
  if (card?.networkId !== caller.networkId) return 'CARD_NOT_FOUND_OR_PIN_INVALID'
  if (card.currency !== asked.currency) return 'CURRENCY_MISMATCH'
  const unusable = usableCheck(card, nowMs())
  if (unusable) return unusable
  if (amountMinor < 0) return fundsCheck(movedMinor, card)
  const program = await readProgram(database, caller.networkId, card.programId)
  return program && balanceLimitCheck(amountMinor, card, program.rules)
}

/**
 * Whether the one who decides is behind the proposal: as the same person or key, as its clerk, or by
 * having made the key of either.
 */
async function isSameHand(
  { database }: ServerContext,
  by: Decider,
  { asked: { caller } }: Proposal,
): Promise<boolean> {
  if (by.email !== null && by.email.toLowerCase() === caller.clerk?.toLowerCase()) return true
  const [deciders, proposers] = [
    await handsOf(database, by.actor),
    await handsOf(database, caller.key),
  ]
  return deciders.some((hand) => proposers.includes(hand))
}

/** A person, or a key with the person who made it. */
async function handsOf(
  { read }: ServerContext['database'],
  actor: string,
): Promise<readonly string[]> {
  if (!actor.startsWith('client:')) return [actor]
  const rows = await read
    .selectFrom('audit')
    .where('action', '=', 'client-create')
    .where('subject', '=', actor)
    .where('actor', '<>', 'system')
    .select('actor')
    .execute()
  return [actor, ...rows.map((row) => row.actor)]
}

function required(proposalId: string): Reply<never> {
  return { ok: false, refusal: { ...refusal('APPROVAL_REQUIRED'), proposalId } }
}

function notGiven(proposalId: string, how: string): Reply<never> {
  const message = `Nobody agreed ${how}, so nothing moved. Start a new one with a new requestId.`
  return { ok: false, refusal: { ...refusal('APPROVAL_NOT_GIVEN', message), proposalId } }
}
