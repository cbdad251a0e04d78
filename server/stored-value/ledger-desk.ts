import type { RequestId } from '../../src/contract/ids.ts'
import { failed, refused } from '../../src/contract/refusals.ts'
import type { ServerContext } from '../context.ts'
import type { LedgerReply } from '../ledger/engine.ts'
import type { LedgerRequest } from '../ledger/request.ts'
import { StorageError } from '../storage/index.ts'
import { ANSWER_DEADLINE_MS } from './limits.ts'

/** The ledger as the doors ask it: always answered in time, never thrown at. */
export interface LedgerDesk {
  /**
   * Runs one operation. REQUEST_IN_PROGRESS while the same id is still running; TIMEOUT_UNKNOWN when
   * the deadline passes first, and the operation then shows up in {@link enquire} or never happened;
   * UNAVAILABLE when the database took nothing; INTERNAL when it failed and may have taken it.
   */
  readonly execute: (request: LedgerRequest) => Promise<LedgerReply>
  /**
   * The outcome of an earlier request: its stored reply, REQUEST_IN_PROGRESS while it runs, NOT_FOUND
   * when it never arrived; otherwise as {@link execute}.
   */
  readonly enquire: (callerKey: string, requestId: RequestId) => Promise<LedgerReply>
}

/** `deadlineMs` is how long a caller waits at most. */
export function createLedgerDesk(
  context: ServerContext,
  deadlineMs: number = ANSWER_DEADLINE_MS,
): LedgerDesk {
  const { ledger } = context.database
  const running = new Set<string>()

  return {
    execute: async (request) => {
      const id = idOf(request.caller.key, request.requestId)
      if (running.has(id)) return bare(refused('REQUEST_IN_PROGRESS'))
      running.add(id)
      const outcome = ledger
        .execute(request)
        .catch((error: unknown) => bare(failureOf(context, error)))
        .finally(() => running.delete(id))
      return within(deadlineMs, outcome)
    },
    enquire: (callerKey, requestId) => {
      if (running.has(idOf(callerKey, requestId))) {
        return Promise.resolve(bare(refused('REQUEST_IN_PROGRESS')))
      }
      const outcome = ledger
        .outcome(callerKey, requestId)
        .then((stored) => stored ?? bare(failed('NOT_FOUND', 'No such request ever arrived.')))
        .catch((error: unknown) => bare(failureOf(context, error)))
      return within(deadlineMs, outcome)
    },
  }
}

function failureOf(context: ServerContext, error: unknown): LedgerReply['reply'] {
  context.log.error({ err: error }, 'the ledger could not answer')
  const isCertain = error instanceof StorageError && error.outcome === 'not_done'
  return failed(isCertain ? 'UNAVAILABLE' : 'INTERNAL')
}

async function within(deadlineMs: number, outcome: Promise<LedgerReply>): Promise<LedgerReply> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<LedgerReply>((resolve) => {
    timer = setTimeout(() => resolve(bare(failed('TIMEOUT_UNKNOWN'))), deadlineMs)
  })
  try {
    return await Promise.race([outcome, late])
  } finally {
    clearTimeout(timer)
  }
}

function bare(reply: LedgerReply['reply']): LedgerReply {
  return { reply, sealedAnswer: null }
}

/** A caller's key holds no blank, so that no two pairs share a text. */
function idOf(callerKey: string, requestId: RequestId): string {
  return `${callerKey} ${requestId}`
}
