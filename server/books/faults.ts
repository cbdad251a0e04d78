import { type Kysely, SqliteAdapter, sql } from 'kysely'
import type { CloseProblem } from '../../src/contract/admin/books.ts'
import type { CardId } from '../../src/contract/ids.ts'
import { currency, minor } from '../../src/contract/money.ts'
import { encodeOperationId } from '../ledger/operation-id.ts'
import type { Schema } from '../storage/index.ts'
import { FAULTS_NAMED_MAX } from './limits.ts'
import { type Groups, rowsIn } from './postings.ts'

/**
 * What is wrong with single postings of these commit groups: a balance that does not follow from the
 * one before, an amount other than what was answered, an account that is not the card's, a row that
 * is gone.
 */
export async function findFaults(
  reports: Kysely<Schema>,
  networkId: string,
  groups: Groups,
): Promise<readonly CloseProblem[]> {
  return [
    ...(await brokenBalances(reports, networkId, groups)),
    ...(await otherAmounts(reports, networkId, groups)),
    ...(await otherCards(reports, networkId, groups)),
    ...(await missingRows(reports, groups)),
  ]
}

interface FaultRow {
  readonly id: number
  readonly time_ms: number
  readonly kind: string
  readonly currency: string | null
  readonly card_uid: string | null
  readonly expected: number
  readonly found: number
}

/**
 * Each operation on a card: the balance before, and what moved, make the balance after. What is found
 * by its number comes last in a CROSS JOIN, so that no planner goes through the whole journal for it.
 */
async function brokenBalances(
  reports: Kysely<Schema>,
  networkId: string,
  groups: Groups,
): Promise<readonly CloseProblem[]> {
  const { rows } = await sql<FaultRow>`
    WITH RECURSIVE mine AS MATERIALIZED (
      SELECT j.id, j.time_ms, j.kind, j.currency, j.card_id, j.card_previous_id, c.uid AS card_uid,
             j.balance_after_minor AS found,
             CASE WHEN j.credit_account = 'card:' || j.card_id THEN j.amount_minor
                  WHEN j.debit_account = 'card:' || j.card_id THEN -j.amount_minor
                  ELSE 0 END AS moved,
             LAG(j.balance_after_minor) OVER (PARTITION BY j.card_id ORDER BY g.id, j.id) AS prior,
             LAG(j.id) OVER (PARTITION BY j.card_id ORDER BY g.id, j.id) AS prior_id
        FROM ${await rowsIn(reports, groups, networkId)} AND j.card_id IS NOT NULL
           -- As an expression: for a plain condition an index of the whole journal would be made.
           AND CASE WHEN j.outcome = 'posted' THEN 1 ELSE 0 END = 1
    ),
    back (id, at_id) AS (
      SELECT id, card_previous_id FROM mine WHERE prior_id IS NULL AND card_previous_id IS NOT NULL
      UNION ALL
      SELECT back.id, step.card_previous_id FROM back JOIN journal step ON step.id = back.at_id
       WHERE step.outcome <> 'posted' AND step.card_previous_id IS NOT NULL
    ),
    opening AS MATERIALIZED (
      SELECT back.id, step.balance_after_minor AS prior
        FROM back CROSS JOIN journal step WHERE step.id = back.at_id AND step.outcome = 'posted'
    )
    SELECT mine.id, mine.time_ms, mine.kind, mine.currency, mine.card_uid, mine.found,
           COALESCE(mine.prior, opening.prior, 0) + mine.moved AS expected
      FROM mine LEFT JOIN opening ON opening.id = mine.id
     WHERE mine.found IS NULL OR mine.found <> COALESCE(mine.prior, opening.prior, 0) + mine.moved
     ORDER BY mine.id LIMIT ${FAULTS_NAMED_MAX}
  `.execute(reports)
  return rows.map((row) => problemOf('balance_after', row))
}

/** What was posted is what the answer said. */
async function otherAmounts(
  reports: Kysely<Schema>,
  networkId: string,
  groups: Groups,
): Promise<readonly CloseProblem[]> {
  const isSqlite = reports.getExecutor().adapter instanceof SqliteAdapter
  const applied = isSqlite
    ? sql<number>`json_extract(j.answer, '$[2]')`
    : sql<number>`((j.answer)::jsonb ->> 2)::bigint`
  const { rows } = await sql<FaultRow>`
    SELECT j.id, j.time_ms, j.kind, j.currency, c.uid AS card_uid,
           ${applied} AS expected, j.amount_minor AS found
      FROM ${await rowsIn(reports, groups, networkId)} AND j.amount_minor IS NOT NULL
       AND ${applied} <> j.amount_minor
     ORDER BY j.id LIMIT ${FAULTS_NAMED_MAX}
  `.execute(reports)
  return rows.map((row) => problemOf('amount', row))
}

/** Value moves on the card that the operation is about, and on no other. */
async function otherCards(
  reports: Kysely<Schema>,
  networkId: string,
  groups: Groups,
): Promise<readonly CloseProblem[]> {
  const other = (account: string) => sql<boolean>`(${sql.ref(account)} LIKE 'card:%'
    AND (j.card_id IS NULL OR ${sql.ref(account)} <> 'card:' || j.card_id))`
  const { rows } = await sql<FaultRow>`
    SELECT j.id, j.time_ms, j.kind, j.currency, c.uid AS card_uid,
           0 AS expected, j.amount_minor AS found
      FROM ${await rowsIn(reports, groups, networkId)} AND j.amount_minor IS NOT NULL
       AND (${other('j.debit_account')} OR ${other('j.credit_account')})
     ORDER BY j.id LIMIT ${FAULTS_NAMED_MAX}
  `.execute(reports)
  return rows.map((row) => problemOf('wrong_card', row))
}

/** A commit group has all rows from its first to its last. */
async function missingRows(
  reports: Kysely<Schema>,
  { firstGroup, lastGroup }: Groups,
): Promise<readonly CloseProblem[]> {
  const { rows } = await sql<FaultRow>`
    SELECT * FROM (
      SELECT g.id, g.time_ms, 'group' AS kind, NULL AS currency, NULL AS card_uid,
             g.last_journal_id - g.first_journal_id + 1 AS expected,
             -- By itself for each group: a join would compare every row of the journal with every group.
             (SELECT COUNT(*) FROM journal j
               WHERE j.id >= g.first_journal_id AND j.id <= g.last_journal_id) AS found
        FROM commit_group g WHERE g.id >= ${firstGroup} AND g.id <= ${lastGroup}) AS counted
     WHERE counted.found <> counted.expected
     ORDER BY counted.id LIMIT ${FAULTS_NAMED_MAX}
  `.execute(reports)
  return rows.map((row) => ({
    ...problemOf('missing_rows', row),
    ...{ operationId: null, account: `commit group ${row.id}`, kind: null },
  }))
}

/** Cards whose balance is not what their last operation left. */
export async function otherBalances(
  reports: Kysely<Schema>,
  networkId: string,
): Promise<readonly CloseProblem[]> {
  const { rows } = await sql<FaultRow>`
    WITH RECURSIVE back (card_id, at_id) AS (
      SELECT c.id, c.last_journal_id FROM card c JOIN program p ON p.id = c.program_id
       WHERE p.network_id = ${networkId}
      UNION ALL
      SELECT back.card_id, step.card_previous_id FROM back JOIN journal step ON step.id = back.at_id
       WHERE step.outcome <> 'posted'
    ),
    newest AS MATERIALIZED (
      SELECT back.card_id, step.id, step.time_ms, step.kind, step.balance_after_minor AS expected
        FROM back CROSS JOIN journal step WHERE step.id = back.at_id AND step.outcome = 'posted'
    )
    SELECT COALESCE(newest.id, 0) AS id, COALESCE(newest.time_ms, 0) AS time_ms, newest.kind, c.currency,
           c.uid AS card_uid, COALESCE(newest.expected, 0) AS expected, c.balance_minor AS found
      FROM card c JOIN program p ON p.id = c.program_id LEFT JOIN newest ON newest.card_id = c.id
     WHERE p.network_id = ${networkId} AND c.balance_minor <> COALESCE(newest.expected, 0)
     ORDER BY c.id LIMIT ${FAULTS_NAMED_MAX}
  `.execute(reports)
  return rows.map((row) => problemOf('card_balance', row))
}

function problemOf(what: CloseProblem['what'], row: FaultRow): CloseProblem {
  return {
    what,
    operationId: row.id > 0 ? encodeOperationId(row.time_ms, row.id) : null,
    kind: row.kind,
    cardId: row.card_uid as CardId | null,
    account: null,
    currency: row.currency === null ? null : currency(row.currency),
    expectedMinor: minor(row.expected),
    foundMinor: minor(row.found ?? 0),
  }
}
