import { CARD_KEY_SUBJECT, CARD_PIN_SUBJECT } from './card-keys.ts'
import { textOf } from './card-table.ts'
import { type CheckpointBody, chainedHash, NO_HASH } from './checkpoint-body.ts'
import { expectSame } from './difference.ts'
import { ask, askEach, type EngineKind, type Proof, type Value } from './reader.ts'
import { RECORDED } from './recorded.ts'

const RECORDS_AT_ONCE = 500

/** What the record of changes says, after all of it was read. */
export interface ProvenRecords {
  /** Sealed answers that must still be there, with the time until when, in ms since 1970 UTC. */
  readonly sealed: ReadonlyMap<number, number>
}

/**
 * Reads the whole record of changes: it must be as each checkpoint signed it, and each table outside
 * the ledger must be as its record left it.
 */
export function* proveRecords(
  engine: EngineKind,
  checkpoints: readonly CheckpointBody[],
  nowMs: number,
): Proof<ProvenRecords> {
  const erasedUntilMs = Math.max(nowMs, yield* newestTime(engine))
  const latest = new Map<string, { readonly content: string; readonly recordId: number }>()
  const sealed = new Map<number, number>()
  yield* readChained('change_record', engine, checkpoints, (id, row) => {
    const [subject, key, content] = row
    if (subject === 'sealed_answer') {
      const untilMs = untilOf(content ?? null)
      if (untilMs > erasedUntilMs) sealed.set(Number(key), untilMs)
    } else if (subject === CARD_KEY_SUBJECT || subject === CARD_PIN_SUBJECT) return
    else if (content === null) latest.delete(`${subject} ${key}`)
    else latest.set(`${subject} ${key}`, { content: same(String(content)), recordId: id })
  })
  for (const [table, { key, columns }] of Object.entries(RECORDED)) {
    for (let last = ''; ; ) {
      const rows = yield* ask<Value[]>(
        `SELECT ${columns}, ${key} AS record_key FROM ${table} WHERE ${key} > ?
          ORDER BY ${key} LIMIT ${RECORDS_AT_ONCE}`,
        last,
      )
      for (const row of rows) {
        last = String(row.at(-1))
        const place = `${table} ${last}`
        expectSame('records', place, latest.get(place)?.content, textOf(row.slice(0, -1)))
        latest.delete(place)
      }
      if (rows.length < RECORDS_AT_ONCE) break
    }
  }
  const [lost] = latest
  if (lost) expectSame('records', lost[0], lost[1].content, null)
  return { sealed }
}

/**
 * The time of the ledger, by which servers erase: after a clock that was ahead it is later than now,
 * and what was erased by it is rightly gone.
 */
function* newestTime(engine: EngineKind): Proof<number> {
  const [row] = yield* ask<[number]>(
    engine === 'sqlite'
      ? 'SELECT time_ms FROM commit_group ORDER BY id DESC LIMIT 1'
      : 'SELECT time_ms FROM ledger_head',
  )
  return row?.[0] ?? 0
}

/** The audit must be as each checkpoint signed it. Gives how many rows it has. */
export function* proveAudit(
  engine: EngineKind,
  checkpoints: readonly CheckpointBody[],
): Proof<number> {
  let count = 0
  yield* readChained('audit', engine, checkpoints, () => {
    count += 1
  })
  return count
}

const COLUMNS = {
  change_record: 'id, subject, key, content',
  audit: 'id, time_ms, actor, action, subject, detail, ip',
} as const

/** Goes through a table that only grows, and compares its hash wherever a checkpoint has one. */
function* readChained(
  table: keyof typeof COLUMNS,
  engine: EngineKind,
  checkpoints: readonly CheckpointBody[],
  take: (id: number, row: readonly Value[]) => void,
): Proof<void> {
  const part = table === 'audit' ? 'audit' : 'changes'
  const waiting = checkpoints.filter((body) => body[part].id > 0).values()
  let next = waiting.next().value
  let [lastId, hash] = [0, NO_HASH]
  const compare = (nextId: number) => {
    for (; next && next[part].id < nextId; next = waiting.next().value) {
      const where = `${table} up to row ${next[part].id}, as checkpoint ${next.id} signed it`
      expectSame('records', where, next[part].hash, lastId === next[part].id ? hash : 'cut short', {
        group: next.groupId,
      })
    }
  }
  for (;;) {
    const rows = yield* readLinks(table, lastId, Number.MAX_SAFE_INTEGER)
    for (const { id, values } of rows) {
      compare(id)
      // Where several processes write, an id may be lost with its transaction.
      if (engine === 'sqlite') expectSame('records', `next row of ${table}`, lastId + 1, id)
      hash = chainedHash(hash, [id, ...(values as (string | number | null)[])])
      lastId = id
      take(id, values)
    }
    if (rows.length < RECORDS_AT_ONCE) break
  }
  compare(Number.POSITIVE_INFINITY)
}

function* readLinks(
  table: keyof typeof COLUMNS,
  after: number,
  last: number,
): Proof<{ readonly id: number; readonly values: readonly Value[] }[]> {
  const rows = yield* ask<[number, ...Value[]]>(
    `SELECT ${COLUMNS[table]} FROM ${table} WHERE id > ? AND id <= ?
      ORDER BY id LIMIT ${RECORDS_AT_ONCE}`,
    after,
    last,
  )
  return rows.map(([id, ...values]) => ({ id, values }))
}

/** Extends the hash over a table that only grows from the last checkpoint to its last row now. */
export function* chainOnward(
  table: keyof typeof COLUMNS,
  from: CheckpointBody['audit'],
): Proof<CheckpointBody['audit']> {
  const [top] = yield* ask<[number | null]>(`SELECT max(id) FROM ${table}`)
  const last = Number(top?.[0] ?? 0)
  let reach = from
  for (;;) {
    const rows = yield* readLinks(table, reach.id, last)
    for (const { id, values } of rows)
      reach = { id, hash: chainedHash(reach.hash, [id, ...(values as (string | number | null)[])]) }
    if (rows.length < RECORDS_AT_ONCE) return reach
  }
}

/** Until when each of these sealed answers was to be kept, in ms since 1970 UTC. */
export function* readSealedUntil(journalIds: readonly number[]): Proof<Map<number, number>> {
  const rows = yield* askEach<[string, string]>(
    `SELECT key, content FROM change_record WHERE subject = 'sealed_answer' AND key IN (?)`,
    journalIds.map(String),
  )
  return new Map(rows.map(([key, content]) => [Number(key), untilOf(content)]))
}

/** A record as one text, however its engine spaces it. */
function same(content: string): string {
  return JSON.stringify(parsed(content) ?? content)
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content)
  } catch {
    return undefined
  }
}

/** The time in the record of a sealed answer, in ms since 1970 UTC; NaN when there is none. */
function untilOf(content: Value): number {
  const values = parsed(String(content))
  return Array.isArray(values) ? Number(values[0]) : Number.NaN
}
