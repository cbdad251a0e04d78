import type {
  ImportColumn,
  ImportFault,
  ImportFaultCode,
} from '../../src/contract/admin/imports.ts'
import {
  type CardNumber,
  cardNumberSchema,
  isProxyNumber,
  looksLikeBankCard,
  maskNumber,
  type Pin,
  pinSchema,
} from '../../src/contract/card-number.ts'
import {
  AMOUNT_MINOR_MAX,
  type Currency,
  isCurrency,
  type Minor,
} from '../../src/contract/money.ts'
import type { ExpiryFact } from '../ledger/jurisdictions.ts'
import { earliestExpiryMs } from '../programs/index.ts'
import type { ColumnPlaces } from './columns.ts'
import type { CsvRow } from './csv.ts'
import {
  beginningMs,
  type DateOrder,
  endMs,
  type FileState,
  readAmount,
  readDate,
  readState,
} from './fields.ts'
import { REFERENCE_LENGTH_MAX } from './limits.ts'

/** What rows are held against. */
export interface RowRules {
  readonly currency: Currency
  readonly timeZone: string
  /** When the law of the program's place lets cards expire. */
  readonly expiry: ExpiryFact
  readonly balanceMaxMinor: Minor
  /** First digits of the numbers of programs here. */
  readonly prefixes: readonly string[]
  readonly dates: DateOrder
  readonly nowMs: number
}

/** A row without a fault. */
export interface SoundRow {
  readonly row: number
  readonly number: CardNumber
  readonly pin: Pin | null
  readonly initialMinor: Minor
  readonly amountMinor: Minor
  readonly state: FileState
  readonly issuedAtMs: number
  readonly lastUsedAtMs: number | null
  readonly expiresAtMs: number | null
  readonly reference: string | null
}

/** What one row came to: faults, or all that there is to know. The number also beside faults. */
export interface CheckedRow {
  readonly row: number
  readonly number: CardNumber | undefined
  readonly faults: readonly ImportFault[]
  readonly sound: SoundRow | undefined
}

/** Judges a row by itself: not whether its number is anywhere else. */
export function checkRow(
  { row, fields }: CsvRow,
  places: ColumnPlaces,
  count: number,
  rules: RowRules,
): CheckedRow {
  const faults: ImportFault[] = []
  const textOf = (column: ImportColumn) => fields[places[column] ?? -1]?.trim() ?? ''
  const typed = textOf('number').replace(/[\s-]/g, '').toUpperCase()
  const card = looksLikeBankCard(typed) || typed.length < 8 ? null : maskNumber(typed)
  const fault = (code: ImportFaultCode, column: ImportColumn | null) => {
    faults.push({ row, column, code, card, otherRow: null })
    return undefined
  }
  if (fields.length !== count) {
    fault('FIELD_COUNT', null)
    return { row, number: undefined, faults, sound: undefined }
  }
  const number = numberOf(typed, rules, fault)
  const pin = pinOf(textOf('pin'), fault)
  const money = moneyOf(textOf, rules, fault)
  const dates = datesOf(textOf, rules, fault)
  const state = stateOf(textOf('state'), fault)
  if (state && money && dates) checkTogether(state, money, dates, rules, fault)
  const reference = referenceOf(textOf('reference'), typed, fault)
  const isSound = faults.length === 0 && number && money && dates && state
  const sound = isSound
    ? { row, number, pin: pin ?? null, ...money, ...dates, state, reference }
    : undefined
  return { row, number, faults, sound }
}

/** Notes a fault of the row; always undefined, as what was faulty is. */
type Fault = (code: ImportFaultCode, column: ImportColumn | null) => undefined
type TextOf = (column: ImportColumn) => string

function numberOf(typed: string, { prefixes }: RowRules, fault: Fault): CardNumber | undefined {
  if (typed === '') return fault('NUMBER_MISSING', 'number')
  if (looksLikeBankCard(typed)) return fault('NUMBER_BANK', 'number')
  const number = cardNumberSchema.safeParse(typed)
  if (!number.success) return fault('NUMBER_FORM', 'number')
  // It would be taken for a gift that nobody has opened, and refused wherever it is shown.
  if (isProxyNumber(typed)) return fault('NUMBER_PROXY', 'number')
  // One that begins like ours would be taken for a mistyped one, or one day be made here.
  const isOurs = /^\d+$/.test(typed) && prefixes.some((prefix) => typed.startsWith(prefix))
  return isOurs ? fault('NUMBER_OURS', 'number') : number.data
}

function pinOf(text: string, fault: Fault): Pin | undefined {
  if (text === '') return undefined
  const pin = pinSchema.safeParse(text)
  return pin.success ? pin.data : fault('PIN_FORM', 'pin')
}

type Money = Pick<SoundRow, 'initialMinor' | 'amountMinor'>

function moneyOf(textOf: TextOf, rules: RowRules, fault: Fault): Money | undefined {
  const code = textOf('currency').toUpperCase()
  if (!isCurrency(code)) return fault('CURRENCY_UNKNOWN', 'currency')
  if (code !== rules.currency) return fault('CURRENCY_OTHER', 'currency')
  const initialMinor = amountOf(textOf, 'initialAmount', code, fault)
  const amountMinor = amountOf(textOf, 'remainingAmount', code, fault)
  if (initialMinor === undefined || amountMinor === undefined) return undefined
  if (initialMinor === 0) return fault('AMOUNT_ZERO', 'initialAmount')
  if (amountMinor > initialMinor) return fault('REMAINING_OVER_INITIAL', 'remainingAmount')
  if (amountMinor > rules.balanceMaxMinor) return fault('OVER_BALANCE_MAX', 'remainingAmount')
  return { initialMinor, amountMinor }
}

function amountOf(
  textOf: TextOf,
  column: 'initialAmount' | 'remainingAmount',
  code: Currency,
  fault: Fault,
): Minor | undefined {
  const amount = readAmount(textOf(column), code)
  if (amount === undefined) return fault('AMOUNT_FORM', column)
  if (amount < 0) return fault('AMOUNT_NEGATIVE', column)
  return amount > AMOUNT_MINOR_MAX ? fault('AMOUNT_TOO_LARGE', column) : amount
}

type Dates = Pick<SoundRow, 'issuedAtMs' | 'lastUsedAtMs' | 'expiresAtMs'>

function datesOf(textOf: TextOf, rules: RowRules, fault: Fault): Dates | undefined {
  const { timeZone } = rules
  const issuedAtMs = pastOf(textOf('issuedOn'), 'issuedOn', rules, fault)
  const isUsed = textOf('lastUsedOn') !== ''
  const lastUsedAtMs = isUsed ? pastOf(textOf('lastUsedOn'), 'lastUsedOn', rules, fault) : null
  const expiry = textOf('expiresOn')
  const read = expiry === '' ? null : readDate(expiry, rules.dates)
  if (read === undefined) fault('DATE_FORM', 'expiresOn')
  if (issuedAtMs === undefined || lastUsedAtMs === undefined || read === undefined) return undefined
  const expiresAtMs = read && endMs(read, timeZone)
  if (lastUsedAtMs !== null && lastUsedAtMs < issuedAtMs)
    return fault('USED_BEFORE_ISSUE', 'lastUsedOn')
  if (expiresAtMs !== null && expiresAtMs <= issuedAtMs)
    return fault('EXPIRY_BEFORE_ISSUE', 'expiresOn')
  const lawfulFromMs = earliestExpiryMs(rules.expiry, issuedAtMs, timeZone)
  if (expiresAtMs !== null && expiresAtMs < lawfulFromMs)
    return fault('EXPIRY_UNLAWFUL', 'expiresOn')
  return { issuedAtMs, lastUsedAtMs, expiresAtMs }
}

function pastOf(
  text: string,
  column: 'issuedOn' | 'lastUsedOn',
  { dates, timeZone, nowMs }: RowRules,
  fault: Fault,
): number | undefined {
  const date = readDate(text, dates)
  if (date === undefined) return fault('DATE_FORM', column)
  const ms = beginningMs(date, timeZone)
  return ms > nowMs ? fault('DATE_FUTURE', column) : ms
}

function stateOf(text: string, fault: Fault): FileState | undefined {
  const state = readState(text)
  if (state === undefined) return fault('STATE_UNKNOWN', 'state')
  return state === 'left out' ? fault('STATE_LEFT_OUT', 'state') : state
}

function checkTogether(
  state: FileState,
  { amountMinor }: Money,
  { expiresAtMs }: Dates,
  { nowMs }: RowRules,
  fault: Fault,
): void {
  const isOver = expiresAtMs !== null && expiresAtMs <= nowMs
  const isConflict = (state === 'expired' && !isOver) || (state === 'empty' && amountMinor > 0)
  if (isConflict) fault('STATE_CONFLICT', 'state')
}

/** A note is shown to people: no number may stand in it, neither this one nor that of a bank. */
function referenceOf(text: string, number: string, fault: Fault): string | null {
  if (text === '') return null
  const plain = text.replace(/[\s-]/g, '').toUpperCase()
  const runs = plain.match(/\d{13,19}/g) ?? []
  const hasNumber = (number !== '' && plain.includes(number)) || runs.some(looksLikeBankCard)
  const isLong = text.length > REFERENCE_LENGTH_MAX
  return isLong || hasNumber ? (fault('REFERENCE_FORM', 'reference') ?? null) : text
}
