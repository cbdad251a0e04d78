import { type Kysely, type RawBuilder, sql } from 'kysely'
import { type Minor, minor } from '../../src/contract/money.ts'
import type { CardForm } from '../../src/contract/operations.ts'
import { readAccount } from '../ledger/accounts.ts'
import { type GroupRows, rowsOfGroups, type Schema } from '../storage/index.ts'

/** Commit groups, both included; none when the last is below the first. */
export interface Groups {
  readonly firstGroup: number
  readonly lastGroup: number
}

/**
 * An account as the books have it: all cards are one, and so are all payables; the network goes
 * without saying. `card`, `payable`, `clearing:cash`, `suspense`…
 */
export type AccountKey = string

/** What was posted alike: one row a program, form, currency, kind, channel and pair of accounts. */
export interface Posting {
  /** Of the card; null where no card moved. */
  readonly programId: string | null
  /** Of the card; null where no card moved. */
  readonly form: CardForm | null
  readonly currency: string
  /** As the ledger names it; a void with what it undid, as `void redeem`. */
  readonly kind: string
  readonly channel: string
  readonly debit: AccountKey
  readonly credit: AccountKey
  readonly count: number
  readonly amountMinor: Minor
}

/**
 * Rows of the journal in these groups, as `j`, with the group, card, program and location of each, for
 * whoever goes through all of them.
 */
export async function rowsIn(
  reports: Kysely<Schema>,
  { firstGroup, lastGroup }: Groups,
  networkId: string,
): Promise<RawBuilder<unknown>> {
  return ofNetwork(await rowsOfGroups(reports, firstGroup, lastGroup), networkId)
}

/** The same in the order of the groups, for whoever takes some at a time: groups come one by one. */
export function rowsByGroup({ firstGroup, lastGroup }: Groups, networkId: string) {
  const tables = sql`commit_group g
      JOIN journal j ON j.id >= g.first_journal_id AND j.id <= g.last_journal_id`
  const condition = sql`g.id >= ${firstGroup} AND g.id <= ${lastGroup}`
  return ofNetwork({ tables, condition }, networkId)
}

function ofNetwork({ tables, condition }: GroupRows, networkId: string): RawBuilder<unknown> {
  const own = `%:${networkId}%`
  return sql`${tables}
      LEFT JOIN card c ON c.id = j.card_id
      LEFT JOIN program p ON p.id = c.program_id
      LEFT JOIN location l ON l.id = j.location_id
     WHERE ${condition}
       AND (p.network_id = ${networkId} OR (p.id IS NULL AND (l.network_id = ${networkId}
         OR (l.id IS NULL AND (j.debit_account LIKE ${own} OR j.credit_account LIKE ${own})))))`
}

/** Everything that was posted for a network in these commit groups, in one order for ever. */
export async function postingsIn(
  reports: Kysely<Schema>,
  networkId: string,
  groups: Groups,
): Promise<readonly Posting[]> {
  const short = (account: string) => sql`CASE
    WHEN ${sql.ref(account)} LIKE 'card:%' THEN 'card:1'
    WHEN ${sql.ref(account)} LIKE 'payable:%' THEN 'payable:x' ELSE ${sql.ref(account)} END`
  const { rows } = await sql<Row>`
    WITH mine AS (
      SELECT c.program_id, c.form, j.currency, j.channel, j.kind, j.original_id, j.amount_minor,
             ${short('j.debit_account')} AS debit, ${short('j.credit_account')} AS credit
        FROM ${await rowsIn(reports, groups, networkId)} AND j.amount_minor IS NOT NULL
    ),
    posted AS (
      SELECT mine.program_id, mine.form, mine.currency, mine.channel, mine.amount_minor, mine.debit, mine.credit,
             CASE WHEN mine.kind = 'void' THEN 'void ' || o.kind ELSE mine.kind END AS kind
        FROM mine LEFT JOIN journal o ON o.id = mine.original_id
    )
    SELECT program_id, form, currency, kind, channel, debit, credit,
           COUNT(*) AS count, SUM(amount_minor) AS amount_minor
      FROM posted
     GROUP BY program_id, form, currency, kind, channel, debit, credit
  `.execute(reports)
  return rows.map(postingOf).sort((one, other) => (orderOf(one) < orderOf(other) ? -1 : 1))
}

interface Row {
  readonly program_id: string | null
  readonly form: CardForm | null
  readonly currency: string
  readonly kind: string
  readonly channel: string
  readonly debit: string
  readonly credit: string
  readonly count: number
  readonly amount_minor: number
}

function postingOf(row: Row): Posting {
  return {
    ...{
      programId: row.program_id,
      form: row.form,
      currency: row.currency,
      kind: row.kind,
      channel: row.channel,
    },
    ...{ debit: keyOf(row.debit), credit: keyOf(row.credit) },
    ...{ count: row.count, amountMinor: minor(row.amount_minor) },
  }
}

/** The account of the books that an account of the ledger belongs to. */
export function keyOf(account: string): AccountKey {
  const read = readAccount(account)
  if (!read) return account
  return read.kind === 'clearing' ? `clearing:${read.fundedBy}` : read.kind
}

function orderOf({ programId, form, currency, kind, channel, debit, credit }: Posting): string {
  return JSON.stringify([programId ?? '', form ?? '', currency, kind, channel, debit, credit])
}

/** By how much a posting changes what cards are worth: above zero when they are worth more. */
export function movedOnCards({ debit, credit, amountMinor }: Posting): Minor {
  return minor((credit === 'card' ? amountMinor : 0) - (debit === 'card' ? amountMinor : 0))
}
