import { maskNumber } from '../../src/contract/card-number.ts'
import type { ProgramId } from '../../src/contract/ids.ts'
import type { OperationAnswer } from '../../src/contract/operations.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import { makeCard } from '../cards/index.ts'
import type { SaidOfLoad } from '../ledger/request.ts'
import { readProgram } from '../programs/index.ts'
import type { ActivationAnswer, StoredValueParams } from './api.ts'
import type { ApiClient } from './api-clients.ts'
import { askedCard, cardContent, type GivenCard } from './asked-card.ts'
import { askedSale } from './asked-sale.ts'
import { contentHash } from './content-hash.ts'
import { askerOf, type Counter, callerOf, publicReply, refuseNumber } from './counter.ts'
import { issuedCard, sealIssued } from './issued-card.ts'
import { orderOf } from './known-first.ts'
import { refuseStock } from './stock.ts'

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
  const { request } = await askedSale(counter, client, 'fund', params)
  const fundedBy = params.fundedBy ?? 'external'
  const said = saidOf(params)
  const { reply } = await counter.desk.execute({ ...request, kind: 'fund', fundedBy, said })
  return publicReply(client, reply)
}

async function activatePrinted(
  counter: Counter,
  client: ApiClient,
  params: ActivateParams & { readonly card: GivenCard },
): Promise<Reply<ActivationAnswer>> {
  const early = await refuseNumber(counter, client, params)
  if (early) return early
  const { card, requestId, ...rest } = params
  // Whoever sells a card may know that it waits for that.
  const seller = { ...askerOf(client), hidesUnsold: false }
  const asked = await askedCard(counter, client.networkId, card, seller)
  const { amountMinor, currency } = params
  const caller = callerOf(client, params.clerk)
  const elsewhere = await refuseStock(counter, { caller, requestId, ...asked, amountMinor })
  if (elsewhere) return elsewhere
  const sale = {
    caller,
    kind: 'activate',
    card: asked.known?.number,
    amountMinor,
    currency,
  } as const
  const { reply } = await counter.desk.execute({
    kind: 'activate',
    caller,
    requestId,
    contentHash: contentHash('activate', { ...rest, card: cardContent(counter.context, card) }),
    card: asked.selector,
    pin: asked.pin,
    amountMinor,
    currency,
    fundedBy: params.fundedBy ?? 'external',
    order: await orderOf(counter, params, sale),
    said: saidOf(params),
    sealedAnswer: null,
  })
  return reply.ok ? success({ ...reply.value, issued: null, pinReset: null }) : reply
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
  const { amountMinor, currency } = params
  const caller = callerOf(client, params.clerk)
  const sale = { caller, kind: 'activate', card: program.programId, amountMinor, currency } as const
  const made = await makeCard(context, pins, { program, form: 'virtual', batch: null })
  const { reply, sealedAnswer } = await desk.execute({
    kind: 'activate',
    caller,
    requestId,
    contentHash: contentHash('activate', content),
    card: { by: 'new', card: made.card },
    pin: 'absent',
    amountMinor,
    currency,
    fundedBy: params.fundedBy ?? 'external',
    order: await orderOf(counter, params, sale),
    said: saidOf(params),
    sealedAnswer: sealIssued(context, caller.key, requestId, made),
  })
  if (!reply.ok) return reply
  const answered = { answer: reply.value, sealed: sealedAnswer }
  const issued = issuedCard(context, caller.key, answered, made)
  const pinReset = issued === null ? 'required' : null
  return success({ ...reply.value, issued, pinReset })
}

/** Kept as it was given, but for what may be the number of a card: that stands nowhere in clear. */
function saidOf({
  fundReason,
  promoCode,
}: Pick<ActivateParams, 'fundReason' | 'promoCode'>): SaidOfLoad | undefined {
  if (fundReason === undefined && promoCode === undefined) return undefined
  return {
    ...(fundReason !== undefined && { fundReason: withoutNumbers(fundReason) }),
    ...(promoCode !== undefined && { promoCode: withoutNumbers(promoCode) }),
  }
}

function withoutNumbers(text: string): string {
  return text.replace(/\d(?:[ -]?\d){11,}/g, maskNumber)
}
