import type { Reply } from '../../src/contract/refusals.ts'
import type { StoredValueName, StoredValueParams, StoredValueResult } from './api.ts'
import type { ApiClient } from './api-clients.ts'
import { type Counter, callerKey, publicReply } from './counter.ts'
import { activate, fund } from './loading.ts'
import { readBalance, redeem } from './redeeming.ts'
import { giveBack, undo } from './undoing.ts'

export type StoredValueOperations = {
  readonly [Name in StoredValueName]: (
    client: ApiClient,
    params: StoredValueParams<Name>,
  ) => Promise<Reply<StoredValueResult<Name>>>
}

/** What each row of the API's table does. Key, scope and form were checked before. */
export function storedValueOperations(counter: Counter): StoredValueOperations {
  return {
    'fund-and-activate': (client, params) => activate(counter, client, params),
    fund: (client, params) => fund(counter, client, params),
    balance: (client, params) => readBalance(counter, client, params),
    redeem: (client, params) => redeem(counter, client, params),
    void: (client, params) => undo(counter, client, params),
    refund: (client, params) => giveBack(counter, client, params),
    'read-request': async (client, { requestId }) => {
      const { reply } = await counter.desk.enquire(callerKey(client), requestId)
      return publicReply(client, reply)
    },
    'void-request': (client, { requestId, voidRequestId, clerk }) =>
      undo(counter, client, { requestId: voidRequestId, original: { requestId }, clerk }),
  }
}
