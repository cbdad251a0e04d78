import type { NewPin } from '../../src/contract/pins.ts'
import { failed, type Reply, refused, success } from '../../src/contract/refusals.ts'
import {
  cardById,
  findPinChange,
  giveNewPin,
  type KnownCard,
  PIN_CHANGE_TRIES_MAX,
  type PinOrder,
  type Pins,
  pinChangeWaitMs,
  replayedPin,
} from '../cards/index.ts'
import { endShowing } from '../claims/index.ts'
import type { ServerContext } from '../context.ts'
import { usableCheck } from '../ledger/checks.ts'
import type { StoredValueParams } from './api.ts'
import type { ApiClient } from './api-clients.ts'
import { cardOf, careContent, nameCard } from './care.ts'
import { contentHash } from './content-hash.ts'
import { type Counter, callerKey, publicReply } from './counter.ts'
import { isRecorded, type LedgerDesk } from './ledger-desk.ts'

/** What it takes to give cards other PINs. */
export interface PinChanging {
  readonly context: ServerContext
  readonly pins: Pins
  readonly desk: LedgerDesk
}

/**
 * Gives a card its first PIN, or another one, at most once for an id. `find` is asked anew whenever
 * somebody else was faster.
 */
export async function changePin(
  { context, pins, desk }: PinChanging,
  order: PinOrder,
  find: () => Promise<KnownCard | undefined>,
): Promise<Reply<NewPin>> {
  const { caller, requestId } = order
  if (await isRecorded(desk, caller, requestId)) return refused('REQUEST_ID_REUSED')
  for (let tries = 0; tries < PIN_CHANGE_TRIES_MAX; tries += 1) {
    const earlier = await replay(context, order)
    if (earlier) return earlier
    const card = await find()
    if (card === undefined) return refused('CARD_NOT_FOUND_OR_PIN_INVALID')
    const refusal = await whyNot(context, card, order.kind)
    if (refusal) return refusal
    const ended = endShowing(context, card.cardId)
    const given = await giveNewPin(context, pins, card, order, [ended])
    if (given) return success(given)
  }
  return refused('CARD_STATE_CONFLICT')
}

/** What this id was answered before; undefined when it is new. */
async function replay(context: ServerContext, order: PinOrder): Promise<Reply<NewPin> | undefined> {
  const row = await findPinChange(context, order)
  if (row === undefined) return undefined
  if (!Buffer.from(row.content_hash).equals(order.contentHash)) return refused('REQUEST_ID_REUSED')
  const card = await cardById(context.database, row.card_uid as KnownCard['cardId'])
  return card ? success(replayedPin(context, row, card)) : failed('INTERNAL')
}

async function whyNot(
  context: ServerContext,
  card: KnownCard,
  kind: PinOrder['kind'],
): Promise<Reply<never> | undefined> {
  const unusable = usableCheck(card, context.nowMs())
  if (unusable) return refused(unusable)
  const hasPin = card.pinHash !== null
  if (kind === 'create' && hasPin) return refused('CARD_STATE_CONFLICT', HAS_ONE)
  if (kind === 'reset' && !hasPin) return refused('CARD_STATE_CONFLICT', HAS_NONE)
  const waitMs = await pinChangeWaitMs(context, card.cardId)
  return waitMs > 0 ? failed('RATE_LIMITED', TOO_OFTEN, waitMs) : undefined
}

const HAS_ONE = 'This card has a PIN. Reset it, if its holder does not know it any more.'
const HAS_NONE = 'This card has no PIN. Create one.'
const TOO_OFTEN =
  'This card was given new PINs too often today. Nothing was done; wait as long as retryAfterMs says.'

type ApiParams = StoredValueParams<'reset-pin'>

/** The same for a program of a shop. */
export function changePinByApi(kind: PinOrder['kind']) {
  return async (counter: Counter, client: ApiClient, params: ApiParams): Promise<Reply<NewPin>> => {
    const { requestId, reason, clerk = null, unlock = false } = params
    if (unlock && !client.scopes.includes('unlock-pin')) return failed('NOT_PERMITTED', NO_UNLOCK)
    const named = await nameCard(counter, params)
    if (!named.ok) return named
    const order: PinOrder = {
      ...{ kind, caller: callerKey(client), requestId, reason, clerk, unlock, ip: null },
      contentHash: contentHash(`${kind}-pin`, careContent(counter, { ...params })),
    }
    return publicReply(
      client,
      await changePin(counter, order, () => cardOf(counter, client, params)),
    )
  }
}

const NO_UNLOCK = 'This key lacks the scope "unlock-pin". Ask the operator for it.'
