import type { Currency } from '../../../../contract/money.ts'
import { maskNumbers, maskReference } from '../../masking.ts'
import { readDecimal } from './decimal-amount.ts'
import { readCurrency } from './exponent.ts'
import { kindOfFlags, means } from './flag-values.ts'
import type { JsonFormat } from './format.ts'
import { createGiftMatch } from './gift-tenders.ts'
import type { JournalFlag, JournalRecord } from './journal.ts'
import { firstJsonText, type JsonValue, selectJson } from './json-select.ts'
import { jsonTenders } from './json-tenders.ts'
import { EVIDENCE_CHARS_MAX, EVIDENCE_ROWS_MAX } from './limits.ts'
import { printedRows } from './printed-receipt.ts'
import { dateOf, recordKey } from './record-key.ts'
import { settleTenders, type TenderEntry } from './settle-tenders.ts'

/** Null for what has no tenders. */
export type JsonInterpreter = (value: JsonValue, atMs: number) => JournalRecord | null

/** Prepares a format once for any number of records. Pure. */
export function createJsonInterpreter(
  format: JsonFormat,
  setting: Currency | null,
): JsonInterpreter {
  const gift = createGiftMatch(format)
  const { fields, decimals, sign, minorUnits } = format
  return (value, atMs) => {
    const found = jsonTenders(format, value)
    if (found.length === 0) return null
    const field = (paths: readonly string[]): string | null => firstJsonText(value, paths)
    const currency = readCurrency(field(fields.currency)) ?? format.currency ?? setting
    const total = readDecimal(field(fields.total) ?? '', null)
    const flags = flagsOf(format, value, total?.isMinus === true)
    const printedDate = field(fields.printedDate)
    const businessDate = dateOf(field(fields.businessDate) ?? printedDate)
    const [store, till, sequence] = [fields.store, fields.till, fields.sequence].map(field)
    const receiptNumber = field(fields.receiptNumber) ?? sequence ?? null
    const id = sequence ?? field(fields.transactionId) ?? receiptNumber
    const parts = { store: store ?? null, till: till ?? null, businessDate, sequence: id ?? null }
    const rows = evidence(format, value, found, { id: id ?? null, printedDate, till: till ?? null })
    const entries = found.map((entry) => ({ ...entry, isMinor: minorUnits }))
    const clerk = field(fields.clerk)
    return {
      key: recordKey(parts, () => JSON.stringify(value)),
      format: format.name,
      store: parts.store,
      till: parts.till,
      sequence: sequence ?? null,
      businessDate,
      printedDate: printedDate ?? businessDate,
      clerk: clerk && maskNumbers(clerk),
      receiptNumber: receiptNumber && maskReference(receiptNumber),
      kind: kindOfFlags(flags),
      flags,
      ...settleTenders({ entries, flags, currency, total, sign, decimals, gift }),
      rows,
      readAtMs: atMs,
    }
  }
}

function flagsOf(format: JsonFormat, value: JsonValue, isMinus: boolean): JournalFlag[] {
  const { fields, kinds, suspended } = format
  const texts = [...fields.type, ...fields.status].flatMap((path) => {
    const text = firstJsonText(value, [path])
    return text === null ? [] : [text]
  })
  const says = (values: readonly string[]): boolean =>
    values.length > 0 && texts.some((text) => means(text, values))
  const isTrue = (paths: readonly string[]): boolean =>
    paths.some((path) => means(firstJsonText(value, [path]) ?? '', []))
  const flags: JournalFlag[] = []
  if (says(kinds.void)) flags.push('void')
  if (says(suspended)) flags.push('suspended')
  if (says(kinds.training) || isTrue(fields.training)) flags.push('training')
  if (says(kinds.copy) || isTrue(fields.copy)) flags.push('copy')
  if (says(kinds.refund) || isMinus) flags.push('return')
  return flags
}

interface Head {
  readonly till: string | null
  readonly id: string | null
  readonly printedDate: string | null
}

/** A head, the tenders as they stand, and the printed receipt. */
function evidence(
  format: JsonFormat,
  value: JsonValue,
  entries: readonly TenderEntry[],
  { till, id, printedDate }: Head,
): string[] {
  const head = [till && `till ${till}`, id && `no. ${id}`, printedDate && `at ${printedDate}`]
  const lines = entries.map(({ label, amountText, type, isChange }) =>
    [isChange ? 'CHANGE' : type, label, amountText].filter(Boolean).join(' '),
  )
  const printed = format.printed
    .flatMap((path) => selectJson(value, path))
    .flatMap((text) => (typeof text === 'string' ? printedRows(text) : []))
  const rows = [head.filter(Boolean).join(' · '), ...lines]
  return [...rows, ...(printed.length > 0 ? ['', ...printed] : [])]
    .slice(0, EVIDENCE_ROWS_MAX)
    .map((row) => maskNumbers(row.slice(0, EVIDENCE_CHARS_MAX)))
}
