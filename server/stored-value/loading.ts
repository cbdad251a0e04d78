import type { ProgramId } from '../../src/contract/ids.ts'
import type { OperationAnswer } from '../../src/contract/operations.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import { makeCard } from '../cards/index.ts'
import { readProgram } from '../programs/index.ts'
import type { ActivationAnswer, StoredValueParams } from './api.ts'
import type { ApiClient } from './api-clients.ts'
import { askedCard, cardContent, type GivenCard } from './asked-card.ts'
import { contentHash } from './content-hash.ts'
import {
  type Counter,
  callerOf,
  judgeRepeat,
  orderOf,
  publicReply,
  refuseNumber,
} from './counter.ts'
import { issuedCard, sealIssued } from './issued-card.ts'

type ActivateParams = StoredValueParams<'fund-and-activate'>

/** Sells a card: a printed one by its number, or a new virtual one of a program. */
export function activate(
  counter: Counter,
  client: ApiClient,
  params: ActivateParams,
): Promise<Reply<ActivationAnswer>> {
  const { card, programId } = params
  if (card !== undefined && programId === undefined) {
    return activatePrinted(counter, client, { ...params, card })
  }
  if (card === undefined && programId !== undefined) {
    return issueVirtual(counter, client, { ...params, programId })
  }
  const message = 'Give `card` for a printed card or `programId` for a new one, not both.'
  return Promise.resolve(failed('REQUEST_MALFORMED', message))
}

/** Adds value to an active card. */
export async function fund(
  counter: Counter,
  client: ApiClient,
  params: StoredValueParams<'fund'>,
): Promise<Reply<OperationAnswer>> {
  const early = await refuseNumber(counter, client, params)
  if (early) return early
  const { card, requestId, ...rest } = params
  const asked = await askedCard(counter.context, counter.pins, client.networkId, card)
  const { reply } = await counter.desk.execute({
    kind: 'fund',
    caller: callerOf(client, params.clerk),
    requestId,
    contentHash: contentHash('fund', { ...rest, card: cardContent(counter.context, card) }),
    card: asked.selector,
    pin: asked.pin,
    amountMinor: params.amountMinor,
    currency: params.currency,
    fundedBy: params.fundedBy ?? 'external',
    order: orderOf(params),
  })
  return judgeRepeat(counter, client, requestId, publicReply(client, reply))
}

async function activatePrinted(
  counter: Counter,
  client: ApiClient,
  params: ActivateParams & { readonly card: GivenCard },
): Promise<Reply<ActivationAnswer>> {
  const early = await refuseNumber(counter, client, params)
  if (early) return early
  const { card, requestId, ...rest } = params
  const asked = await askedCard(counter.context, counter.pins, client.networkId, card)
  const { reply } = await counter.desk.execute({
    kind: 'activate',
    caller: callerOf(client, params.clerk),
    requestId,
    contentHash: contentHash('activate', { ...rest, card: cardContent(counter.context, card) }),
    card: asked.selector,
    pin: asked.pin,
    amountMinor: params.amountMinor,
    currency: params.currency,
    fundedBy: params.fundedBy ?? 'external',
    order: orderOf(params),
    sealedAnswer: null,
  })
  const judged = judgeRepeat(counter, client, requestId, reply)
  return judged.ok ? success({ ...judged.value, issued: null, pinReset: null }) : judged
}

async function issueVirtual(
  counter: Counter,
  client: ApiClient,
  params: ActivateParams & { readonly programId: ProgramId },
): Promise<Reply<ActivationAnswer>> {
  const { context, pins, desk } = counter
  const program = await readProgram(context.database, client.networkId, params.programId)
  if (program === undefined) return failed('NOT_FOUND', 'There is no such program.')
  const { requestId, card: _none, ...content } = params
  const caller = callerOf(client, params.clerk)
  const made = await makeCard(context, pins, { program, form: 'virtual', batch: null })
  const answered = await desk.execute({
    kind: 'activate',
    caller,
    requestId,
    contentHash: contentHash('activate', content),
    card: { by: 'new', card: made.card },
    pin: 'absent',
    amountMinor: params.amountMinor,
    currency: params.currency,
    fundedBy: params.fundedBy ?? 'external',
    order: orderOf(params),
    sealedAnswer: sealIssued(context, caller.key, requestId, made),
  })
  const judged = judgeRepeat(counter, client, requestId, answered.reply)
  if (!judged.ok) return judged
  const sealed = answered.sealedAnswer
  const issued = issuedCard(context, caller.key, { answer: judged.value, sealed }, made)
  const pinReset = issued === null ? 'required' : null
  return success({ ...judged.value, issued, pinReset })
}
