import { ERRORS, type ErrorCode, type Reply, replyError } from '../../src/contract/refusals.ts'
import type { ApiClient, Counter, StoredValueOperations } from '../stored-value/index.ts'
import type { Answered } from './replies.ts'

/** One operation of the JSON API that a document came to. */
interface Call {
  readonly asked: unknown
  readonly answered: Reply<unknown>
}

/** The operations of the JSON API, which tell what they were asked and answered. */
export function heardOperations(
  operations: StoredValueOperations,
  onCall: (call: Call) => void,
): StoredValueOperations {
  type Run = (client: ApiClient, params: unknown) => Promise<Reply<unknown>>
  const heard = Object.entries(operations).map(([name, run]) => {
    const operate: Run = async (client, params) => {
      const answered = await (run as Run)(client, params)
      onCall({ asked: params, answered })
      return answered
    }
    return [name, operate]
  })
  return Object.fromEntries(heard) as StoredValueOperations
}

/** What is kept of one document, in the log of the key that sent it. */
export interface LoggedDocument {
  /** As the address names it: `redeem.xml`. */
  readonly operation: string
  readonly calls: readonly Call[]
  readonly answered: Answered
  readonly tookMs: number
}

/** Keeps what a key asked: as the JSON API would have been asked, which knows what is secret in it. */
export function logDocument(
  { requestLog, context }: Counter,
  client: ApiClient,
  { operation, calls, answered, tookMs }: LoggedDocument,
): void {
  const atMs = context.nowMs()
  for (const call of calls) requestLog.add(client, { atMs, operation, tookMs, ...call })
  if (calls.length > 0) return
  const { outcome } = answered.reply
  const code: ErrorCode = outcome in ERRORS ? (outcome as ErrorCode) : 'REQUEST_MALFORMED'
  const failure: Reply<never> = { ok: false, error: replyError(code) }
  requestLog.add(client, { atMs, operation, tookMs, asked: null, answered: failure })
}
