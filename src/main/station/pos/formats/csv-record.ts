import type { Currency } from '../../../../contract/money.ts'
import { maskNumbers, maskReference } from '../../masking.ts'
import { type CsvFields, isoDate } from './csv-columns.ts'
import { readDecimal } from './decimal-amount.ts'
import { readCurrency } from './exponent.ts'
import { kindOfFlags, means } from './flag-values.ts'
import type { CsvFormat } from './format.ts'
import { createGiftMatch } from './gift-tenders.ts'
import type { JournalFlag, JournalRecord } from './journal.ts'
import { isOneOf, typeOf } from './json-tenders.ts'
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
    const entry = entryOf(format, fields)
    if (entry === null) return null
    const kind = first(columns.kind)
    const flags: JournalFlag[] = []
    if (kind !== null && isOneOf(kind, kinds.training)) flags.push('training')
    if (kind !== null && isOneOf(kind, kinds.copy)) flags.push('copy')
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
function entryOf(format: CsvFormat, { first, all }: CsvFields): TenderEntry | null {
  const { columns, kinds } = format
  const names = all(columns.tender).map(({ column, value }) => ({
    field: column,
    value: maskNumbers(value, true).slice(0, NAME_CHARS_MAX),
  }))
  const amountText = first(columns.amount)
  if (amountText === null || names.length === 0) return null
  const kind = first(columns.kind)
  const isVoid = all(columns.void).some(({ value }) => isTrue(value, kinds.void))
  return {
    amount: readDecimal(amountText, format.decimalMark),
    amountText,
    isMinor: format.minorUnits,
    currency: readCurrency(first(columns.currency)),
    type: typeOf(kind, kinds),
    isChange: kind !== null && isOneOf(kind, kinds.change),
    isLineVoid: isVoid || (kind !== null && isOneOf(kind, kinds.void)),
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
