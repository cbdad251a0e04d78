import type { Client } from 'pg'
import type { Connection } from '../sqlite/connection.ts'

/** What an accountant compares: the accounts, the cards and the end of the chain. */
export interface MovedBooks {
  /** Sum of the entries of each account but the cards', in minor units. */
  readonly accounts: readonly { readonly account: string; readonly sum: number }[]
  readonly cards: readonly {
    readonly currency: string
    readonly cards: number
    readonly balanceMinor: number
    readonly heldMinor: number
  }[]
  readonly chainHeight: number
  readonly chainHash: string
}

const ACCOUNTS = `SELECT currency || ' ' || account AS account, sum(amount_minor) AS sum FROM entry
  WHERE account NOT LIKE 'card:%' GROUP BY currency, account ORDER BY 1`
const CARDS = `SELECT currency, count(*) AS cards, sum(balance_minor) AS "balanceMinor",
  sum(held_minor) AS "heldMinor" FROM card GROUP BY currency ORDER BY currency`
const HEAD = 'SELECT id, hash FROM commit_group ORDER BY id DESC LIMIT 1'

/** The books of the ledger in the file. */
export function readSourceBooks(connection: Connection): MovedBooks {
  const all = (sql: string) => connection.prepare<[], Numbered>(sql).all()
  return booksOf(all(ACCOUNTS), all(CARDS), connection.prepare<[], HeadRow>(HEAD).get())
}

/** The same of the target. */
export async function readTargetBooks(client: Client): Promise<MovedBooks> {
  const accounts = await client.query<Numbered>(ACCOUNTS)
  const cards = await client.query<Numbered>(CARDS)
  const head = await client.query<HeadRow>(HEAD)
  return booksOf(accounts.rows, cards.rows, head.rows[0])
}

/** Whole numbers arrive as numbers or as text, as the engine likes. */
type Numbered = Readonly<Record<string, string | number>>

interface HeadRow {
  readonly id: string | number
  readonly hash: Uint8Array
}

function booksOf(
  accounts: readonly Numbered[],
  cards: readonly Numbered[],
  head: HeadRow | undefined,
): MovedBooks {
  return {
    accounts: accounts.map((row) => ({
      account: String(row['account']),
      sum: Number(row['sum']),
    })),
    cards: cards.map((row) => ({
      currency: String(row['currency']),
      cards: Number(row['cards']),
      balanceMinor: Number(row['balanceMinor']),
      heldMinor: Number(row['heldMinor']),
    })),
    chainHeight: Number(head?.id ?? 0),
    chainHash: Buffer.from(head?.hash ?? new Uint8Array(32)).toString('hex'),
  }
}
