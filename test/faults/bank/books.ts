import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import type { TestPostgres } from '../../helpers/postgres.ts'

/** The money of all cards at one moment, twice: as it stands on the cards, and as the entries sum. */
export interface Moment {
  readonly cardsMinor: number
  readonly entriesMinor: number
  readonly lowestMinor: number
}

/** An operation that was posted, as it stands in the journal. */
export interface Posted {
  readonly requestId: string
  readonly kind: string
  readonly amountMinor: number
}

/** The database of a bank, read apart from the server's own code. */
export interface BankBooks {
  /** One statement, so one snapshot. Rejects while the database cannot be read. */
  readonly moment: () => Promise<Moment>
  readonly posted: () => Promise<readonly Posted[]>
}

const MOMENT = `SELECT
  (SELECT coalesce(sum(balance_minor), 0) FROM card) AS cards,
  (SELECT coalesce(min(balance_minor), 0) FROM card) AS lowest,
  (SELECT coalesce(sum(amount_minor), 0) FROM entry WHERE account LIKE 'card:%') AS entries`
const POSTED = `SELECT request_id, kind, amount_minor FROM journal
  WHERE outcome = 'posted' AND amount_minor IS NOT NULL ORDER BY id`
/** A server that starts holds the file for a moment. */
const BUSY_MS = 5_000

type Row = Record<string, unknown>

/** The books in a folder's file. */
export function sqliteBooks(dataDirectory: string): BankBooks {
  return booksOf(async (sql) => {
    const file = new BetterSqlite3(join(dataDirectory, 'countermark.db'), {
      ...{ readonly: true, timeout: BUSY_MS },
    })
    try {
      return file.prepare<[], Row>(sql).all()
    } finally {
      file.close()
    }
  })
}

/** The books in a PostgreSQL database. */
export function postgresBooks({ query }: TestPostgres, url: string): BankBooks {
  return booksOf((sql) => query(url, sql))
}

function booksOf(read: (sql: string) => Promise<readonly Row[]>): BankBooks {
  return {
    moment: async () => {
      const [row] = await read(MOMENT)
      return {
        cardsMinor: Number(row?.['cards']),
        entriesMinor: Number(row?.['entries']),
        lowestMinor: Number(row?.['lowest']),
      }
    },
    posted: async () =>
      (await read(POSTED)).map((row) => ({
        requestId: String(row['request_id']),
        kind: String(row['kind']),
        amountMinor: Number(row['amount_minor']),
      })),
  }
}
