import { type Kysely, SqliteAdapter, sql } from 'kysely'
import type { CardId, RequestId } from '../../src/contract/ids.ts'
import { type Minor, minor } from '../../src/contract/money.ts'
import type { CardForm, CardState } from '../../src/contract/operations.ts'
import type { ImportNote } from '../ledger/decision.ts'
import { decodeAnswer, noteIn } from '../ledger/stored-answer.ts'
import type { Schema } from '../storage/index.ts'
import type { ClosedDay } from './closed-days.ts'
import { CARDS_AT_ONCE } from './limits.ts'

type Read = Kysely<Schema>

/** A card as it stood at the end of a closed day. Times in ms since 1970 UTC. */
export interface CardThen {
  readonly number: number
  readonly cardId: CardId
  readonly lastFour: string
  readonly form: CardForm
  readonly programId: string
  readonly currency: string
  readonly state: CardState | null
  readonly balanceMinor: Minor
  /** The last operation of whatever kind. */
  readonly lastAtMs: number
  /** The last one by which somebody used, loaded or moved it: where dormancy counts from. */
  readonly lastUseAtMs: number
  /** When it was activated; when it was made, for one that is not active any more. */
  readonly sinceMs: number
}

/** Operations that are no sign of the holder. */
const NOT_BY_HOLDERS = ['expire', 'extend', 'block', 'unblock', 'deactivate', 'adjust', 'approve']

/**
 * The cards of a network that had been used by the end of a closed day, in the order of their
 * numbers, as they then stood: read back from each card's newest operation, so that the same day
 * gives the same cards whenever it is asked for.
 */
export async function* cardsAsOf(
  read: Read,
  networkId: string,
  day: ClosedDay,
): AsyncGenerator<readonly CardThen[]> {
  const isLater = await laterThan(read, day)
  for (let after = 0; ; ) {
    const page = await pageOf(read, networkId, after, isLater)
    const found = page.flatMap((row) => cardThen(row) ?? [])
    if (found.length > 0) yield found
    const last = page.at(-1)
    if (last === undefined || page.length < CARDS_AT_ONCE) return
    after = last.id
  }
}

/** A condition on a journal id: that its operation is of after the closed day. */
async function laterThan(read: Read, { last_group: lastGroup }: ClosedDay) {
  if (!(read.getExecutor().adapter instanceof SqliteAdapter))
    return (
      id: string,
    ) => sql`(SELECT g.id FROM commit_group g WHERE g.first_journal_id <= ${sql.ref(id)}
      ORDER BY g.first_journal_id DESC LIMIT 1) > ${lastGroup}`
  // With one writer, ids of the journal follow the order of commits.
  const group = await read
    .selectFrom('commit_group')
    .where('id', '=', lastGroup)
    .select('last_journal_id')
    .executeTakeFirst()
  return (id: string) => sql`${sql.ref(id)} > ${group?.last_journal_id ?? 0}`
}

interface Row {
  readonly id: number
  readonly uid: string
  readonly last_four: string
  readonly form: CardForm
  readonly program_id: string
  readonly currency: string
  readonly since_ms: number
  readonly journal_id: number | null
  readonly time_ms: number | null
  readonly request_id: string | null
  readonly answer: string | null
  readonly balance_minor: number | null
  readonly use_time_ms: number | null
  readonly use_kind: string | null
  readonly use_answer: string | null
}

async function pageOf(
  read: Read,
  networkId: string,
  after: number,
  isLater: Awaited<ReturnType<typeof laterThan>>,
): Promise<readonly Row[]> {
  const byHolder = sql`used.kind NOT IN (${sql.join(NOT_BY_HOLDERS)})`
  const { rows } = await sql<Row>`
    WITH RECURSIVE page AS MATERIALIZED (
      SELECT c.id, c.uid, c.last_four, c.form, c.program_id, c.currency, c.last_journal_id,
             COALESCE(c.activated_at_ms, c.created_at_ms) AS since_ms
        FROM card c JOIN program p ON p.id = c.program_id
       WHERE p.network_id = ${networkId} AND c.id > ${after} AND c.last_journal_id IS NOT NULL
       ORDER BY c.id LIMIT ${CARDS_AT_ONCE}
    ),
    back (card_id, at_id) AS (
      SELECT id, last_journal_id FROM page
      UNION ALL
      SELECT back.card_id, step.card_previous_id FROM back JOIN journal step ON step.id = back.at_id
       WHERE step.card_previous_id IS NOT NULL
         AND (step.outcome <> 'posted' OR ${isLater('step.id')})
    ),
    found AS MATERIALIZED (
      SELECT back.card_id, step.id, step.time_ms, step.request_id, step.answer,
             step.balance_after_minor
        FROM back CROSS JOIN journal step
       WHERE step.id = back.at_id AND step.outcome = 'posted' AND NOT (${isLater('step.id')})
    ),
    use_back (card_id, at_id) AS (
      SELECT card_id, id FROM found
      UNION ALL
      SELECT use_back.card_id, used.card_previous_id
        FROM use_back JOIN journal used ON used.id = use_back.at_id
       WHERE used.card_previous_id IS NOT NULL AND NOT (used.outcome = 'posted' AND ${byHolder})
    ),
    uses AS MATERIALIZED (
      SELECT use_back.card_id, used.time_ms, used.kind,
             CASE WHEN used.kind = 'import' THEN used.answer END AS answer
        FROM use_back CROSS JOIN journal used
       WHERE used.id = use_back.at_id AND used.outcome = 'posted' AND ${byHolder}
    )
    SELECT page.id, page.uid, page.last_four, page.form, page.program_id, page.currency,
           page.since_ms, found.id AS journal_id, found.time_ms, found.request_id, found.answer,
           found.balance_after_minor AS balance_minor, uses.time_ms AS use_time_ms,
           uses.kind AS use_kind, uses.answer AS use_answer
      FROM page LEFT JOIN found ON found.card_id = page.id
      LEFT JOIN uses ON uses.card_id = page.id
     ORDER BY page.id
  `.execute(read)
  return rows
}

/** Undefined for a card that had no operation yet. */
function cardThen(row: Row): CardThen | undefined {
  const { journal_id: journalId, time_ms: timeMs, answer } = row
  if (journalId === null || timeMs === null || answer === null) return undefined
  const requestId = (row.request_id ?? '') as RequestId
  const reply = decodeAnswer(answer, { journalId, timeMs, requestId })
  return {
    ...{ number: row.id, cardId: row.uid as CardId, lastFour: row.last_four, form: row.form },
    ...{ programId: row.program_id, currency: row.currency },
    state: reply.ok ? reply.value.cardState : null,
    balanceMinor: minor(row.balance_minor ?? 0),
    ...{ lastAtMs: timeMs, lastUseAtMs: lastUse(row, timeMs), sinceMs: row.since_ms },
  }
}

/** An imported card was last used where it came from. */
function lastUse(row: Row, otherwiseMs: number): number {
  const note = row.use_answer === null ? undefined : noteIn(row.use_answer)
  if (note && 'issuedAtMs' in note) {
    const { issuedAtMs, lastUsedAtMs } = note as ImportNote
    return lastUsedAtMs ?? issuedAtMs
  }
  return row.use_time_ms ?? otherwiseMs
}
