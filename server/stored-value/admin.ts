import type { CardId, OperationId, RequestId } from '../../src/contract/ids.ts'
import { currency } from '../../src/contract/money.ts'
import type { OperationAnswer } from '../../src/contract/operations.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import { cardById, createPins, type KnownCard, makeCard } from '../cards/index.ts'
import type { ServerContext } from '../context.ts'
import type { Velocity } from '../guards/index.ts'
import { readProgram } from '../programs/index.ts'
import type { AdminHandlers, SignedIn } from '../staff/index.ts'
import { createApiClient, listApiClients, revokeApiClient } from './api-clients.ts'
import { type CareCalls, careHandlers } from './care-admin.ts'
import { contentHash } from './content-hash.ts'
import { extendCard } from './extending.ts'
import { issuedCard, sealIssued } from './issued-card.ts'
import { createLedgerDesk, type LedgerDesk } from './ledger-desk.ts'
import { findOriginal } from './originals.ts'
import { pinHandlers } from './pin-admin.ts'
import { noteDeed, staffCaller } from './staff-caller.ts'
import { refuseStock } from './stock.ts'

type ValueCalls =
  | 'issue-card'
  | 'activate-card'
  | 'fund-card'
  | 'void-operation'
  | 'refund-operation'
  | 'extend-card'
type ClientCalls = 'list-api-clients' | 'create-api-client' | 'revoke-api-client'

/** Moving value by hand, and the keys of the API, for the people of a network. */
export function storedValueHandlers(
  context: ServerContext,
  velocity?: Velocity,
): Pick<AdminHandlers, ValueCalls | ClientCalls | CareCalls | 'change-pin'> {
  const desk = createLedgerDesk(context, undefined, velocity)
  return {
    'issue-card': issueCard(context, desk),
    'activate-card': (who, params) => loadCard(context, desk, who, { kind: 'activate', ...params }),
    'fund-card': (who, params) => loadCard(context, desk, who, { kind: 'fund', ...params }),
    'void-operation': voidOperation(context, desk),
    'refund-operation': refundOperation(context, desk),
    'extend-card': extendCard(context, desk),
    ...careHandlers(context, desk),
    ...pinHandlers(context, desk),
    ...clientHandlers(context),
  }
}

function clientHandlers(context: ServerContext): Pick<AdminHandlers, ClientCalls> {
  return {
    'list-api-clients': async (who) =>
      success({ clients: [...(await listApiClients(context, who.networkId))] }),
    'create-api-client': (who, params) =>
      createApiClient(context, {
        ...params,
        networkId: who.networkId,
        actor: staffCaller(who).key,
        ip: who.ip,
      }),
    'revoke-api-client': (who, { clientId }) =>
      revokeApiClient(context, {
        networkId: who.networkId,
        clientId,
        actor: staffCaller(who).key,
        ip: who.ip,
      }),
  }
}

function issueCard(context: ServerContext, desk: LedgerDesk): AdminHandlers['issue-card'] {
  const pins = createPins(context.keys.pinPepper, context.slowHash)
  return async (who, params) => {
    const { requestId, ...content } = params
    const program = await readProgram(context.database, who.networkId, params.programId)
    if (program === undefined) return failed('NOT_FOUND', 'There is no such program.')
    const caller = staffCaller(who)
    const made = await makeCard(context, pins, { program, form: 'virtual', batch: null })
    const { reply, sealedAnswer } = await desk.execute({
      kind: 'activate',
      caller,
      requestId,
      contentHash: contentHash('activate', content),
      card: { by: 'new', card: made.card },
      pin: 'absent',
      amountMinor: params.amountMinor,
      currency: program.currency,
      fundedBy: params.fundedBy,
      order: null,
      sealedAnswer: sealIssued(context, caller.key, requestId, made),
    })
    if (!reply.ok) return reply
    await noteDeed(context, who, 'card-issue', reply.value)
    const answered = { answer: reply.value, sealed: sealedAnswer }
    const issued = await issuedCard(context, caller.key, answered, made)
    if (issued !== null) return success({ ...issued, answer: reply.value })
    return failed('STATE_CONFLICT', 'The card was issued; its number and PIN are no longer kept.')
  }
}

interface Loading {
  readonly kind: 'activate' | 'fund'
  readonly cardId: CardId
  readonly requestId: RequestId
  readonly amountMinor: OperationAnswer['requestedMinor']
  readonly fundedBy: string
}

/** A person of the network vouches for the card: it is named by id, and no PIN is asked. */
async function loadCard(
  context: ServerContext,
  desk: LedgerDesk,
  who: SignedIn,
  { kind, requestId, ...content }: Loading,
): Promise<Reply<OperationAnswer>> {
  const card = await cardOf(context, who, content.cardId)
  if (card === undefined) return failed('NOT_FOUND', 'There is no such card.')
  const caller = staffCaller(who)
  if (kind === 'activate') {
    const sale = { caller, requestId, known: card, pin: 'right', ...content } as const
    const unsaleable = await refuseStock({ context, desk }, sale)
    if (unsaleable) return unsaleable
  }
  const load = {
    caller,
    requestId,
    contentHash: contentHash(kind, content),
    card: { by: 'id', cardId: card.cardId },
    pin: 'right',
    amountMinor: content.amountMinor,
    currency: card.currency,
    fundedBy: content.fundedBy,
    order: null,
  } as const
  const request = kind === 'activate' ? { kind, ...load, sealedAnswer: null } : { kind, ...load }
  const { reply } = await desk.execute(request)
  if (reply.ok) await noteDeed(context, who, `card-${kind}`, reply.value)
  return reply
}

function voidOperation(context: ServerContext, desk: LedgerDesk): AdminHandlers['void-operation'] {
  return async (who, { requestId, operationId, reason }) => {
    const row = await findOriginal(context.database, who.networkId, operationId)
    if (row === undefined) return noOperation(operationId)
    const { reply } = await desk.execute({
      kind: 'void',
      caller: staffCaller(who),
      requestId,
      contentHash: contentHash('void', { operationId }),
      original: { by: 'operation', operationId },
    })
    if (reply.ok) await noteDeed(context, who, 'operation-void', reply.value, reason)
    return reply
  }
}

function refundOperation(
  context: ServerContext,
  desk: LedgerDesk,
): AdminHandlers['refund-operation'] {
  return async (who, { requestId, operationId, amountMinor, reason }) => {
    const row = await findOriginal(context.database, who.networkId, operationId)
    const code = row?.currency ?? row?.card_currency
    if (row === undefined || code == null) return noOperation(operationId)
    const { reply } = await desk.execute({
      kind: 'refund',
      caller: staffCaller(who),
      requestId,
      contentHash: contentHash('refund', { operationId, amountMinor }),
      original: { by: 'operation', operationId },
      amountMinor,
      currency: currency(code),
    })
    if (reply.ok) await noteDeed(context, who, 'operation-refund', reply.value, reason)
    return reply
  }
}

function noOperation(operationId: OperationId): Reply<never> {
  return failed('NOT_FOUND', `There is no operation ${operationId}.`)
}

async function cardOf(
  context: ServerContext,
  who: SignedIn,
  cardId: CardId,
): Promise<KnownCard | undefined> {
  const card = await cardById(context.database, cardId)
  return card?.networkId === who.networkId ? card : undefined
}
