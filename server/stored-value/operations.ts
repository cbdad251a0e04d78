import type { RequestLogEntry } from '../../src/contract/admin/request-log.ts'
import type { RequestId } from '../../src/contract/ids.ts'
import { type Reply, success } from '../../src/contract/refusals.ts'
import type {
  StoredValueAsked,
  StoredValueName,
  StoredValueParams,
  StoredValueResult,
} from './api.ts'
import type { ApiClient } from './api-clients.ts'
import { byAnyName } from './card-names.ts'
import { adjust, cashOut, changeStanding, credit, expire } from './care.ts'
import { proposalOperations, proposedOutcome } from './care-deciding.ts'
import { type Counter, callerKey, publicReply } from './counter.ts'
import { renewClaimLink } from './gift-cards.ts'
import { guarded } from './guarded.ts'
import { capture, hold, release } from './holding.ts'
import { activate, fund } from './loading.ts'
import { lookUp } from './lookup.ts'
import { merge } from './merging.ts'
import { changePinByApi } from './pin-changing.ts'
import { verifyPin } from './pin-verifying.ts'
import { readBalance, redeem } from './redeeming.ts'
import { replace } from './replacing.ts'
import { reviewCard } from './reviewing.ts'
import { withMagic } from './test-network.ts'
import { giveBack, undo } from './undoing.ts'

/** What each row of the API's table does, however cards are named. */
export type StoredValueOperations = {
  readonly [Name in StoredValueName]: (
    client: ApiClient,
    params: StoredValueAsked<Name>,
  ) => Promise<Reply<StoredValueResult<Name>>>
}

/** The same for cards that are named by their numbers. */
export type NumberedOperations = {
  readonly [Name in StoredValueName]: (
    client: ApiClient,
    params: StoredValueParams<Name>,
  ) => Promise<Reply<StoredValueResult<Name>>>
}

/** What each row of the API's table does. Key, scope and form were checked before. */
export function storedValueOperations(counter: Counter): StoredValueOperations {
  const operations: NumberedOperations = {
    'fund-and-activate': held(counter, activate),
    fund: held(counter, fund),
    balance: (client, params) => readBalance(counter, client, params),
    redeem: held(counter, redeem),
    void: held(counter, undo),
    refund: held(counter, giveBack),
    hold: held(counter, hold),
    capture: held(counter, capture),
    release: held(counter, release),
    'renew-claim-link': (client, params) => renewClaimLink(counter, client, params),
    'review-card': held(counter, reviewCard),
    'cash-out': held(counter, cashOut),
    adjust: held(counter, adjust),
    credit: held(counter, credit),
    block: held(counter, changeStanding('block')),
    unblock: held(counter, changeStanding('unblock')),
    expire: held(counter, expire),
    'change-status': held(counter, changeStanding('deactivate')),
    merge: held(counter, merge),
    replace: held(counter, replace),
    'create-pin': held(counter, changePinByApi('create')),
    'reset-pin': held(counter, changePinByApi('reset')),
    'verify-pin': (client, params) => verifyPin(counter, client, params),
    ...proposalOperations(counter),
    'lookup-card': (client, params) => lookUp(counter, client, params),
    'read-request-log': async ({ clientId, networkId }, filter) => {
      const page = await counter.requestLog.read({ networkId, ...filter, clientId })
      return success({ entries: page.entries.map(ownEntry), next: page.next })
    },
    'replay-request': async (client, { requestId }) => {
      const { reply } = await counter.desk.recorded(callerKey(client), requestId)
      const isRecorded = reply.ok || 'refusal' in reply
      const { clientId, networkId } = client
      const { entries } = await counter.requestLog.read({ networkId, clientId, requestId })
      const stored = isRecorded ? publicReply(client, reply) : null
      return success({ stored, entries: entries.map(ownEntry) })
    },
    'read-request': async (client, { requestId }) => {
      const { reply } = await counter.desk.enquire(callerKey(client), requestId)
      return (
        (await proposedOutcome(counter, client, requestId, reply)) ?? publicReply(client, reply)
      )
    },
    'void-request': (client, { requestId, voidRequestId, clerk }) =>
      held(counter, undo)(client, { requestId: voidRequestId, original: { requestId }, clerk }),
  }
  return byAnyName(counter.context, guarded(counter, withMagic(operations)))
}

/** The operation, with its id running from the door on. */
function held<Params extends { readonly requestId: RequestId }, Value>(
  counter: Counter,
  operate: (counter: Counter, client: ApiClient, params: Params) => Promise<Reply<Value>>,
) {
  return (client: ApiClient, params: Params) =>
    counter.desk.hold(callerKey(client), params.requestId, () => operate(counter, client, params))
}

/** Whose it was, the key knows. */
function ownEntry({
  clientId: _own,
  ...entry
}: RequestLogEntry & { readonly clientId: string }): RequestLogEntry {
  return entry
}
