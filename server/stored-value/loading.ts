import { maskNumber } from '../../src/contract/card-number.ts'
import type { ProgramId } from '../../src/contract/ids.ts'
import type { OperationAnswer } from '../../src/contract/operations.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import { type MadeCard, makeCard } from '../cards/index.ts'
import { forgetGift, type NewGift, prepareGift } from '../claims/index.ts'
import type { SaidOfLoad } from '../ledger/request.ts'
import { readProgram } from '../programs/index.ts'
import type { ActivationAnswer, StoredValueParams } from './api.ts'
import type { ApiClient } from './api-clients.ts'
import { askedCard, cardContent, type GivenCard } from './asked-card.ts'
import { askedSale } from './asked-sale.ts'
import { contentHash } from './content-hash.ts'
import { askerOf, type Counter, callerOf, publicReply, refuseNumber } from './counter.ts'
import { issuedCard, type SoldAnswer, sealIssued } from './issued-card.ts'
import { orderOf } from './known-first.ts'
import { type Selling, sellingOf, sellingRules } from './selling.ts'
import { openedGift, sealGift, soldGift } from './sold-gift.ts'
import { refuseStock } from './stock.ts'
import { dueOfSale } from './waiting.ts'

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
  const program =
    asked.known &&
    (await readProgram(counter.context.database, client.networkId, asked.known.programId))
  const selling = sellingOf(params, client, sellingRules(program), counter.context.nowMs())
  if (!selling.ok) return selling
  const { waits } = selling.value
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
    waits,
    sealedAnswer: null,
  })
  if (!reply.ok) return reply
  return success({
    ...reply.value,
    ...NOTHING_NEW,
    activatesAtMs: await dueOfSale(counter.context.database, reply.value),
  })
}

const NOTHING_NEW = { issued: null, pinReset: null, claim: null, claimRenewal: null } as const

type IssueParams = ActivateParams & { readonly programId: ProgramId }

async function issueVirtual(
  counter: Counter,
  client: ApiClient,
  params: IssueParams,
): Promise<Reply<ActivationAnswer>> {
  const { context, pins } = counter
  const program = await readProgram(context.database, client.networkId, params.programId)
  if (program === undefined) return failed('NOT_FOUND', 'There is no such program.')
  const selling = sellingOf(params, client, sellingRules(program), context.nowMs())
  if (!selling.ok) return selling
  const made = await makeCard(context, pins, { program, form: 'virtual', batch: null })
  const { isGift, opensAtMs, waits } = selling.value
  const gift = isGift ? await prepareGift(context, made, opensAtMs) : undefined
  const reply = await sellNew(counter, client, params, { made, gift, waits })
  const isSold = reply.ok && !reply.value.replayed
  // Of what is not known to have failed the gift has to stay: its card may still be sold.
  const isKnown = reply.ok || 'refusal' in reply
  if (gift && !isSold && isKnown) await forgetGift(context, made.card.cardId)
  return reply
}

interface NewSale extends Pick<Selling, 'waits'> {
  readonly made: MadeCard
  /** Undefined when number and PIN are told. */
  readonly gift: NewGift | undefined
}

async function sellNew(
  counter: Counter,
  client: ApiClient,
  params: IssueParams,
  { made, gift, waits }: NewSale,
): Promise<Reply<ActivationAnswer>> {
  const { context, desk } = counter
  const { requestId, card: _none, ...content } = params
  const { amountMinor, currency, programId } = params
  const caller = callerOf(client, params.clerk)
  const sale = { caller, kind: 'activate', card: programId, amountMinor, currency } as const
  const { reply, sealedAnswer } = await desk.execute({
    ...{ kind: 'activate', caller, requestId, amountMinor, currency, waits },
    contentHash: contentHash('activate', content),
    card: { by: 'new', card: made.card },
    pin: 'absent',
    fundedBy: params.fundedBy ?? 'external',
    order: await orderOf(counter, params, sale),
    said: saidOf(params),
    sealedAnswer: gift
      ? sealGift(context, caller.key, requestId, gift)
      : sealIssued(context, caller.key, requestId, made),
  })
  if (!reply.ok) return reply
  // A retry is answered as the first was, whatever it asked for itself.
  const answered = { answer: reply.value, sealed: sealedAnswer }
  return reply.value.cardState === 'claimable'
    ? giftAnswer(counter, caller.key, answered)
    : numberAnswer(counter, caller.key, answered, made)
}

function giftAnswer(
  { context, publicUrl }: Counter,
  callerKey: string,
  answered: SoldAnswer,
): Reply<ActivationAnswer> {
  const gift = openedGift(context, callerKey, answered)
  const claim = gift && soldGift(publicUrl(), gift)
  const claimRenewal = claim === null ? 'required' : null
  const activatesAtMs = gift?.opensAtMs ?? null
  return success({ ...answered.answer, ...NOTHING_NEW, claim, claimRenewal, activatesAtMs })
}

async function numberAnswer(
  counter: Counter,
  callerKey: string,
  answered: SoldAnswer,
  made: MadeCard,
): Promise<Reply<ActivationAnswer>> {
  const issued = await issuedCard(counter.context, callerKey, answered, made)
  const pinReset = issued === null ? 'required' : null
  const activatesAtMs = await dueOfSale(counter.context.database, answered.answer)
  return success({ ...answered.answer, ...NOTHING_NEW, issued, pinReset, activatesAtMs })
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
