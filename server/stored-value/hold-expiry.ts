import { sql } from 'kysely'
import type { RequestId } from '../../src/contract/ids.ts'
import type { ServerContext } from '../context.ts'
import { encodeOperationId } from '../ledger/operation-id.ts'
import type { Caller, ReleaseRequest } from '../ledger/request.ts'
import { noteIn } from '../ledger/stored-answer.ts'
import { contentHash } from './content-hash.ts'
import { HOLD_LOOK_EVERY_MS, HOLD_LOOK_OVERLAP_MS, HOLDS_AT_ONCE } from './limits.ts'

type Parts = Pick<ServerContext, 'database' | 'log' | 'nowMs'>

/** The server itself, which ends what is over. */
const CALLER: Caller = {
  key: 'system:holds',
  locationId: null,
  channel: 'admin',
  clerk: null,
  wholeNetwork: true,
}

/**
 * Releases holds when their time is over, soon after it: a hold ends whether or not somebody comes
 * back to it. Each release has an id that follows from the hold and the minute, so that of several
 * servers one does it; and one that came too early for the ledger is asked anew.
 */
export function startHoldExpiry(context: Parts): { readonly close: () => Promise<void> } {
  let fromMs = 0
  let running: Promise<void> | undefined
  const look = () => {
    if (running || context.database.trouble() !== null) return
    running = releaseOver(context, fromMs)
      .then((oldestMs) => {
        fromMs = oldestMs - HOLD_LOOK_OVERLAP_MS
      })
      .catch((error: unknown) => {
        context.log.warn({ err: error }, 'holds that are over could not be released')
      })
      .finally(() => {
        running = undefined
      })
  }
  const timer = setInterval(look, HOLD_LOOK_EVERY_MS)
  timer.unref()
  return {
    close: async () => {
      clearInterval(timer)
      await running
    },
  }
}

/**
 * Releases what is over among the holds since this time, the oldest first. Gives the time of the
 * oldest that is left open, or of now when none is.
 */
async function releaseOver({ database, nowMs }: Parts, fromMs: number): Promise<number> {
  const atMs = nowMs()
  let [oldestMs, left] = [atMs, HOLDS_AT_ONCE]
  for (const { id, time_ms: timeMs, answer } of await openHolds(database, fromMs)) {
    const note = noteIn(answer)
    const isOver = note && 'expiresAtMs' in note && (note.expiresAtMs ?? 0) <= atMs
    if (isOver && left > 0) {
      left -= 1
      const { reply } = await database.ledger.execute(releaseOf(timeMs, id, atMs))
      if (reply.ok) continue
    }
    oldestMs = Math.min(oldestMs, timeMs)
  }
  return oldestMs
}

async function openHolds(
  database: Parts['database'],
  fromMs: number,
): Promise<readonly { readonly id: number; readonly time_ms: number; readonly answer: string }[]> {
  return (
    database.read
      .selectFrom('journal')
      .leftJoin('reversal', 'reversal.journal_id', 'journal.id')
      .select(['journal.id', 'journal.time_ms', 'journal.answer'])
      // In the words of the index, which has holds alone.
      .where('journal.kind', '=', sql.lit('hold'))
      .where('journal.outcome', '=', 'posted')
      .where('journal.time_ms', '>=', fromMs)
      .where('reversal.journal_id', 'is', null)
      .orderBy('journal.time_ms')
      .execute()
  )
}

function releaseOf(timeMs: number, journalId: number, atMs: number): ReleaseRequest {
  const operationId = encodeOperationId(timeMs, journalId)
  return {
    kind: 'release',
    caller: CALLER,
    requestId: `hold-over-${operationId}-${Math.floor(atMs / MINUTE_MS)}` as RequestId,
    contentHash: contentHash('release', { original: { operationId } }),
    original: { by: 'operation', operationId },
    whenOver: true,
  }
}

const MINUTE_MS = 60_000
