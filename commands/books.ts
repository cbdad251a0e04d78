import {
  type Books,
  describeDifference,
  openReadOnly,
  readBooks,
  type VerifyOptions,
  verifyLedger,
} from '../server/storage/index.ts'
import { decimalText, type Minor, ZERO } from '../src/contract/money.ts'
import { compareSettlement } from './settled.ts'

/** What the proof of a ledger came to: null when all of it holds, else the first difference in words. */
export interface LedgerProof {
  readonly problem: string | null
  readonly operations: number
  readonly commitGroups: number
  readonly checkpoints: number
  /** What else a person wants to keep of it: checkpoints, and the head for a later `--expect`. */
  readonly more: readonly string[]
}

/** Proves the ledger of a folder, beside a running server or without one. */
export function proveLedger(dataDirectory: string, options: VerifyOptions = {}): LedgerProof {
  const result = verifyLedger(dataDirectory, options)
  if (!result.ok)
    return {
      problem: describeDifference(result.difference),
      operations: 0,
      commitGroups: 0,
      checkpoints: 0,
      more: [],
    }
  const { operations, commitGroups, chainHash, checkpoints, signedGroup } = result.figures
  return {
    ...{ problem: null, operations, commitGroups, checkpoints },
    more: [
      `  checkpoints                   ${checkpoints}, the last one at commit group ${signedGroup}`,
      `  head                          ${commitGroups}:${chainHash}`,
    ],
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
  readonly checkpoints: number
}

/**
 * The books of a folder, proved: what was issued, redeemed and voided, what is owed to card holders and
 * to each location, and that all entries sum to zero. With a tally, they must also be what the caller
 * itself counted.
 */
export async function reportBooks(
  dataDirectory: string,
  tally?: Tally,
  options: VerifyOptions = {},
): Promise<BooksReport> {
  const proof = proveLedger(dataDirectory, options)
  const database = openReadOnly(dataDirectory)
  try {
    const names = new Map(
      (await database.read.selectFrom('location').select(['id', 'name']).execute()).map((row) => [
        row.id,
        row.name,
      ]),
    )
    const all = await readBooks(database)
    const { books } = all
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
        ...settlingLines(book, amount),
        'Payable',
        ...payables,
        `  entries sum to              ${amount(book.entriesSumMinor)}`,
      ]
    })
    const settled = await compareSettlement(database, all)
    const differences = [...settled, ...(tally ? compare(tally, books) : [])]
    const isBalanced = books.every(({ entriesSumMinor }) => entriesSumMinor === 0)
    const chain =
      proof.problem === null
        ? `verified, ${proof.commitGroups} commit groups, ${proof.operations} operations`
        : proof.problem
    return {
      text: [
        ...lines,
        ...differences,
        `  chain                         ${chain}`,
        ...proof.more,
      ].join('\n'),
      isRight: proof.problem === null && isBalanced && differences.length === 0,
      checkpoints: proof.checkpoints,
    }
  } finally {
    await database.close()
  }
}

/** What was paid to locations and charged; nothing while there was none. */
function settlingLines(book: Books, amount: (value: Minor) => string): string[] {
  const figures = [
    ['on its way through the bank', book.settlingMinor],
    ['paid out by the bank', book.bankMinor],
    ['fees earned', book.feeMinor],
    ['charges borne', book.chargesMinor],
    ['payables corrected', book.payableAdjustedMinor],
  ] as const
  return figures
    .filter(([, value]) => value !== ZERO)
    .map(([name, value]) => `  ${name.padEnd(28)}${amount(value)}`)
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
