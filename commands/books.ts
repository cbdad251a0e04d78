import {
  describeDifference,
  openReadOnly,
  readBooks,
  verifyLedger,
} from '../server/storage/index.ts'
import { decimalText, type Minor } from '../src/contract/money.ts'

/** What the proof of a ledger came to: null when all of it holds, else the first difference in words. */
export interface LedgerProof {
  readonly problem: string | null
  readonly operations: number
  readonly commitGroups: number
}

/** Proves the ledger of a folder, beside a running server or without one. */
export function proveLedger(dataDirectory: string): LedgerProof {
  const result = verifyLedger(dataDirectory)
  if (!result.ok)
    return { problem: describeDifference(result.difference), operations: 0, commitGroups: 0 }
  return {
    problem: null,
    operations: result.figures.operations,
    commitGroups: result.figures.commitGroups,
  }
}

/** What a caller counted for itself, in minor units, to be held against the ledger. */
export interface Tally {
  issuedMinor: number
  redeemedMinor: number
  voidedMinor: number
  refundedMinor: number
}

/** The books as text, and whether they balance. */
export interface BooksReport {
  readonly text: string
  readonly isRight: boolean
}

/**
 * The books of a folder, proved: what was issued, redeemed and voided, what is owed to card holders and
 * to each location, and that all entries sum to zero. With a tally, they must also be what the caller
 * itself counted.
 */
export async function reportBooks(dataDirectory: string, tally?: Tally): Promise<BooksReport> {
  const proof = proveLedger(dataDirectory)
  const database = openReadOnly(dataDirectory)
  try {
    const names = new Map(
      (await database.read.selectFrom('location').select(['id', 'name']).execute()).map((row) => [
        row.id,
        row.name,
      ]),
    )
    const { books } = await readBooks(database)
    const lines = books.flatMap((book) => {
      const amount = (value: Minor) => decimalText(value, book.currency).padStart(12)
      const payables = book.payables.map(
        ({ locationId, amountMinor }) =>
          `  ${(names.get(locationId) ?? locationId).padEnd(28)}${amount(amountMinor)}`,
      )
      return [
        `Books in ${book.currency}`,
        `  issued                      ${amount(book.issuedMinor)}`,
        `  funded                      ${amount(book.fundedMinor)}`,
        `  redeemed                    ${amount(book.redeemedMinor)}`,
        `  voided                      ${amount(book.voidedMinor)}`,
        `  refunded                    ${amount(book.refundedMinor)}`,
        `  liability to card holders   ${amount(book.liabilityMinor)}`,
        'Payable',
        ...payables,
        `  entries sum to              ${amount(book.entriesSumMinor)}`,
      ]
    })
    const differences = tally ? compare(tally, books) : []
    const isBalanced = books.every(({ entriesSumMinor }) => entriesSumMinor === 0)
    const chain =
      proof.problem === null
        ? `verified, ${proof.commitGroups} commit groups, ${proof.operations} operations`
        : proof.problem
    return {
      text: [...lines, ...differences, `  chain                         ${chain}`].join('\n'),
      isRight: proof.problem === null && isBalanced && differences.length === 0,
    }
  } finally {
    await database.close()
  }
}

type Figures = { readonly [Name in keyof Tally]: number }

function compare(tally: Tally, books: readonly Figures[]): string[] {
  const names = ['issuedMinor', 'redeemedMinor', 'voidedMinor', 'refundedMinor'] as const
  return names.flatMap((name) => {
    const found = books.reduce((sum, book) => sum + book[name], 0)
    return found === tally[name]
      ? []
      : [`  DIFFERENT: ${name} is ${found}, the story counted ${tally[name]}`]
  })
}
