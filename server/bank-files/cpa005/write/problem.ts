import type { Cpa005Settings } from '../../../../src/contract/admin/rails.ts'
import { readBranch } from '../../../../src/contract/bank-numbers.ts'
import { plainText } from '../../plain-text.ts'
import type { BankDetails, Transfer } from '../../rail.ts'
import { isTransactionCode } from '../codes.ts'
import { ENTRY_MAX_MINOR, ITEM_NUMBERS } from '../limits.ts'

/** Why this transfer fits in no file of these settings, in words for an operator. */
export function problemOf(transfer: Transfer, settings: Cpa005Settings): string | undefined {
  return (
    settingsProblem(settings, transfer) ??
    accountProblem(transfer.bank) ??
    wordsProblem(transfer) ??
    amountProblem(transfer, settings)
  )
}

function settingsProblem(settings: Cpa005Settings, { purpose }: Transfer): string | undefined {
  const { transactionCode, collectionCode, shortName, longName } = settings
  const code = purpose === 'collection' ? collectionCode : transactionCode
  if (!isTransactionCode(code)) {
    return `the transaction code ${code} of the bank profile is none of Standard 007`
  }
  if (isBlank(shortName) || isBlank(longName)) {
    return "the bank profile's names have no letters that a Canadian bank file can hold"
  }
  if (settings.trace === 'structured' && settings.originCentre === null) {
    return 'the bank profile asks for traces of our own and does not say our data centre'
  }
  return undefined
}

function isBlank(text: string): boolean {
  return (plainText(text) ?? '') === ''
}

function accountProblem(bank: BankDetails): string | undefined {
  if (bank.country !== 'ca') return 'the account is not in Canada'
  const { institution, transit, account } = bank
  if (readBranch(institution, transit).is === 'swapped') {
    return (
      'the institution and transit numbers look exchanged: a cheque prints transit-institution ' +
      '(12345-003), here the institution has three digits and the transit five'
    )
  }
  if (!/^\d{3}$/.test(institution)) return 'the institution number takes three digits'
  if (!/^\d{5}$/.test(transit)) return 'the transit number takes five digits'
  if (!/^\d{7,12}$/.test(account.replaceAll(/[ -]/g, ''))) {
    return 'the account number takes 7 to 12 digits'
  }
  return undefined
}

function wordsProblem(transfer: Transfer): string | undefined {
  if (!/^[0-9A-Z]{1,15}$/.test(transfer.reference)) {
    return 'the reference takes 1 to 15 capital letters and digits'
  }
  if (!Number.isSafeInteger(transfer.sequence) || transfer.sequence < 1) {
    return 'the sequence number counts from 1'
  }
  const name = plainText(transfer.payeeName)
  if (name === undefined) {
    return "the payee's name has characters that a Canadian bank file cannot hold: write it in Latin letters"
  }
  if (!/[0-9A-Z]/.test(name)) return 'the payee has no name'
  if (transfer.remittance !== null && plainText(transfer.remittance) === undefined) {
    return 'the note has characters that a Canadian bank file cannot hold: write it in Latin letters'
  }
  return undefined
}

function amountProblem(transfer: Transfer, settings: Cpa005Settings): string | undefined {
  const { amountMinor, purpose } = transfer
  if (purpose === 'prenote') {
    return 'Canadian bank files carry no entries without an amount: try the account out with one cent'
  }
  if (!Number.isSafeInteger(amountMinor) || amountMinor <= 0) return 'the amount is not above zero'
  const passed = entryLimits(settings).find(([limit]) => amountMinor > limit)
  return passed === undefined ? undefined : `the amount is above ${passed[1]}: pay it in parts`
}

/** The most that one entry may carry, each with the words for it. */
export function entryLimits(settings: Cpa005Settings): readonly (readonly [number, string])[] {
  const limits = [
    [ENTRY_MAX_MINOR, 'what the format holds in one entry'],
    [settings.entryMaxMinor, 'what the bank takes in one entry'],
    [settings.fileMaxMinor, 'what the bank takes in one file'],
  ] as const
  return limits.flatMap(([limit, words]) => (limit === null ? [] : [[limit, words] as const]))
}

/** The item's own part of a structured trace, from 1: nine digits, then from the start again. */
export function itemNumber({ sequence }: Transfer): number {
  return ((sequence - 1) % ITEM_NUMBERS) + 1
}
