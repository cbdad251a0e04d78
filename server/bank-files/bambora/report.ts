import { parse } from 'csv-parse/sync'
import { minor, ZERO } from '../../../src/contract/money.ts'
import type { BankOutcome, FileProblem, FileReading } from '../rail.ts'
import { PROBLEMS_MAX, REPORT_BYTES_MAX } from './limits.ts'
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
  const text = textOf(bytes.subarray(0, 4096)).trimStart()
  if (text.startsWith('{')) return /^\{\s*"response"\s*:/.test(text)
  const names = headerNames(text)
  return names.includes('batchid') && names.includes('transid')
}

function headerNames(text: string): readonly string[] {
  return (text.split(/[\r\n]/, 1)[0] ?? '').split(/[,\t]/).map(plainName)
}

function reportOf(bytes: Uint8Array): Report {
  if (bytes.length > REPORT_BYTES_MAX) {
    return nothing('report-size', 0, 'the report is too large: ask for fewer days at once')
  }
  const text = textOf(bytes)
  return text.trimStart().startsWith('{') ? jsonReport(text) : tableReport(text)
}

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
  const first = text.split('\n', 1)[0] ?? ''
  let rows: string[][]
  try {
    const delimiter = first.includes('\t') ? '\t' : ','
    rows = parse(text, { delimiter, bom: true, relaxColumnCount: true, skipEmptyLines: true })
  } catch {
    return nothing('report-format', 1, 'the report is no table with commas: a quote is open')
  }
  const names = (rows[0] ?? []).map(plainName)
  if (!names.includes('transid') || !names.includes('batchid')) {
    return nothing('report-format', 1, 'the first line of the report does not name its columns')
  }
  const records = rows.slice(1).map((row, index) => {
    const field = (name: string) => row[names.indexOf(name)]?.trim() ?? ''
    return { line: index + 2, field }
  })
  return { records, problems: [] }
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
