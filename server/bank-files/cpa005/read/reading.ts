import { type Currency, currency, minor, ZERO } from '../../../../src/contract/money.ts'
import type { BankOutcome, FileReading } from '../../rail.ts'
import { BLANK_SEGMENT, cut, HEADER, SEGMENT } from '../layout.ts'
import { OUTCOMES_MAX, PREFIX_LENGTH, RECORD_LENGTH, SEGMENT_LENGTH } from '../limits.ts'
import { isYearDay } from '../year-days.ts'
import { changeOf, outcomeOf } from './outcomes.ts'
import { openProblems, type Problems, shown } from './problems.ts'
import { type FileRecord, recordsOf } from './records.ts'
import { checkSegment, type DetailType, isDetailType } from './segment.ts'
import { checkTrailer, openTotals, type Totals } from './trailer.ts'

/** What has been seen of a file so far. */
interface State {
  readonly problems: Problems
  readonly totals: Totals
  readonly outcomes: BankOutcome[]
  changes: number
  records: number
  /** The count that belongs to the next record. */
  nextCount: number
  /** Originator and file number of the header; undefined before it. */
  control: { readonly originatorId: string; readonly creationNumber: string } | undefined
  currency: Currency | null
  hasTrailer: boolean
  lastLine: number
}

/** Reads and judges a file of Standard 005, sent or received. Never throws, whatever the bytes are. */
export function readCpa005(bytes: Uint8Array): FileReading {
  const problems = openProblems()
  const state: State = {
    problems,
    totals: openTotals(),
    outcomes: [],
    changes: 0,
    records: 0,
    nextCount: 1,
    control: undefined,
    currency: null,
    hasTrailer: false,
    lastLine: 0,
  }
  for (const record of recordsOf(bytes, problems)) readRecord(record, state)
  closeFile(state)
  return readingOf(state)
}

/** Whether the bytes begin as such a file does, broken or not: with a routing line or a record. */
export function looksLikeCpa005(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString('latin1', 0, 2 * RECORD_LENGTH)
    .replace(/^\xef\xbb\xbf/, '')
  if (/^\$\$[^\r\n]*CPA1464/i.test(text)) return true
  if (/(^|[\r\n]\s*)[CDEFIJSZ]\d{9}[ 0-9A-Z]{10}/i.test(text)) return true
  const first = text.replace(/^(\$\$[^\r\n]*|\s*)[\r\n]+/, '')
  return /^[AUV](\d{9}|[ 0-9A-Z]{23}0\d{5})/i.test(first)
}

function readRecord(record: FileRecord, state: State): void {
  const { type } = record.prefix
  state.records += 1
  state.lastLine = record.line
  checkCount(record, state)
  if (state.hasTrailer) {
    state.problems.add('record-after-trailer', record.line, 'a record follows the trailer')
  } else if (state.control === undefined) {
    openFile(record, state)
  } else {
    checkControl(record, state)
    if (type === 'A' || type === 'U') {
      state.problems.add('header-repeated', record.line, 'a second header stands inside the file')
    }
  }
  readBody(record, state)
}

function readBody(record: FileRecord, state: State): void {
  const { type } = record.prefix
  if (isDetailType(type)) readDetail(type, record, state)
  else if (type === 'Z') {
    if (!state.hasTrailer) checkTrailer(record, state.totals, state.problems)
    state.hasTrailer = true
  } else if (type === 'S') {
    state.changes += 1
    keep(changeOf(record), state)
  } else if (type === 'V') {
    state.hasTrailer = true
  } else if (type !== 'A' && type !== 'U') {
    state.problems.add('record-type', record.line, `no record begins with ${shown(type)}`)
  }
}

/** Counts run on from what was found, so that one gap is one problem. */
function checkCount({ prefix, line }: FileRecord, state: State): void {
  const found = /^\d{9}$/.test(prefix.count) ? Number(prefix.count) : undefined
  if (found !== state.nextCount) {
    const expected = String(state.nextCount).padStart(9, '0')
    state.problems.add(
      'record-count',
      line,
      `the logical record count is ${shown(prefix.count)}; ${expected} belongs there`,
    )
  }
  state.nextCount = (found ?? state.nextCount) + 1
}

/** The first record: it should be the header, and is taken as such for what all records share. */
function openFile(record: FileRecord, state: State): void {
  const { problems } = state
  const { type, originatorId, creationNumber } = record.prefix
  state.control = { originatorId, creationNumber }
  if (type !== 'A' && type !== 'U') {
    problems.add(
      'header-missing',
      record.line,
      `the first record is ${shown(type)}, not a header A`,
    )
  }
  if (!/^[0-9A-Za-z][0-9A-Za-z -]{9}$/.test(originatorId)) {
    problems.add('originator', record.line, `the originator is ${shown(originatorId)}, no such id`)
  }
  // RBC asks for the word TEST in place of the number in files that try out a connection.
  if (!/^\d{4}$/.test(creationNumber) || creationNumber === '0000') {
    if (creationNumber !== 'TEST') {
      const found = shown(creationNumber)
      problems.add(
        'file-creation-number',
        record.line,
        `the file creation number is ${found}; 0001 to 9999 belongs there`,
      )
    }
  }
  if (type === 'A') checkHeader(record, state)
}

function checkHeader({ text, line }: FileRecord, state: State): void {
  const { problems } = state
  const header = cut(HEADER, text, PREFIX_LENGTH)
  if (!isYearDay(header.createdOn)) {
    const found = shown(header.createdOn)
    problems.add('creation-date', line, `the creation date is ${found}; it is written 0YYDDD`)
  }
  if (!/^\d{5}$/.test(header.dataCentre)) {
    const found = shown(header.dataCentre)
    problems.add('data-centre', line, `the destination data centre is ${found}; it has five digits`)
  }
  if (header.currency === 'CAD' || header.currency === 'USD') {
    state.currency = currency(header.currency)
  } else if (header.currency.trim() !== '') {
    problems.add('currency', line, `the currency is ${shown(header.currency)}, not CAD or USD`)
  }
  if (header.filler.trim() !== '') {
    problems.add('filler', line, 'the header is not blank after the currency')
  }
}

/** Originator and file number are the same in every record. */
function checkControl({ prefix, line }: FileRecord, { control, problems }: State): void {
  if (control === undefined) return
  if (prefix.originatorId !== control.originatorId) {
    const found = shown(prefix.originatorId)
    problems.add('originator', line, `the originator is ${found}, not that of the header`)
  }
  if (prefix.creationNumber !== control.creationNumber) {
    const found = shown(prefix.creationNumber)
    problems.add(
      'file-creation-number',
      line,
      `the file number is ${found}, not that of the header`,
    )
  }
}

function readDetail(type: DetailType, record: FileRecord, state: State): void {
  const { text, line } = record
  let blankAt: number | undefined
  for (let from = PREFIX_LENGTH, index = 0; from < RECORD_LENGTH; from += SEGMENT_LENGTH, index++) {
    const part = text.slice(from, from + SEGMENT_LENGTH)
    if (part === BLANK_SEGMENT) {
      blankAt ??= index
      continue
    }
    if (blankAt !== undefined) {
      const message = `transaction ${index + 1} follows the blank place ${blankAt + 1}`
      state.problems.add('segment-gap', line, message)
    }
    readSegment(type, part, record, index, state)
  }
  if (blankAt === 0) {
    state.problems.add('segment-missing', line, 'the first place for a transaction is blank')
  }
}

function readSegment(
  type: DetailType,
  part: string,
  record: FileRecord,
  index: number,
  state: State,
): void {
  const segment = cut(SEGMENT, part, 0)
  checkSegment(type, segment, (rule, message) =>
    state.problems.add(rule, record.line, `transaction ${index + 1}: ${message}`),
  )
  state.totals.add(type, /^\d{10}$/.test(segment.amount) ? Number(segment.amount) : 0)
  if (type !== 'C' && type !== 'D') {
    keep(outcomeOf(segment, { type, record, index, currency: state.currency }), state)
  }
}

function keep(outcome: BankOutcome, { outcomes, problems }: State): void {
  if (outcomes.length < OUTCOMES_MAX) outcomes.push(outcome)
  else
    problems.add('too-many-answers', outcome.line, 'there are more answers than one file may have')
}

function closeFile(state: State): void {
  const { problems, totals } = state
  if (state.records === 0) {
    problems.add('header-missing', 1, 'the file has no records')
    return
  }
  if (!state.hasTrailer) {
    problems.add('trailer-missing', state.lastLine, 'the file ends without its trailer Z')
  }
  if (state.changes + totals.countOf('C', 'D', 'E', 'F', 'I', 'J') === 0) {
    problems.add('no-entries', state.lastLine, 'the file has no transaction')
  }
}

function readingOf({ problems, totals, outcomes, changes }: State): FileReading {
  return {
    format: 'cpa005',
    problems: problems.all(),
    entries: totals.countOf('C', 'D', 'E', 'F', 'I', 'J') + changes,
    creditsMinor: totalOf(totals.minorOf('C', 'I')),
    debitsMinor: totalOf(totals.minorOf('D', 'J')),
    returns: totals.countOf('I', 'J'),
    changes,
    outcomes,
  }
}

/** Beyond what a number holds whole (nine hundred thousand transactions of the largest amount): zero. */
function totalOf(value: number): ReturnType<typeof minor> {
  return Number.isSafeInteger(value) ? minor(value) : ZERO
}
