import { expectSame } from './difference.ts'
import type { ProvenRow } from './journal-row.ts'
import { ask, askEach, type EngineKind, type Proof } from './reader.ts'

/** Each request was done once, and is on record as the operation that it became. */
export function* proveIdempotency(engine: EngineKind): Proof<void> {
  const [twice] = yield* ask<[string, number]>(
    `SELECT request_id, count(*) FROM journal
      WHERE line = 0 GROUP BY request_id, caller HAVING count(*) > 1 LIMIT 1`,
  )
  expectSame('idempotency', `request ${twice?.[0] ?? ''}`, 1, Number(twice?.[1] ?? 1))
  if (engine === 'postgres') yield* proveRequestTable()
}

/** The same of these operations alone: each is the only one on record for its request. */
export function* proveRequests(engine: EngineKind, rows: readonly ProvenRow[]): Proof<void> {
  const operations = rows.filter(({ row }) => row.line === 0)
  const table = engine === 'sqlite' ? 'id FROM journal WHERE line = 0 AND' : REQUEST_TABLE
  const found = yield* askEach<[string, string, number]>(
    `SELECT caller, request_id, ${table} request_id IN (?)`,
    [...new Set(operations.map(({ row }) => row.request_id))],
  )
  const recorded = Map.groupBy(found, ([caller, requestId]) => JSON.stringify([caller, requestId]))
  for (const { row, groupId } of operations) {
    const own = recorded.get(JSON.stringify([row.caller, row.request_id])) ?? []
    const where = `request ${row.request_id}`
    if (own.length > 1) expectSame('idempotency', where, 1, own.length, { group: groupId })
    expectSame('idempotency', `operation of ${where}`, row.id, own[0]?.[2], { group: groupId })
  }
}

const REQUEST_TABLE = 'journal_id FROM request WHERE'

/** The table of requests beside a journal in parts: one row for each operation, and no other. */
function* proveRequestTable(): Proof<void> {
  const [lost] = yield* ask<[number, string, number | null]>(
    `SELECT j.id, j.request_id, r.journal_id FROM journal j
       LEFT JOIN request r ON r.caller = j.caller AND r.request_id = j.request_id
      WHERE j.line = 0 AND (r.journal_id IS NULL OR r.journal_id <> j.id) ORDER BY j.id LIMIT 1`,
  )
  if (lost) {
    const [journalId, requestId, found] = lost
    expectSame('idempotency', `operation of request ${requestId}`, journalId, found, { journalId })
  }
  const [extra] = yield* ask<[string, number]>(
    `SELECT r.request_id, r.journal_id FROM request r
       LEFT JOIN journal j ON j.id = r.journal_id AND j.line = 0
        AND j.caller = r.caller AND j.request_id = r.request_id
      WHERE j.id IS NULL LIMIT 1`,
  )
  if (extra) expectSame('idempotency', `operation of request ${extra[0]}`, null, extra[1])
}
