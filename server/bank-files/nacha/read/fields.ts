import { type Field, fieldOf, LAYOUTS, type LayoutName } from './layouts.ts'
import type { Problems } from './problems.ts'
import type { Row } from './rows.ts'

/** The rule that a field of digits breaks when it holds none. */
const RULES: Readonly<Record<string, string>> = {
  code: 'transaction-code',
  rdfi: 'routing',
  check: 'check-digit',
  amount: 'amount',
  trace: 'trace',
  serviceClass: 'service-class',
  odfi: 'odfi',
  batch: 'batch-number',
  effective: 'effective-date',
  settlement: 'settlement-date',
  createdOn: 'creation-date',
  createdAt: 'creation-time',
  records: 'entry-count',
  hash: 'entry-hash',
  debits: 'total-debits',
  credits: 'total-credits',
  batches: 'batch-count',
  blocks: 'block-count',
  addendaCount: 'addenda-count',
  sequence: 'addenda-sequence',
  entry: 'addenda-link',
  deathOn: 'date-of-death',
}

/** What the fields are called where a person reads of them. */
const NAMES: Readonly<Record<string, string>> = {
  code: 'the transaction code',
  rdfi: 'the routing number',
  check: 'the check digit',
  serviceClass: 'the service class',
  odfi: 'the originating bank',
  batch: 'the batch number',
  effective: 'the effective date',
  settlement: 'the settlement day',
  createdOn: 'the creation date',
  createdAt: 'the creation time',
  records: 'the count of entries and addenda',
  hash: 'the entry hash',
  debits: 'the total of debits',
  credits: 'the total of credits',
  batches: 'the count of batches',
  blocks: 'the count of blocks',
  addendaCount: 'the count of addenda',
  entry: "the entry's sequence number",
  deathOn: 'the date of death',
}

/** What stands in a field of a row, blanks and all. */
export function fieldIn(row: Row, field: string): string {
  return fieldOf(row.text, row.layout, field)
}

/** The number in a field of digits; 0 where there is none (its own problem was told). */
export function numberIn(row: Row, field: string): number {
  const text = fieldIn(row, field)
  return /^\d+$/.test(text) ? Number(text) : 0
}

/** Length, characters and digits of any record. False when the rest of it is not worth a look. */
export function checkFields(row: Row, problems: Problems): boolean {
  const { line, layout } = row
  if (row.isWrongLength) {
    const message = `the record has ${row.raw.length} characters instead of 94`
    problems.add('record-length', line, message)
    return false
  }
  checkCharacters(row, problems)
  for (const field of LAYOUTS[layout].fields) checkDigits(field, row, problems)
  return true
}

function checkCharacters({ line, text, hasForeignBytes }: Row, problems: Problems): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  const control = /[\x00-\x1f\x7f]/.exec(text)
  if (!hasForeignBytes && control === null) return
  const at = hasForeignBytes ? text.indexOf('?') : (control?.index ?? -1)
  const what = at < 0 ? 'a mark before it' : `character ${at + 1}`
  problems.add('characters', line, `${what} is not printable ASCII`)
}

function checkDigits({ name, start, end, kind }: Field, row: Row, problems: Problems): void {
  if (kind === 'text') return
  const found = row.text.slice(start, end)
  if (/^\d+$/.test(found)) return
  if (kind === 'digits-or-blank' && found.trim() === '') return
  const named = NAMES[name] ?? `the ${name}`
  const where = `in ${start + 1} to ${end}`
  problems.add(RULES[name] ?? 'digits', row.line, `${named} ${where} is not all digits`)
}

/** True for a day that the calendar has, as `261123`. */
export function isDay(text: string): boolean {
  if (!/^\d{6}$/.test(text)) return false
  const [year, month, day] = [text.slice(0, 2), text.slice(2, 4), text.slice(4)].map(Number)
  const date = new Date(Date.UTC(2000 + (year ?? 0), (month ?? 0) - 1, day ?? 0))
  return date.getUTCMonth() + 1 === month && date.getUTCDate() === day
}

/** True for nothing but blanks or zeros. */
export function isNothing(text: string): boolean {
  return /^[ 0]*$/.test(text)
}

/** The name of a record for people. */
export function recordName(layout: LayoutName): string {
  return LAYOUTS[layout].kind
}
