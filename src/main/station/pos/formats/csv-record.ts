import { type Currency, currencyExponent } from '../../../../contract/money.ts'
import { maskNumbers, maskReference } from '../../masking.ts'
import { type CsvFields, isoDate } from './csv-columns.ts'
import { readDecimal } from './decimal-amount.ts'
import { readCurrency } from './exponent.ts'
import { kindOfFlags, means } from './flag-values.ts'
import type { CsvFormat } from './format.ts'
import { createGiftMatch } from './gift-tenders.ts'
import type { JournalFlag, JournalRecord } from './journal.ts'
import { isOneOf, isSaid, typeOf } from './json-tenders.ts'
import { EVIDENCE_CHARS_MAX, NAME_CHARS_MAX } from './limits.ts'
import { recordKey } from './record-key.ts'
import { settleTenders, type TenderEntry } from './settle-tenders.ts'
import { labelOf } from './tender-names.ts'

/** Null for a row that is no tender. `row`: the row as it was written. */
export type CsvInterpreter = (fields: CsvFields, row: string, atMs: number) => JournalRecord | null

/** Prepares a format once for any number of rows. Pure: the key of a row is not yet its own. */
export function createCsvInterpreter(format: CsvFormat, setting: Currency | null): CsvInterpreter {
  const gift = createGiftMatch(format)
  const { columns, kinds, decimals, only } = format
  return (fields, row, atMs) => {
    const { first } = fields
    if (only !== null && !isOneOf(first([only.column]) ?? '', only.values)) return null
    const entry = entryOf(format, fields, setting)
    if (entry === null) return null
    const said = fields.all(columns.kind).map(({ value }) => value)
    const flags: JournalFlag[] = []
    if (isSaid(said, format.suspended)) flags.push('suspended')
    if (isSaid(said, kinds.training)) flags.push('training')
    if (isSaid(said, kinds.copy)) flags.push('copy')
    const date = first(columns.date)
    const [store, till, sequence] = [columns.store, columns.till, columns.sequence].map(first)
    const receipt = first(columns.receiptNumber) ?? sequence ?? null
    const businessDate = date && isoDate(date, format.dateOrder)
    const parts = { store: store ?? null, till: till ?? null, businessDate }
    const line = first(columns.line)
    const key = recordKey({ ...parts, sequence: sequence ?? receipt }, () => row)
    const currency = format.currency ?? setting
    const total = readDecimal(first(columns.total) ?? '', format.decimalMark)
    const sign = format.sign
    const clerk = first(columns.clerk)
    return {
      key: line === null ? key : `${key}|${line}`,
      format: format.name,
      ...parts,
      sequence: sequence ?? null,
      printedDate: [date, first(columns.time)].filter((part) => part !== null).join(' ') || null,
      clerk: clerk && maskNumbers(clerk),
      receiptNumber: receipt && maskReference(receipt),
      kind: entry.isLineVoid ? 'void' : kindOfFlags(flags),
      flags: entry.isLineVoid ? [...flags, 'void'] : flags,
      ...settleTenders({ entries: [entry], flags, currency, total, sign, decimals, gift }),
      rows: [maskNumbers(row.slice(0, EVIDENCE_CHARS_MAX))],
      readAtMs: atMs,
    }
  }
}

/** Null without an amount and a name: a blank row, a sum. */
function entryOf(
  format: CsvFormat,
  { first, all }: CsvFields,
  setting: Currency | null,
): TenderEntry | null {
  const { columns, kinds } = format
  const names = all(columns.tender).map(({ column, value }) => ({
    field: column,
    value: maskNumbers(value, true).slice(0, NAME_CHARS_MAX),
  }))
  const amountText = first(columns.amount)
  if (amountText === null || names.length === 0) return null
  const said = all(columns.kind).map(({ value }) => value)
  const own = readCurrency(first(columns.currency))
  const currency = own ?? format.currency ?? setting
  const isVoid = all(columns.void).some(({ value }) => isTrue(value, kinds.void))
  return {
    amount: mayBeThousands(amountText, format, currency)
      ? null
      : readDecimal(amountText, format.decimalMark),
    amountText,
    isMinor: format.minorUnits,
    currency: own,
    type: typeOf(said, kinds),
    isChange: isSaid(said, kinds.change),
    isLineVoid: isVoid || isSaid(said, kinds.void),
    line: first(columns.line),
    link: null,
    names,
    label: labelOf(names, names[0]?.value ?? null),
    identity: names.map(({ value }) => value).join('\n'),
    row: 0,
  }
}

function isTrue(value: string, values: readonly string[]): boolean {
  return means(value, []) || value.toLowerCase() === 'x' || isOneOf(value, values)
}

/** `12.000` pesos in a currency without decimals: twelve thousand, or twelve; nothing is guessed. */
function mayBeThousands(text: string, { decimalMark }: CsvFormat, own: Currency | null): boolean {
  if (decimalMark !== null || own === null || currencyExponent(own) !== 0) return false
  return /^\D*[1-9]\d{0,2}\.\d{3}\D*$/.test(text)
}
