import type { Currency } from '../../../../contract/money.ts'
import { createByteText } from './byte-text.ts'
import { type CsvHeader, csvHeader } from './csv-columns.ts'
import { createCsvInterpreter } from './csv-record.ts'
import { type CsvRow, createCsvRows } from './csv-rows.ts'
import { readDecimal } from './decimal-amount.ts'
import { exponentOf } from './exponent.ts'
import type { CsvFormat } from './format.ts'
import type { JournalRead, JournalReader, JournalRecord, KeyCounts } from './journal.ts'
import { CSV_COLUMNS_MAX, RECENT_KEYS_MAX } from './limits.ts'
import { problem } from './problems.ts'

export interface CsvReaderOptions {
  readonly format: CsvFormat
  readonly currency: Currency | null
  /** What was read before, of the same file; it is counted on. */
  readonly keys?: KeyCounts | undefined
}

/** Reads a journal of rows: each row with a tender and an amount is a record of its own. */
export function createCsvReader({ format, currency, keys }: CsvReaderOptions): JournalReader {
  const bytes = createByteText(format.encoding)
  const { delimiter, quote } = format
  const rows = createCsvRows({ delimiter, quote, decode: bytes.decode })
  const interpret = createCsvInterpreter(format, currency)
  const own = createOwnKeys(keys ?? new Map())
  let header: CsvHeader | null = format.header ? null : csvHeader(null, format.columns)
  let isHopeless = false
  let columns = 0

  function readRow(row: CsvRow | null, atMs: number): JournalRead[] {
    if (isHopeless) return []
    if (row === null) return [problem('too-large')]
    const { text, isOpen, isPlain } = row
    const values = row.values.slice(0, CSV_COLUMNS_MAX)
    if (isOpen && values.length < columns) return [problem('cut-short')]
    // Without their quotes values may stand in other columns than their own.
    if (isPlain && header !== null && values.length !== columns) return [problem('row-unreadable')]
    columns = Math.max(columns, values.length)
    if (header === null) return takeHeader(values)
    const record = interpret(header.fieldsOf(values), text, atMs)
    if (record === null) return []
    if (isOpen && mayGoOn(header, values, record.currency)) return [problem('cut-short')]
    return [{ kind: 'record', record: own(isOpen ? withDoubt(record) : record) }]
  }

  /** The row ends with its amount, of which digits may be missing: `1` of `112.50`. */
  function mayGoOn(head: CsvHeader, values: readonly string[], own: Currency | null): boolean {
    const amountOf = (some: readonly string[]) => head.fieldsOf(some).first(format.columns.amount)
    const amount = amountOf(values)
    if (amount === null || amount === amountOf(values.slice(0, -1))) return false
    const exponent = exponentOf(own, format.decimals, [], true)
    const written = readDecimal(amount, format.decimalMark)?.writtenDecimals
    return format.minorUnits || exponent === 0 || written !== exponent
  }

  function takeHeader(names: readonly string[]): JournalRead[] {
    header = csvHeader(names, format.columns)
    isHopeless = !header.isEnough
    return isHopeless ? [problem('columns-unknown')] : []
  }

  return {
    push: (input, atMs) => rows.push(bytes.push(input)).flatMap((row) => readRow(row, atMs)),
    end: (atMs) => [
      ...rows.push(bytes.end()).flatMap((row) => readRow(row, atMs)),
      ...rows.end().flatMap((row) => readRow(row, atMs)),
    ],
    safeOffset: () => (bytes.isBytewise() ? rows.safeChars() : 0),
    prime: (head) => {
      const [first] = rows.push(bytes.push(head))
      if (format.header && first) readRow(first, 0)
      rows.forget()
    },
  }
}

function withDoubt(record: JournalRecord): JournalRecord {
  const tenders = record.tenders.map((tender) => ({
    ...tender,
    confidence: Math.min(tender.confidence, 0.9),
    reasons: [...tender.reasons, 'row-without-end'],
  }))
  return { ...record, tenders }
}

/** The second tender of a sale has the sale's key and its number. */
function createOwnKeys(seen: KeyCounts): (record: JournalRecord) => JournalRecord {
  return (record) => {
    const count = (seen.get(record.key) ?? 0) + 1
    seen.delete(record.key)
    seen.set(record.key, count)
    if (seen.size > RECENT_KEYS_MAX) seen.delete(seen.keys().next().value ?? '')
    return count === 1 ? record : { ...record, key: `${record.key}#${count}` }
  }
}
