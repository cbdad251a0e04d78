import { type Minor, minor } from '../../src/contract/money.ts'
import type { CardState, Channel, OperationAnswer } from '../../src/contract/operations.ts'
import { type Reply, refused, success } from '../../src/contract/refusals.ts'
import { type KnownCard, numberRefusal } from '../cards/index.ts'
import { availableMinor } from '../ledger/answers.ts'
import { amountCheck, isPinAsked } from '../ledger/checks.ts'
import { lastDayOf } from '../ledger/lifetime.ts'
import type { RedeemRequest } from '../ledger/request.ts'
import type { BalanceAnswer, StoredValueParams } from './api.ts'
import type { ApiClient } from './api-clients.ts'
import { askedCard, type GivenCard } from './asked-card.ts'
import { askedSale } from './asked-sale.ts'
import { askerOf, type Counter, publicReply, refuseNumber } from './counter.ts'
import { unopenedGift } from './gift-cards.ts'
import { lastSale } from './waiting.ts'

/** Takes value from a card for the client's location. */
export async function redeem(
  counter: Counter,
  client: ApiClient,
  params: StoredValueParams<'redeem'>,
): Promise<Reply<OperationAnswer>> {
  const early = await refuseNumber(counter, client, params)
  if (early) return early
  const { request } = await askedSale(counter, client, 'redeem', params)
  const partial = params.partial ?? 'deny'
  const redemption: RedeemRequest = { ...request, kind: 'redeem', partial, payment: null }
  const { reply } = await counter.desk.execute(redemption)
  return publicReply(client, reply)
}

function isPinWanted(known: KnownCard | undefined, channel: Channel): boolean {
  return known?.pinHash != null && isPinAsked(known.rules.pin, channel)
}

/** What is on a card. An unknown card, a wrong or missing PIN: one answer after the same work. */
export async function readBalance(
  counter: Counter,
  client: ApiClient,
  { card, amountMinor, currency }: StoredValueParams<'balance'>,
): Promise<Reply<BalanceAnswer>> {
  const ofAmount = amountMinor === undefined ? undefined : amountCheck(amountMinor)
  if (ofAmount !== undefined) return refused(ofAmount)
  const ofNumber = await numberRefusal(counter.context.database, card.number)
  if (ofNumber === 'PROXY_NUMBER_REFUSED')
    return readGift(counter, client, card, { amountMinor, currency })
  if (ofNumber !== undefined) return refused(ofNumber)
  const { known, pin } = await askedCard(counter, client.networkId, card, askerOf(client))
  if (pin === 'locked') return refused('PIN_LOCKED')
  if (
    known === undefined ||
    pin === 'wrong' ||
    (pin === 'absent' && isPinWanted(known, client.kind))
  ) {
    return refused('CARD_NOT_FOUND_OR_PIN_INVALID')
  }
  if (known.activatedAtMs === null && client.kind === 'webstore') {
    return refused('CARD_NOT_FOUND_OR_PIN_INVALID')
  }
  return balanceOf(counter, known, { amountMinor, currency })
}

/** What the sale of a gift may be asked for: whoever opened it alone knows what is on it since. */
async function readGift(
  counter: Counter,
  client: ApiClient,
  card: GivenCard,
  asked: AskedAmount,
): Promise<Reply<BalanceAnswer>> {
  const gift = await unopenedGift(counter, client, card)
  if (!gift) return refused('CARD_NOT_FOUND_OR_PIN_INVALID')
  if (gift.openedAtMs !== null || !GIFT_STATES.has(gift.card.state))
    return refused('PROXY_NUMBER_REFUSED')
  const balance = await balanceOf(counter, gift.card, asked)
  return balance.ok ? success({ ...balance.value, activatesAtMs: gift.opensAtMs }) : balance
}

/** States of a gift that was never opened. */
const GIFT_STATES: ReadonlySet<CardState> = new Set(['claimable', 'blocked', 'cancelled'])

type AskedAmount = Pick<StoredValueParams<'balance'>, 'amountMinor' | 'currency'>

async function balanceOf(
  counter: Counter,
  known: KnownCard,
  { amountMinor, currency }: AskedAmount,
): Promise<Reply<BalanceAnswer>> {
  if (currency !== undefined && currency !== known.currency) return refused('CURRENCY_MISMATCH')
  const isPending = known.state === 'pending_activation'
  const sale = isPending ? await lastSale(counter.context.database, known.lastJournalId) : undefined
  return success({
    activatesAtMs: sale?.activatesAtMs ?? null,
    cardLastFour: known.lastFour,
    form: known.form,
    state: known.state,
    programName: known.programName,
    currency: known.currency,
    balanceMinor: minor(known.balanceMinor),
    availableMinor: availableMinor(known),
    expiresAtMs: known.expiresAtMs,
    expiresOn: known.expiresAtMs === null ? null : lastDayOf(known.expiresAtMs, known.timeZone),
    enough: amountMinor === undefined ? null : isEnough(counter, known, amountMinor),
  })
}

/** Whether a redemption of this much would find the card usable and the value free. */
function isEnough({ context }: Counter, card: KnownCard, amountMinor: Minor): boolean {
  const isOver = card.expiresAtMs !== null && card.expiresAtMs <= context.nowMs()
  return card.state === 'active' && !isOver && amountMinor <= card.balanceMinor - card.heldMinor
}
