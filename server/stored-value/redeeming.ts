import { type Minor, minor, subtractMinor } from '../../src/contract/money.ts'
import type { Channel, OperationAnswer } from '../../src/contract/operations.ts'
import { type Reply, refused, success } from '../../src/contract/refusals.ts'
import { type KnownCard, numberRefusal } from '../cards/index.ts'
import { amountCheck, isPinAsked } from '../ledger/checks.ts'
import type { LedgerReply } from '../ledger/engine.ts'
import type { HoldRequest, RedeemRequest } from '../ledger/request.ts'
import type { BalanceAnswer, StoredValueParams } from './api.ts'
import type { ApiClient } from './api-clients.ts'
import { type AskedCard, askedCard } from './asked-card.ts'
import { askedSale } from './asked-sale.ts'
import { askerOf, type Counter, publicReply, refuseNumber } from './counter.ts'
import { isRecorded } from './ledger-desk.ts'

/** Takes value from a card for the client's location. */
export async function redeem(
  counter: Counter,
  client: ApiClient,
  params: StoredValueParams<'redeem'>,
): Promise<Reply<OperationAnswer>> {
  const early = await refuseNumber(counter, client, params)
  if (early) return early
  const { asked, request } = await askedSale(counter, client, 'redeem', params)
  const partial = params.partial ?? 'deny'
  const redemption: RedeemRequest = { ...request, kind: 'redeem', partial, payment: null }
  const { reply } = await takeWithin(counter, asked, redemption)
  return publicReply(client, reply)
}

/** A card that was not proved to be the caller's is refused by the ledger, whatever its rule says. */
export function takeWithin(
  { desk, guards }: Counter,
  { known, pin }: AskedCard,
  request: RedeemRequest | HoldRequest,
): Promise<LedgerReply> {
  const isProved =
    pin === 'right' || (pin === 'absent' && !isPinWanted(known, request.caller.channel))
  if (known === undefined || !isProved) return desk.execute(request)
  const { amountMinor, caller, requestId } = request
  const taking = {
    ...{ cardId: known.cardId, amountMinor },
    isRecorded: () => isRecorded(desk, caller.key, requestId),
  }
  return guards.velocity.within(taking, () => desk.execute(request))
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
  if (currency !== undefined && currency !== known.currency) return refused('CURRENCY_MISMATCH')
  return success({
    cardLastFour: known.lastFour,
    form: known.form,
    state: known.state,
    programName: known.programName,
    currency: known.currency,
    balanceMinor: minor(known.balanceMinor),
    availableMinor: subtractMinor(known.balanceMinor, known.heldMinor),
    expiresAtMs: known.expiresAtMs,
    enough: amountMinor === undefined ? null : isEnough(counter, known, amountMinor),
  })
}

/** Whether a redemption of this much would find the card usable and the value free. */
function isEnough({ context }: Counter, card: KnownCard, amountMinor: Minor): boolean {
  const isOver = card.expiresAtMs !== null && card.expiresAtMs <= context.nowMs()
  return card.state === 'active' && !isOver && amountMinor <= card.balanceMinor - card.heldMinor
}
