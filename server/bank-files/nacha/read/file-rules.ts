import { isRouting } from '../../../../src/contract/bank-numbers.ts'
import { fieldIn, isDay, isNothing, numberIn } from './fields.ts'
import type { Problems } from './problems.ts'
import type { Row } from './rows.ts'

/** What was counted in a whole file. */
export interface FileTotals {
  batches: number
  records: number
  hash: number
  creditMinor: number
  debitMinor: number
  /** Lines other than filler and blank ones, the file control among them. */
  lines: number
}

/** The first record of a file. */
export function checkFileHeader(row: Row, problems: Problems): void {
  const { line } = row
  const expect = (field: string, value: string, rule: string) => {
    const found = fieldIn(row, field)
    if (found !== value) problems.add(rule, line, `it is ${quoted(found)} instead of ${value}`)
  }
  expect('priority', '01', 'priority-code')
  expect('recordSize', '094', 'record-size')
  expect('blocking', '10', 'blocking-factor')
  expect('format', '1', 'format-code')
  if (!/^[A-Z0-9]$/.test(fieldIn(row, 'modifier'))) {
    problems.add('modifier', line, 'the file id modifier is none of A to Z and 0 to 9')
  }
  checkEnds(row, problems)
  checkMade(row, problems)
}

function checkEnds(row: Row, problems: Problems): void {
  const destination = fieldIn(row, 'destination')
  const routing = destination.trim().replace(/^0(?=\d{9}$)/, '')
  if (!isRouting(routing)) {
    const message = 'the immediate destination is no routing number with the right check digit'
    problems.add('destination', row.line, message)
  }
  if (isNothing(fieldIn(row, 'origin'))) {
    problems.add('origin', row.line, 'the immediate origin is empty')
  }
}

function checkMade(row: Row, problems: Problems): void {
  const day = fieldIn(row, 'createdOn')
  if (/^\d+$/.test(day) && !isDay(day)) {
    problems.add('creation-date', row.line, `there is no day ${day} (year, month, day)`)
  }
  const time = fieldIn(row, 'createdAt')
  if (/^\d+$/.test(time) && !/^([01]\d|2[0-3])[0-5]\d$/.test(time)) {
    problems.add('creation-time', row.line, `there is no time ${time}`)
  }
}

/** The last record of a file, against what was counted. */
export function checkFileControl(row: Row, totals: FileTotals, problems: Problems): void {
  expectNumber(row, 'batches', totals.batches, 'batch-count', problems)
  expectNumber(row, 'records', totals.records, 'entry-count', problems)
  expectNumber(row, 'hash', totals.hash % 10_000_000_000, 'entry-hash', problems)
  expectNumber(row, 'debits', totals.debitMinor, 'total-debits', problems)
  expectNumber(row, 'credits', totals.creditMinor, 'total-credits', problems)
}

/** Blocks of ten lines; filler beyond the last block is counted by some banks, too. */
export function checkBlocks(row: Row, lines: number, fillers: number, problems: Problems): void {
  const found = numberIn(row, 'blocks')
  const needed = Math.ceil(lines / 10)
  if (found === needed || found === Math.ceil((lines + fillers) / 10)) return
  const message = `it says ${found} blocks; ${lines} records make ${needed}`
  problems.add('block-count', row.line, message)
}

/** A field of digits against what was counted. */
export function expectNumber(
  row: Row,
  field: string,
  counted: number,
  rule: string,
  problems: Problems,
): void {
  const found = fieldIn(row, field)
  if (!/^\d+$/.test(found) || Number(found) === counted) return
  problems.add(rule, row.line, `it says ${Number(found)}; the records above make ${counted}`)
}

/** A value as it stands there, between quotes, so that blanks are seen. */
export function quoted(text: string): string {
  return `"${text}"`
}
