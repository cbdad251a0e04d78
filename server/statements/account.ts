import { addMinor, type Minor, minor } from '../../src/contract/money.ts'
import { type OperationRow, operationLine } from '../cards/index.ts'
import { payableAccount } from '../ledger/accounts.ts'
import type { Place } from '../settlement/index.ts'
import type { StatementRow } from './document.ts'
import { kindWord, type Language } from './words.ts'

/** What is written where an operation has nothing to say. */
const NOTHING = {
  atMs: null,
  card: '',
  till: '',
  receipt: '',
  clerk: '',
  order: '',
  reference: '',
} as const

/** A running account: every line that is written moves its balance. */
export interface RunningAccount {
  /** The balance as a line of its own. */
  readonly balance: (what: string, atMs?: number | null) => StatementRow
  /** Something that is no operation of the journal. */
  readonly move: (what: string, amountMinor: Minor, reference?: string) => StatementRow
  readonly operation: (row: OperationRow) => StatementRow
  readonly balanceMinor: () => Minor
}

export function openAccount(
  { locationId }: Pick<Place, 'locationId'>,
  language: Language,
  openingMinor: Minor,
): RunningAccount {
  const account = payableAccount(locationId)
  let balanceMinor = openingMinor
  const write = (amountMinor: Minor) => {
    balanceMinor = addMinor(balanceMinor, amountMinor)
    return { amountMinor, balanceMinor }
  }
  return {
    balanceMinor: () => balanceMinor,
    balance: (what, atMs = null) => ({ ...NOTHING, what, atMs, amountMinor: null, balanceMinor }),
    move: (what, amountMinor, reference = '') => ({
      ...{ ...NOTHING, what, reference },
      ...write(amountMinor),
    }),
    operation: (row) => {
      const line = operationLine(row)
      const isRaised = row.credit_account === account
      const amount = row.amount_minor ?? 0
      return {
        atMs: line.atMs,
        what: kindWord(line.kind, language),
        card: line.lastFour === null ? '' : `•••• ${line.lastFour}`,
        till: line.till ?? '',
        receipt: line.receiptNumber ?? '',
        clerk: line.clerk ?? '',
        order: line.orderId ?? '',
        reference: line.operationId,
        ...write(minor(isRaised ? amount : -amount)),
      }
    },
  }
}
