import type { RequestId } from '../../src/contract/ids.ts'
import type { OperationAnswer } from '../../src/contract/operations.ts'
import type { Reply } from '../../src/contract/refusals.ts'
import type { ToldByApi } from '../../src/contract/told-by-api.ts'
import type { LedgerRequest, NewCard } from './request.ts'

/** What a commit group made true, for those who watch (live lists, stations with the card in hand). */
export interface CommittedOperation {
  readonly journalId: number
  readonly cardUid: string | null
  readonly locationId: string | null
}

/** A stored reply with what only its own caller may see. */
export interface LedgerReply {
  readonly reply: Reply<OperationAnswer>
  /** The sealed full answer of an activation, while its window is open; null otherwise. */
  readonly sealedAnswer: Uint8Array | null
  readonly aside?: RefusalAside
}

/** What only the API tells of a refusal: it stands beside and not inside, as most ask for it otherwise. */
export type RefusalAside = Pick<ToldByApi, 'replayed' | 'retryAfterMs'>

/** A reply from the record. Of what was done the answer itself says so; of a refusal it stands aside. */
export function fromRecord(
  reply: LedgerReply['reply'],
  sealedAnswer: LedgerReply['sealedAnswer'],
): LedgerReply {
  // Another request than the one on record: that is found out anew each time.
  const isStored = 'refusal' in reply && reply.refusal.code !== 'REQUEST_ID_REUSED'
  return { reply, sealedAnswer, ...(isStored && { aside: { replayed: true } }) }
}

/**
 * The ledger as the rest of the server sees it; one for each database. Every promise resolves only
 * after the commit is durable. The same history gives the same answers from every engine.
 */
export interface LedgerEngine {
  /**
   * Runs one operation, or answers from the record. Rejects only when the database failed, with an
   * error whose `outcome` is `not_done` (certain) or `unknown` (ask again with the same id).
   */
  readonly execute: (request: LedgerRequest) => Promise<LedgerReply>
  /**
   * The stored reply of an earlier request, as a replay; undefined when none was stored among all
   * that was asked before this.
   */
  readonly outcome: (callerKey: string, requestId: RequestId) => Promise<LedgerReply | undefined>
  /**
   * Adds printed cards, worth nothing: in stock, or planned when they are yet to be printed. All or
   * none; false when a number exists.
   */
  readonly stock: (cards: readonly NewCard[], as?: 'stock' | 'generate') => Promise<boolean>
  /** Calls back after each commit. Returns how to stop. */
  readonly onDidCommit: (
    listener: (operations: readonly CommittedOperation[]) => void,
  ) => () => void
}
