import { sql } from 'kysely'
import type { PosProblem } from '../../src/contract/admin/pos.ts'
import type { ServerContext } from '../context.ts'
import type { WriteQuery } from '../storage/database.ts'

type Parts = Pick<ServerContext, 'database' | 'nowMs'>

/** What a callback was, as it is counted. */
export type CallbackCount = 'callbacks' | 'repeated' | 'unknown'

/** Counts a callback whose signature was right, and forgets what was wrong with callbacks. */
export function countCallback(
  { database, nowMs }: Parts,
  connectionId: string,
  what: CallbackCount,
  problem: PosProblem | undefined,
  entries: number,
): WriteQuery {
  const nowAt = nowMs()
  const one = sql<number>`${sql.ref(what)} + 1`
  const query = database.read
    .updateTable('pos_health')
    .set({
      [what]: one,
      last_callback_at_ms: nowAt,
      verification_code: null,
      ...(entries > 0 && { last_payment_at_ms: nowAt }),
      ...(problem !== undefined && { problem, problem_at_ms: nowAt }),
    })
    .where('connection_id', '=', connectionId)
    .compile()
  return { query }
}

/** Callbacks with a wrong signature, by connection: nothing of them is stored, not even a count. */
export interface RefusedCallbacks {
  readonly refused: (connectionId: string) => void
  readonly accepted: (connectionId: string) => void
  readonly of: (connectionId: string) => {
    readonly count: number
    readonly lastAtMs: number | null
  }
}

/** Since the server started; `lastAtMs` is null again after a good one. */
export function createRefused(nowMs: () => number): RefusedCallbacks {
  const refused = new Map<string, { count: number; lastAtMs: number | null }>()
  return {
    refused: (connectionId) => {
      const count = (refused.get(connectionId)?.count ?? 0) + 1
      refused.set(connectionId, { count, lastAtMs: nowMs() })
    },
    accepted: (connectionId) => {
      const before = refused.get(connectionId)
      if (before) refused.set(connectionId, { ...before, lastAtMs: null })
    },
    of: (connectionId) => refused.get(connectionId) ?? { count: 0, lastAtMs: null },
  }
}
