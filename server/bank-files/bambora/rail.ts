import { createHash } from 'node:crypto'
import type { BamboraSettings } from '../../../src/contract/admin/rails.ts'
import { isRouting, readBranch } from '../../../src/contract/bank-numbers.ts'
import { plainText } from '../plain-text.ts'
import type { BankDetails, FileRail, FrozenFile, Transfer } from '../rail.ts'
import { DESCRIPTOR_LENGTH, ENTRY_MAX_MINOR, NAME_LENGTH, ROWS_MAX } from './limits.ts'

/** Bambora's batch file: a row of commas for each transfer, all of them Canadian or all American. */
export const bamboraRail: FileRail<BamboraSettings> = {
  name: 'bambora',
  problemOf,
  entryMaxMinor: () => ENTRY_MAX_MINOR,
  filesADay: null,
  split,
  render,
  fileName: ({ createdOn, number }) =>
    `bambora-${createdOn.replaceAll('-', '')}-${String(number).padStart(4, '0')}.csv`,
  traceOf: (_file, transfer) => referenceNumber(transfer),
}

/**
 * The processor takes digits only, at most nineteen, and brings them back: eighteen that are made of
 * our reference, never with a zero in front that a table might lose.
 */
function referenceNumber({ reference }: Transfer): string {
  const hash = createHash('sha256').update(reference).digest().readBigUInt64BE()
  return String(FIRST + (hash % (9n * FIRST)))
}

const FIRST = 10n ** 17n

function problemOf(transfer: Transfer, settings: BamboraSettings): string | undefined {
  return (
    accountProblem(transfer.bank, settings) ??
    wordsProblem(transfer, settings) ??
    amountProblem(transfer)
  )
}

function accountProblem(bank: BankDetails, { accounts }: BamboraSettings): string | undefined {
  if (bank.country !== accounts) {
    return `the account is not in ${accounts === 'ca' ? 'Canada' : 'the United States'}`
  }
  if (bank.country === 'us') {
    if (!isRouting(bank.routing)) {
      return 'the routing number is not nine digits with the right check digit: ask for it again'
    }
    return /^\d{5,15}$/.test(plainAccount(bank.account))
      ? undefined
      : 'the account number takes 5 to 15 digits'
  }
  if (readBranch(bank.institution, bank.transit).is === 'swapped') {
    return 'the institution (three digits) and transit (five) numbers look exchanged'
  }
  if (!/^\d{3}$/.test(bank.institution)) return 'the institution number takes three digits'
  if (!/^\d{5}$/.test(bank.transit)) return 'the transit number takes five digits'
  return /^\d{5,12}$/.test(plainAccount(bank.account))
    ? undefined
    : 'the account number takes 5 to 12 digits'
}

function plainAccount(account: string): string {
  return account.replaceAll(/[ -]/g, '')
}

function wordsProblem(transfer: Transfer, settings: BamboraSettings): string | undefined {
  if (!/^[0-9A-Z]{1,15}$/.test(transfer.reference)) {
    return 'the reference takes 1 to 15 capital letters and digits'
  }
  const name = plainText(transfer.payeeName)
  if (name === undefined) {
    return "the payee's name has characters that the bank file cannot hold: write it in Latin letters"
  }
  if (!/[0-9A-Z]/.test(name)) return 'the payee has no name'
  if (plainText(settings.descriptor) === undefined) {
    return "the bank profile's descriptor has characters that the bank file cannot hold"
  }
  return undefined
}

function amountProblem({ amountMinor, purpose }: Transfer): string | undefined {
  if (purpose === 'prenote') {
    return 'this processor takes no entries without an amount: try the account out with one cent'
  }
  if (!Number.isSafeInteger(amountMinor) || amountMinor <= 0) return 'the amount is not above zero'
  if (amountMinor > ENTRY_MAX_MINOR) {
    return 'the amount is above what the processor takes in one entry: pay it in parts'
  }
  return undefined
}

function split(
  transfers: readonly Transfer[],
  { fileMaxEntries }: BamboraSettings,
): ReadonlyArray<readonly Transfer[]> {
  const most = Math.min(fileMaxEntries ?? ROWS_MAX, ROWS_MAX)
  const files: Transfer[][] = []
  for (let from = 0; from < transfers.length; from += most) {
    files.push(transfers.slice(from, from + most))
  }
  return files
}

function* render(file: FrozenFile<BamboraSettings>): Generator<Uint8Array> {
  for (const transfer of file.transfers) {
    const problem = problemOf(transfer, file.settings)
    if (problem !== undefined) throw new Error(`${transfer.reference}: ${problem}`)
  }
  for (const transfer of file.transfers) {
    yield Buffer.from(`${rowOf(transfer, file.settings).join(',')}\r\n`, 'latin1')
  }
}

/** The columns of a row; optional ones at its end are left off when they are empty. */
function rowOf(transfer: Transfer, settings: BamboraSettings): readonly string[] {
  const direction = transfer.purpose === 'collection' ? 'D' : 'C'
  const kind = settings.accounts === 'ca' ? 'E' : 'A'
  const descriptor = field(settings.descriptor, DESCRIPTOR_LENGTH)
  const row = [
    ...[kind, direction, ...accountColumns(transfer.bank)],
    String(transfer.amountMinor),
    referenceNumber(transfer),
    field(transfer.payeeName, NAME_LENGTH),
  ]
  return descriptor === '' ? row : [...row, '', descriptor]
}

function accountColumns(bank: BankDetails): readonly string[] {
  if (bank.country === 'ca') return [bank.institution, bank.transit, plainAccount(bank.account)]
  if (bank.country !== 'us') throw new Error('the account is not in Canada or the United States')
  const holder = bank.holder === 'person' ? 'P' : 'C'
  const type = bank.accountType === 'checking' ? 'C' : 'S'
  return [bank.routing, plainAccount(bank.account), `${holder}${type}`]
}

/** A field holds no comma and no quote: there is no way to write one. */
function field(text: string, length: number): string {
  const plain = plainText(text)
  if (plain === undefined) throw new Error('a text has characters that the bank file cannot hold')
  const words = plain.replaceAll(/[",]/g, ' ').replaceAll(/ +/g, ' ')
  return words.trim().slice(0, length).trimEnd()
}
