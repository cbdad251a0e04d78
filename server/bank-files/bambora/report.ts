import { parse } from 'csv-parse/sync'
import { minor, ZERO } from '../../../src/contract/money.ts'
import type { BankOutcome, FileProblem, FileReading } from '../rail.ts'
import { BEGINNING_LENGTH, PROBLEMS_MAX, REPORT_BYTES_MAX, REPORT_RECORDS_MAX } from './limits.ts'
import { isAmount, outcomesOf, type ReportRecord } from './record.ts'

/** What stands in a report: its records, and what is wrong with it as a whole. */
interface Report {
  readonly records: readonly ReportRecord[]
  readonly problems: readonly FileProblem[]
}

/** Reads a batch report, as JSON or as a table with commas or tabs. Never throws. */
export function readBamboraReport(bytes: Uint8Array): FileReading {
  const { records, problems } = reportOf(bytes)
  const found = [...problems]
  const outcomes: BankOutcome[] = []
  const sums = { credits: 0, debits: 0 }
  for (const record of records) {
    for (const problem of problemsOf(record)) {
      if (found.length < PROBLEMS_MAX) found.push(problem)
    }
    outcomes.push(...outcomesOf(record))
    const amount = record.field('amount')
    const side = record.field('operationtype') === 'D' ? 'debits' : 'credits'
    sums[side] += isAmount(amount) ? Number(amount) : 0
  }
  return {
    format: 'bambora-report',
    problems: found,
    entries: records.length,
    creditsMinor: Number.isSafeInteger(sums.credits) ? minor(sums.credits) : ZERO,
    debitsMinor: Number.isSafeInteger(sums.debits) ? minor(sums.debits) : ZERO,
    returns: outcomes.filter(({ kind }) => kind === 'returned' || kind === 'refused').length,
    changes: outcomes.filter(({ kind }) => kind === 'changed').length,
    outcomes,
  }
}

/** Whether the bytes begin as a report does: an object with a response, or a table's first line. */
export function looksLikeBamboraReport(bytes: Uint8Array): boolean {
  const text = textOf(bytes.subarray(0, BEGINNING_LENGTH)).trimStart()
  if (text.startsWith('{')) return /^\{\s*"response"\s*:/.test(text)
  return namesColumns(text)
}

/** Whether a table begins with the names of a report's columns. */
function namesColumns(text: string): boolean {
  const [first = ''] = text.slice(0, BEGINNING_LENGTH).split(/[\r\n]/, 1)
  const names = first.split(/[,\t]/).map(plainName)
  return names.includes('batchid') && names.includes('transid')
}

function reportOf(bytes: Uint8Array): Report {
  if (bytes.length > REPORT_BYTES_MAX) {
    return nothing('report-size', 0, TOO_LARGE)
  }
  const text = textOf(bytes)
  const beginning = text.slice(0, BEGINNING_LENGTH).trimStart()
  return beginning.startsWith('{') ? jsonReport(text) : tableReport(text)
}

const TOO_LARGE = 'the report is too large: ask for fewer days at once'

function textOf(bytes: Uint8Array): string {
  return new TextDecoder('utf-8').decode(bytes)
}

function nothing(rule: string, line: number, message: string): Report {
  return { records: [], problems: [{ rule, line, message }] }
}

function jsonReport(text: string): Report {
  const response = member(parseJson(text), 'response')
  if (response === undefined) {
    return nothing('report-format', 1, 'the report is no JSON object with a response')
  }
  const code = member(response, 'code')
  if (String(code) !== '1') {
    const message = String(member(response, 'message') ?? '').slice(0, 100)
    const words = message.replaceAll(/[^ -~]/g, '?')
    return nothing(
      'report-refused',
      1,
      `the processor made no report: code ${plain(code)}, ${words}`,
    )
  }
  const record = member(response, 'record') ?? []
  if (!Array.isArray(record)) return nothing('report-format', 1, 'the records are no list')
  if (record.length > REPORT_RECORDS_MAX) return nothing('report-size', 0, TOO_LARGE)
  return { records: record.map((one, index) => jsonRecord(one, index + 1)), problems: [] }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined
}

function jsonRecord(value: unknown, line: number): ReportRecord {
  const fields = new Map<string, string>()
  if (typeof value === 'object' && value !== null) {
    for (const [name, content] of Object.entries(value)) fields.set(plainName(name), plain(content))
  }
  return { line, field: (name) => fields.get(name) ?? '' }
}

/** Numbers and texts as text; anything else says nothing. */
function plain(value: unknown): string {
  if (typeof value === 'string') return value.trim()
  return typeof value === 'number' ? String(value) : ''
}

function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z]/g, '')
}

function tableReport(text: string): Report {
  if (!namesColumns(text)) {
    return nothing('report-format', 1, 'the first line of the report does not name its columns')
  }
  const delimiter = (text.slice(0, BEGINNING_LENGTH).split('\n', 1)[0] ?? '').includes('\t')
    ? '\t'
    : ','
  const rows = tableRows(text, delimiter)
  if (rows === undefined) {
    return nothing('report-format', 1, 'the report is no table with commas: a quote is open')
  }
  if (rows.length > REPORT_RECORDS_MAX) return nothing('report-size', 0, TOO_LARGE)
  const names = (rows[0] ?? []).map(plainName)
  const records = rows.slice(1).map((row, index) => {
    const field = (name: string) => row[names.indexOf(name)]?.trim() ?? ''
    return { line: index + 2, field }
  })
  return { records, problems: [] }
}

function tableRows(text: string, delimiter: string): readonly string[][] | undefined {
  const options = { delimiter, bom: true, relaxColumnCount: true, skipEmptyLines: true }
  try {
    return parse(text, { ...options, to: REPORT_RECORDS_MAX + 1 })
  } catch {
    return undefined
  }
}

const NUMBERS = ['batchid', 'transid', 'amount'] as const

function problemsOf({ field, line }: ReportRecord): readonly FileProblem[] {
  const missing = NUMBERS.filter((name) => !isAmount(field(name)))
  const problems = missing.map((name) => ({
    rule: 'report-field',
    line,
    message: `the record has no number as its ${name}`,
  }))
  if (['C', 'D'].includes(field('operationtype'))) return problems
  const message = 'the record says neither C (paid out) nor D (collected)'
  return [...problems, { rule: 'operation-type', line, message }]
}
