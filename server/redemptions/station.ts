import { minor } from '../../src/contract/money.ts'
import type { OperationAnswer } from '../../src/contract/operations.ts'
import {
  failed,
  type RefusalCode,
  type Reply,
  refusal,
  refused,
  success,
} from '../../src/contract/refusals.ts'
import type { CardInHand, RedeemResult, WireParams } from '../../src/contract/wire/messages.ts'
import {
  cardById,
  cardByNumber,
  createPins,
  type KnownCard,
  makeCardToken,
  numberRefusal,
  type Pins,
  readCardLink,
  readCardToken,
} from '../cards/index.ts'
import type { ServerContext, StationDevice, StationHandlers } from '../context.ts'
import type { Guards } from '../guards/index.ts'
import { availableMinor } from '../ledger/answers.ts'
import { fundsCheck, isPinAsked, usableCheck } from '../ledger/checks.ts'
import type { Caller, PinFact, RedeemRequest } from '../ledger/request.ts'
import { isAcceptedAt } from '../programs/index.ts'
import {
  contentHash,
  createLedgerDesk,
  type LedgerDesk,
  mayUndoNamed,
  named,
} from '../stored-value/index.ts'
import { standingOf } from './standing.ts'

interface Station {
  readonly context: ServerContext
  readonly pins: Pins
  readonly guards: Guards
  readonly desk: LedgerDesk
}

/** What a station may ask; the socket has proved which device it is, and the frame its form. */
export function stationHandlers(
  context: ServerContext,
  guards: Guards,
): Omit<StationHandlers, 'pos-payments' | 'report-exceptions'> {
  const station: Station = {
    context,
    pins: createPins(context.keys.pinPepper, context.slowHash),
    guards,
    desk: createLedgerDesk(context, undefined, guards.velocity),
  }
  return {
    'card-inquire': (device, params) => inquire(station, device, params),
    redeem: (device, params) => redeem(station, device, params),
    void: (device, params) => undo(station, device, params),
    refund: (device, params) => giveBack(station, device, params),
    'operation-inquire': async (device, { requestId }) => {
      const { reply } = await station.desk.enquire(callerKey(device), requestId)
      return success(reply)
    },
  }
}

/** Reads a card and gives it a name that only this device can use. */
async function inquire(
  station: Station,
  device: StationDevice,
  { card }: WireParams<'card-inquire'>,
): Promise<Reply<CardInHand>> {
  const { context } = station
  const ofNumber = 'number' in card ? await numberRefusal(context.database, card.number) : undefined
  if (ofNumber !== undefined) return refused(ofNumber)
  const waitMs = station.guards.enquiries.admitDevice(callerKey(device))
  if (waitMs > 0) return failed('RATE_LIMITED', undefined, waitMs)
  const found = await findCard(context, card)
  const pin = await judgePin(station, device, found, card)
  if (pin === 'locked') return refused('PIN_LOCKED')
  if (found === undefined || pin === 'wrong' || isPinMissing(found, pin)) {
    return refused('CARD_NOT_FOUND_OR_PIN_INVALID')
  }
  // Nothing of another network's card is told, not even that it has a balance.
  if (found.networkId !== device.networkId) return refused('CARD_NOT_ACCEPTED_HERE')
  const cardInToken = { cardId: found.cardId, pinProved: pin === 'right' }
  const code = await refusalNow(context, device, found)
  return success({
    cardToken: makeCardToken(context.keys.cardToken, device.deviceId, cardInToken),
    lastFour: found.lastFour,
    form: found.form,
    state: found.state,
    currency: found.currency,
    balanceMinor: found.balanceMinor,
    availableMinor: availableMinor(found),
    programName: found.programName,
    expiresAtMs: found.expiresAtMs,
    refusal: code === undefined ? null : refusal(code),
  })
}

function findCard(
  { database, keys }: ServerContext,
  card: WireParams<'card-inquire'>['card'],
): Promise<KnownCard | undefined> {
  if ('number' in card) return cardByNumber(database, keys, card.number)
  const cardId = readCardLink(keys, card.link)
  return cardId === undefined ? Promise.resolve(undefined) : cardById(database, cardId)
}

/**
 * A link carries no PIN; a number may, and its guesses count as everywhere. That of another network's
 * card is not judged at all: nobody here may find it out, or lock it.
 */
function judgePin(
  { pins, guards }: Station,
  device: StationDevice,
  found: KnownCard | undefined,
  card: WireParams<'card-inquire'>['card'],
): Promise<PinFact> {
  if (!('number' in card) || card.pin === undefined) return Promise.resolve('absent')
  const { number, pin } = card
  const known = found?.networkId === device.networkId ? found : undefined
  const apart = found === known ? undefined : device.networkId
  const asked = { number, known, by: callerKey(device), apart }
  return guards.pins.judge(asked, () => pins.checkPin(known, pin))
}

/** At a counter a PIN is asked only where the program always does. */
function isPinMissing(card: KnownCard, pin: PinFact): boolean {
  return pin === 'absent' && card.pinHash !== null && isPinAsked(card.rules.pin, 'station')
}

/** Why a redemption would be refused right now: the ledger's own checks, on what is known here. */
async function refusalNow(
  context: ServerContext,
  device: StationDevice,
  card: KnownCard,
): Promise<RefusalCode | undefined> {
  if (card.state === 'pin_locked') return 'PIN_LOCKED'
  const isAccepted = await isAcceptedAt(context.database, card.programId, device.locationId)
  if (!isAccepted) return 'CARD_NOT_ACCEPTED_HERE'
  if (card.currency !== device.settings.currency) return 'CURRENCY_MISMATCH'
  const facts = { ...card, hasPin: card.pinHash !== null }
  return usableCheck(facts, context.nowMs()) ?? fundsCheck(SMALLEST, facts)
}

const SMALLEST = minor(1)

async function redeem(
  { context, desk }: Station,
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
    pin: card.pinProved ? 'right' : 'absent',
    amountMinor,
    currency,
    partial,
    order: null,
    payment: payment && { key: payment.paymentKey, json: JSON.stringify(payment) },
  }
  const { reply } = await desk.execute(request)
  if (!reply.ok) return reply
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

function callerKey({ deviceId }: StationDevice): string {
  return `device:${deviceId}`
}
