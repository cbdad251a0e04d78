import type { RequestId } from '../../src/contract/ids.ts'
import type { Minor } from '../../src/contract/money.ts'
import { type RefusalCode, type Reply, refusal, refused } from '../../src/contract/refusals.ts'
import { createPins, numberRefusal } from '../cards/index.ts'
import type { ServerContext } from '../context.ts'
import { createRequestLog, type RequestLog } from '../developer/index.ts'
import type { Guards } from '../guards/index.ts'
import { amountCheck } from '../ledger/checks.ts'
import type { Caller } from '../ledger/request.ts'
import type { ApiClient } from './api-clients.ts'
import { apiDesk } from './api-desk.ts'
import type { Asker, Asking, GivenCard } from './asked-card.ts'
import { createDeliveries, type Deliveries } from './deliveries.ts'
import { createLedgerDesk, isRecorded, type LedgerDesk } from './ledger-desk.ts'
import { withoutFunds } from './refusal-funds.ts'

/** What the operations of the API share. */
export interface Counter extends Asking {
  readonly desk: LedgerDesk
  readonly deliveries: Deliveries
  readonly requestLog: RequestLog
  /** How the outside reaches this server, for links. */
  readonly publicUrl: () => string
}

/** How a door differs from the usual. */
export interface DoorSettings {
  /** How long a caller waits at most. */
  readonly deadlineMs?: number | undefined
  readonly publicUrl?: (() => string) | undefined
}

/** What a door to the operations of the API needs; several doors may stand beside each other. */
export function createCounter(
  context: ServerContext,
  guards: Guards,
  { deadlineMs, publicUrl }: DoorSettings = {},
): Counter {
  return {
    context,
    pins: createPins(context.keys.pinPepper, context.slowHash),
    guards,
    desk: apiDesk(createLedgerDesk(context, deadlineMs, guards.velocity)),
    deliveries: createDeliveries(),
    requestLog: createRequestLog(context),
    publicUrl: publicUrl ?? (() => context.config.publicUrl ?? ''),
  }
}

/** The client as the ledger knows it. */
export function callerOf(client: ApiClient, clerk: string | undefined): Caller {
  return {
    key: callerKey(client),
    locationId: client.locationId,
    networkId: client.networkId,
    channel: client.kind,
    clerk: clerk ?? null,
  }
}

/** The client as the finding of a card knows it. */
export function askerOf(client: ApiClient): Asker {
  return { by: callerKey(client), hidesUnsold: client.kind === 'webstore' }
}

/** Request ids are unique within this. */
export function callerKey(client: Pick<ApiClient, 'clientId'>): string {
  return `client:${client.clientId}`
}

/**
 * A number that is not even looked up (a bank's, a proxy's, or with a wrong check digit) is refused before
 * anything of it is kept, after the refusals that come before it in the table.
 */
export async function refuseNumber(
  { context, desk }: Counter,
  client: ApiClient,
  asked: {
    readonly requestId: RequestId
    readonly card: GivenCard
    readonly amountMinor: Minor
  },
  purpose: 'using' | 'taking back' = 'using',
): Promise<Reply<never> | undefined> {
  const ofNumber = await numberRefusal(context.database, asked.card.number)
  if (ofNumber === 'PROXY_NUMBER_REFUSED' && purpose === 'taking back') return undefined
  if (ofNumber === undefined) return undefined
  // Whatever is on record under this id had another number: such a one is never recorded.
  const isOnRecord = await isRecorded(desk, callerKey(client), asked.requestId)
  return refused(isOnRecord ? 'REQUEST_ID_REUSED' : (amountCheck(asked.amountMinor) ?? ofNumber))
}

/**
 * A web shop is a public channel: that a number exists but is not sold yet is not told there, as
 * it would show which numbers are worth waiting for.
 */
export function publicCode(client: ApiClient, code: RefusalCode): RefusalCode {
  const isHidden = client.kind === 'webstore' && code === 'CARD_NOT_ACTIVE'
  return isHidden ? 'CARD_NOT_FOUND_OR_PIN_INVALID' : code
}

/** The same for a whole reply; what is on a card is told to keys that may ask for it. */
export function publicReply<Value>(client: ApiClient, reply: Reply<Value>): Reply<Value> {
  if (reply.ok || !('refusal' in reply)) return reply
  const code = publicCode(client, reply.refusal.code)
  if (code === reply.refusal.code)
    return client.scopes.includes('balance') ? reply : withoutFunds(reply)
  const { replayed } = reply.refusal
  return { ok: false, refusal: { ...refusal(code), ...(replayed && { replayed }) } }
}
