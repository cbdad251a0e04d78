import type { OperationName } from './operations.ts'

/**
 * Where the client keeps what it is about to send. A shop that has a database gives a table: every
 * promise resolves only when the change would survive the end of the machine's power.
 */
export interface RequestStore {
  /** Inserts the request, or replaces what was kept under its id. */
  readonly keep: (request: KeptRequest) => Promise<void>
  readonly find: (requestId: string) => Promise<KeptRequest | undefined>
  /** Its outcome is known and told. An id that is not kept is no error. */
  readonly forget: (requestId: string) => Promise<void>
  /** All that is kept, the oldest first. */
  readonly all: () => Promise<readonly KeptRequest[]>
}

/** What is kept of one request: nothing of it can be read without the key. */
export interface KeptRequest {
  readonly requestId: string
  readonly operation: OperationName
  /**
   * `sent`: from before the first send until its outcome is known. `voiding`: given up, and its
   * void is on its way. `voided`: undone for ever; kept so that this id is never taken for done.
   */
  readonly phase: 'sent' | 'voiding' | 'voided'
  /** What becomes of it when no answer comes. */
  readonly ifUnknown: IfUnknown
  /** The body, sealed, in base64; null once it is not needed any more. */
  readonly sealedBody: string | null
}

/**
 * `retry`: it is meant whatever happens, and sent until there is an answer. `void`: whoever asked
 * does not wait; it is undone, whether or not it arrived.
 */
export type IfUnknown = 'retry' | 'void'
