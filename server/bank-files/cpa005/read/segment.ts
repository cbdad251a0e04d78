import { isTransactionCode } from '../codes.ts'
import type { Segment } from '../layout.ts'
import { isYearDay } from '../year-days.ts'
import type { Rule } from './problems.ts'
import { shown } from './problems.ts'

/** Kinds of records that hold transactions. */
export const DETAIL_TYPES = ['C', 'D', 'E', 'F', 'I', 'J'] as const
export type DetailType = (typeof DETAIL_TYPES)[number]

export function isDetailType(type: string): type is DetailType {
  return (DETAIL_TYPES as readonly string[]).includes(type)
}

/** What names a broken rule of one transaction. */
type Complain = (rule: Rule, message: string) => void

/** Every broken rule of a transaction. No message shows an account number or a name. */
export function checkSegment(type: DetailType, segment: Segment, complain: Complain): void {
  checkMoney(segment, complain)
  checkPayee(segment, complain)
  checkNumbers(segment, complain)
  if (type === 'C' || type === 'D') checkSent(segment, complain)
  else checkAnswered(segment, complain)
}

function checkMoney({ amount, date }: Segment, complain: Complain): void {
  if (!/^\d{10}$/.test(amount)) {
    complain('amount', `the amount is ${shown(amount)}; ten digits of cents belong there`)
  } else if (/^0+$/.test(amount)) {
    complain('amount', 'the amount is zero')
  }
  if (!isYearDay(date)) {
    complain('date', `the date is ${shown(date)}; it is written 0YYDDD, with the day of the year`)
  }
}

function checkPayee({ institution, account, name }: Segment, complain: Complain): void {
  if (!/^\d{9}$/.test(institution)) {
    complain('institution', 'the institution and transit are not nine digits, 0 and then the three')
  }
  if (account.trim() === '') complain('account', 'the account number is missing')
  else if (!/^[0-9A-Za-z][0-9A-Za-z -]*$/.test(account)) {
    complain('account', 'the account number is not digits and letters from the left')
  }
  if (name.trim() === '') complain('name', 'the name of the payee or payor is missing')
}

/** Numbers that a sender may leave blank or zero, but not fill with letters. */
function checkNumbers(segment: Segment, complain: Complain): void {
  const { trace, storedCode, invalidFields, settlementCode } = segment
  if (!isDigitsOrBlank(trace)) {
    complain('trace', `the item trace is ${shown(trace)}; 22 digits or zeros belong there`)
  }
  if (!isDigitsOrBlank(storedCode)) {
    complain(
      'stored-transaction-type',
      `the stored transaction type is ${shown(storedCode)}; three digits belong there`,
    )
  }
  if (!isDigitsOrBlank(invalidFields)) {
    complain(
      'invalid-fields',
      `the wrong fields are named ${shown(invalidFields)}; digits belong there`,
    )
  }
  if (!/^[ 0-9A-Za-z]{2}$/.test(settlementCode)) {
    complain('settlement-code', `the settlement code is ${shown(settlementCode)}`)
  }
}

function checkSent(segment: Segment, complain: Complain): void {
  const { code, longName, returnInstitution, returnAccount, original } = segment
  if (!isTransactionCode(code)) {
    complain('transaction-type', `the transaction type ${shown(code)} is none of Standard 007`)
  }
  if (longName.trim() === '') complain('long-name', "the originator's long name is missing")
  if (!/^\d{9}$/.test(returnInstitution)) {
    complain('return-institution', 'the institution for returns is not nine digits')
  } else if (!/^0+$/.test(returnInstitution) && returnAccount.trim() === '') {
    complain('return-account', 'the account for returns is missing')
  }
  if (!/^[ 0]*$/.test(original)) {
    complain('filler', 'positions 206 to 227 of the transaction are not blank')
  }
}

function checkAnswered(segment: Segment, complain: Complain): void {
  const { code, returnInstitution, original } = segment
  // Any three digits: a code that nobody knows must not keep the others of the file from being taken.
  if (!/^\d{3}$/.test(code)) {
    complain('transaction-type', `the reason is ${shown(code)}; three digits belong there`)
  }
  if (!isDigitsOrBlank(returnInstitution)) {
    complain('original-institution', 'the original institution is not nine digits')
  }
  if (!isDigitsOrBlank(original)) {
    complain(
      'original-trace',
      `the original item trace is ${shown(original)}; 22 digits belong there`,
    )
  }
}

function isDigitsOrBlank(text: string): boolean {
  return /^(\d+| +)$/.test(text)
}
