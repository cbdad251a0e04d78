import type { Kysely } from 'kysely'
import type { BookAccount, NamedAccount } from '../../src/contract/admin/books.ts'
import type { Schema } from '../storage/index.ts'
import { balancesOf } from './closing.ts'

type Side = BookAccount['side']
type Default = readonly [key: NamedAccount, number: string, name: string, side: Side]

/**
 * How accounts are called where nobody chose: a common numbering (1 assets, 2 liabilities, 4 income,
 * 5 costs) with the names of the house.
 */
const DEFAULTS: readonly Default[] = [
  ['bank', '1000', 'Bank', 'debit'],
  ['settling', '1050', 'Bank transfers on their way', 'debit'],
  ['clearing:cash', '1100', 'Card sales in cash', 'debit'],
  ['clearing:card', '1110', 'Card sales by payment card', 'debit'],
  ['clearing:external', '1120', 'Card sales paid elsewhere', 'debit'],
  ['clearing:return', '1130', 'Goods returned for a credit', 'debit'],
  ['predecessor', '1300', 'Due from the former card system', 'debit'],
  ['card', '2100', 'Gift card liability', 'credit'],
  ['payable', '2200', 'Payable to locations', 'credit'],
  ['cash_out', '2300', 'Card balances to be paid out', 'credit'],
  ['suspense', '2400', 'Value of closed cards', 'credit'],
  ['transfer', '2900', 'Value between two cards', 'credit'],
  ['fee', '4100', 'Fee income', 'credit'],
  ['breakage', '4200', 'Value of expired cards', 'credit'],
  ['charges', '5100', 'Fees that the network bears', 'debit'],
  ['adjustment', '5200', 'Adjustments', 'debit'],
]
/** Other ways of paying for cards have their name in the key. */
const OTHER_CLEARING = '1190'
/** An account that this file does not know. */
const OTHER = '2999'

/** The accounts of a network: all that there may be, and those that its books have. */
export async function chartOf(read: Kysely<Schema>, networkId: string): Promise<BookAccount[]> {
  const chosen = await read
    .selectFrom('book_account')
    .where('network_id', '=', networkId)
    .selectAll()
    .execute()
  const newest = await read
    .selectFrom('closed_day')
    .where('network_id', '=', networkId)
    .orderBy('number', 'desc')
    .limit(1)
    .select('balances')
    .executeTakeFirst()
  const used = balancesOf(newest).map(([, key]) => key)
  const keys = new Set<string>([...DEFAULTS.map(([key]) => key), ...used])
  return [...keys]
    .map((key) => {
      const own = chosen.find((row) => row.account_key === key)
      return own ? { ...byDefault(key), ...named(own), isDefault: false } : byDefault(key)
    })
    .sort((one, other) => (orderOf(one) < orderOf(other) ? -1 : 1))
}

function named({ number, name }: Schema['book_account']) {
  return { number, name }
}

function byDefault(key: string): BookAccount {
  const known = DEFAULTS.find(([own]) => own === key)
  if (known) return { key, number: known[1], name: known[2], side: known[3], isDefault: true }
  const isClearing = key.startsWith('clearing:')
  return {
    ...{ key, number: isClearing ? OTHER_CLEARING : OTHER, isDefault: true },
    name: isClearing ? `Card sales: ${key.slice('clearing:'.length)}` : key,
    side: isClearing ? 'debit' : 'credit',
  }
}

function orderOf({ number, key }: BookAccount): string {
  return `${number.padStart(20, '0')} ${key}`
}

/** Looks accounts up by their key; one that the chart has not is as by default. */
export function openChart(chart: readonly BookAccount[]): (key: string) => BookAccount {
  const known = new Map(chart.map((account) => [account.key, account]))
  return (key) => known.get(key) ?? byDefault(key)
}
