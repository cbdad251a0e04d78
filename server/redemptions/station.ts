import type { OperationAnswer } from '../../src/contract/operations.ts'
import { type Reply, refused, success } from '../../src/contract/refusals.ts'
import type { RedeemResult, WireParams } from '../../src/contract/wire/messages.ts'
import { createPins, readCardToken } from '../cards/index.ts'
import type { ServerContext, StationDevice, StationHandlers } from '../context.ts'
import type { Guards } from '../guards/index.ts'
import type { Caller, RedeemRequest } from '../ledger/request.ts'
import {
  contentHash,
  createLedgerDesk,
  type LedgerDesk,
  mayUndoNamed,
  named,
} from '../stored-value/index.ts'
import { callerKey, inquire, lookUp, provedPin, type Reader } from './reading.ts'
import type { ShownCards } from './shown-cards.ts'
import { standingOf } from './standing.ts'

interface Station extends Reader {
  readonly desk: LedgerDesk
}

/** What a station may ask; the socket has proved which device it is, and the frame its form. */
export function stationHandlers(
  context: ServerContext,
  guards: Guards,
  shown: ShownCards,
): Omit<StationHandlers, 'pos-payments' | 'report-exceptions'> {
  const station: Station = {
    context,
    pins: createPins(context.keys.pinPepper, context.slowHash),
    guards,
    shown,
    desk: createLedgerDesk(context, undefined, guards.velocity),
  }
  return {
    'card-inquire': (device, params) => inquire(station, device, params),
    'card-lookup': (device, params) => lookUp(station, device, params),
    redeem: (device, params) => redeem(station, device, params),
    void: (device, params) => undo(station, device, params),
    refund: (device, params) => giveBack(station, device, params),
    'operation-inquire': async (device, { requestId }) => {
      const { reply } = await station.desk.enquire(callerKey(device), requestId)
      return success(reply)
    },
  }
}

async function redeem(
  { context, desk, shown }: Station,
  device: StationDevice,
  params: WireParams<'redeem'>,
): Promise<Reply<RedeemResult>> {
  const { requestId, cardToken, payment, amountMinor, clerk, currency, partial } = params
  const card = readCardToken(context.keys.cardToken, device.deviceId, cardToken)
  // A made-up token, or another device's: to this device there is no such card.
  if (card === undefined) return refused('CARD_NOT_FOUND_OR_PIN_INVALID')
  const request: RedeemRequest = {
    kind: 'redeem',
    caller: callerOf(device, clerk),
    requestId,
    contentHash: contentHash('redeem', {
      ...{ amountMinor, cardToken, clerk, currency, partial, payment },
    }),
    card: { by: 'id', cardId: card.cardId },
    pin: provedPin(card, context.nowMs()),
    amountMinor,
    currency,
    partial,
    order: null,
    payment: payment && { key: payment.paymentKey, json: JSON.stringify(payment) },
  }
  const { reply } = await desk.execute(request)
  if (!reply.ok) return reply
  shown.redeemed(device.deviceId, card.cardId, cardToken)
  // What was done just now stands; only an answer of an earlier time may have been overtaken.
  const standing = reply.value.replayed
    ? await standingOf(context.database, reply.value)
    : ('posted' as const)
  return success({ answer: reply.value, standing })
}

async function undo(
  { desk }: Station,
  device: StationDevice,
  { requestId, originalRequestId, reason }: WireParams<'void'>,
): Promise<Reply<OperationAnswer>> {
  const { reply } = await desk.execute({
    kind: 'void',
    caller: callerOf(device, null),
    requestId,
    contentHash: contentHash('void', { originalRequestId, reason }),
    original: { by: 'request', requestId: originalRequestId },
  })
  return reply
}

/** To this device there is no redemption of another location. */
async function giveBack(
  { context, desk }: Station,
  device: StationDevice,
  params: WireParams<'refund'>,
): Promise<Reply<OperationAnswer>> {
  const { requestId, original, amountMinor, currency, reason, paymentKey, clerk } = params
  const caller = callerOf(device, clerk)
  const selector = named(original)
  if (!(await mayUndoNamed(context.database, caller, selector)))
    return refused('ORIGINAL_NOT_FOUND')
  const { reply } = await desk.execute({
    kind: 'refund',
    caller,
    requestId,
    contentHash: contentHash('refund', {
      ...{ original, amountMinor, currency, reason, paymentKey, clerk },
    }),
    original: selector,
    amountMinor,
    currency,
  })
  return reply
}

function callerOf(device: StationDevice, clerk: string | null): Caller {
  const { locationId, networkId } = device
  return { key: callerKey(device), locationId, networkId, channel: 'station', clerk }
}
