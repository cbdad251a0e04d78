import { type Kysely, sql } from 'kysely'
import type { LocationId } from '../../src/contract/ids.ts'
import {
  addMinor,
  type Currency,
  type Minor,
  minor,
  negateMinor,
  subtractMinor,
  ZERO,
} from '../../src/contract/money.ts'
import { readAccount } from '../ledger/accounts.ts'
import type { Database } from './database.ts'
import type { Schema } from './schema.ts'

/** What is owed to one location, in minor units. */
export interface PayableBook {
  readonly locationId: LocationId
  readonly amountMinor: Minor
}

/**
 * The books of one currency, in minor units, gross and never negative unless said:
 * `liability = issued + funded - loadsVoided - redeemed + voided + refunded + credited + adjusted
 * - cashedOut - suspense - breakage + imported`, and
 * `clearing = liability + payables + suspense + breakage + cashedOut - adjusted - imported
 * + settling + bank + fee - charges - payableAdjusted`.
 */
export interface Books {
  readonly currency: Currency
  /** First value of activated cards. */
  readonly issuedMinor: Minor
  /** Value added later. */
  readonly fundedMinor: Minor
  /** Activations and loads that were undone. */
  readonly loadsVoidedMinor: Minor
  readonly redeemedMinor: Minor
  /** Redemptions that were undone. */
  readonly voidedMinor: Minor
  readonly refundedMinor: Minor
  /** Given for goods that came back, less what was undone of it. */
  readonly creditedMinor: Minor
  /** What adjustments gave to cards, less what they took from them: may be below zero. */
  readonly adjustedMinor: Minor
  /** What imported cards brought with them, less what was reversed of it. */
  readonly importedMinor: Minor
  /** What holders took out of their cards. */
  readonly cashedOutMinor: Minor
  /** What all cards are worth together. */
  readonly liabilityMinor: Minor
  /** What buyers paid for loads. */
  readonly clearingMinor: Minor
  /** Value of closed cards. */
  readonly suspenseMinor: Minor
  /** Value of expired cards that the network keeps. */
  readonly breakageMinor: Minor
  /** On its way between locations and the network: may be below zero. */
  readonly settlingMinor: Minor
  /** What the bank has paid out for the network, less what it has brought in: may be below zero. */
  readonly bankMinor: Minor
  /** What the network earned by fees. */
  readonly feeMinor: Minor
  /** What the network bears itself of fees and tests. */
  readonly chargesMinor: Minor
  /** What adjustments gave to locations, less what they took from them: may be below zero. */
  readonly payableAdjustedMinor: Minor
  readonly payables: readonly PayableBook[]
  readonly payableMinor: Minor
  /** The sum of all entries: 0. */
  readonly entriesSumMinor: Minor
}

/** All books, with how far the chain of commits has come. */
export interface AllBooks {
  readonly books: readonly Books[]
  readonly chainHeight: number
  /** Hash of the last commit group, hex; zeros before the first. */
  readonly chainHash: string
}

/** Reads the books as of now, one by currency, from the journal's own entries. */
export async function readBooks(database: Pick<Database, 'read'>): Promise<AllBooks> {
  const { read } = database
  return read.transaction().execute(async (snapshot) => {
    const accounts = await readAccounts(snapshot)
    const kinds = await readKinds(snapshot)
    const last = await snapshot
      .selectFrom('commit_group')
      .select(['id', 'hash'])
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst()
    const currencies = [...new Set(accounts.map((row) => row.currency))].sort()
    return {
      books: currencies.map((currency) =>
        booksOf(
          currency,
          accounts.filter((row) => row.currency === currency),
          kinds.filter((row) => row.currency === currency),
        ),
      ),
      chainHeight: last?.id ?? 0,
      chainHash: Buffer.from(last?.hash ?? new Uint8Array(32)).toString('hex'),
    }
  })
}

interface AccountRow {
  readonly currency: Currency
  readonly account: string
  readonly sum: number
}

/** Sums by account; all cards count as one. */
async function readAccounts(read: Kysely<Schema>): Promise<AccountRow[]> {
  const account = sql<string>`CASE WHEN account LIKE 'card:%' THEN 'card:0' ELSE account END`
  const rows = await read
    .selectFrom('entry')
    .select((entry) => [
      'currency',
      account.as('named'),
      entry.fn.sum<number>('amount_minor').as('sum'),
    ])
    .groupBy(['currency', 'named'])
    .orderBy('named')
    .execute()
  return rows.map((row) => ({
    currency: row.currency as Currency,
    account: row.named,
    sum: row.sum,
  }))
}

interface KindRow {
  readonly currency: string | null
  /**
   * The kind; a void carries the kind of what it undid, as `void redeem`, and what was taken from a
   * location stands apart.
   */
  readonly kind: string
  readonly sum: number
}

async function readKinds(read: Kysely<Schema>): Promise<KindRow[]> {
  const kind = sql<string>`CASE WHEN j.kind = 'void' THEN 'void ' || o.kind
    WHEN j.kind = 'payable_adjust' AND j.debit_account LIKE 'payable:%' THEN 'payable_adjust taken'
    ELSE j.kind END`
  const rows = await read
    .selectFrom('journal as j')
    .leftJoin('journal as o', 'o.id', 'j.original_id')
    .where('j.amount_minor', 'is not', null)
    .select((row) => [
      'j.currency',
      kind.as('kind'),
      row.fn.sum<number>('j.amount_minor').as('sum'),
    ])
    .groupBy(['j.currency', sql`2`])
    .execute()
  return rows.map((row) => ({ currency: row.currency, kind: row.kind, sum: row.sum }))
}

function booksOf(
  currency: Currency,
  accounts: readonly AccountRow[],
  kinds: readonly KindRow[],
): Books {
  const of = (...wanted: readonly string[]) =>
    total(kinds.filter((row) => wanted.includes(row.kind)))
  const held = (wanted: string) =>
    total(accounts.filter((row) => readAccount(row.account)?.kind === wanted))
  const payables = accounts.flatMap((row): PayableBook[] => {
    const account = readAccount(row.account)
    if (account?.kind !== 'payable') return []
    return [{ locationId: account.locationId, amountMinor: minor(row.sum) }]
  })
  const payableAdjustedMinor = subtractMinor(of('payable_adjust'), of('payable_adjust taken'))
  return {
    currency,
    issuedMinor: of('activate'),
    fundedMinor: of('fund'),
    loadsVoidedMinor: of('void activate', 'void fund'),
    redeemedMinor: of('redeem'),
    voidedMinor: of('void redeem'),
    refundedMinor: of('refund'),
    creditedMinor: subtractMinor(of('credit'), of('void credit')),
    adjustedMinor: negateMinor(addMinor(held('adjustment'), payableAdjustedMinor)),
    importedMinor: negateMinor(held('predecessor')),
    cashedOutMinor: held('cash_out'),
    liabilityMinor: held('card'),
    clearingMinor: negateMinor(held('clearing')),
    suspenseMinor: held('suspense'),
    breakageMinor: held('breakage'),
    settlingMinor: held('settling'),
    bankMinor: held('bank'),
    feeMinor: held('fee'),
    chargesMinor: negateMinor(held('charges')),
    payableAdjustedMinor,
    payables,
    payableMinor: addMinor(ZERO, ...payables.map((payable) => payable.amountMinor)),
    entriesSumMinor: total(accounts),
  }
}

function total(rows: readonly { readonly sum: number }[]): Minor {
  return minor(rows.reduce((sum, row) => sum + row.sum, 0))
}
