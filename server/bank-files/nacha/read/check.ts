import type { BankOutcome, FileReading } from '../../rail.ts'
import { EMPTY_LINES_MAX } from '../limits.ts'
import { checkAddenda } from './addenda-rules.ts'
import { checkBatchControl, checkBatchHeader } from './batch-rules.ts'
import { codeMeaning } from './classes.ts'
import { checkEntry, checkWholeEntry } from './entry-rules.ts'
import { checkFields, fieldIn, numberIn, recordName } from './fields.ts'
import { checkBlocks, checkFileControl, checkFileHeader, type FileTotals } from './file-rules.ts'
import { outcomesOf, sumOf } from './outcomes.ts'
import { createProblems, type Problems } from './problems.ts'
import type { Row } from './rows.ts'
import { countEntry, isReturnRow, type OpenBatch, type OpenEntry, openBatch } from './states.ts'

/** Reads the records of a file in order; holds no more of it than one entry with its addenda. */
export function checkRows(rows: Iterable<Row>): FileReading {
  const state = newState()
  for (const row of rows) {
    takeRow(row, state)
    if (row.layout === 'blank' || row.isWrongLength) state.emptyLines += 1
    if (state.emptyLines <= EMPTY_LINES_MAX) continue
    state.problems.add('given-up', row.line, 'most lines are no records: have the file sent again')
    break
  }
  return endFile(state)
}

/** What has been read so far. */
interface FileState {
  readonly problems: Problems
  readonly totals: FileTotals
  readonly outcomes: BankOutcome[]
  entries: number
  creditMinor: number
  debitMinor: number
  returns: number
  changes: number
  header: Row | undefined
  control: Row | undefined
  batch: OpenBatch | undefined
  entry: OpenEntry | undefined
  /** The highest number of a batch. */
  lastBatch: number
  fillers: number
  lastLine: number
  emptyLines: number
  /** The line of the first blank line since the last record. */
  blank: number | undefined
  /** Of many records that stand in no batch the first was told. */
  isOrphanTold: boolean
}

function newState(): FileState {
  return {
    problems: createProblems(),
    totals: { batches: 0, records: 0, hash: 0, creditMinor: 0, debitMinor: 0, lines: 0 },
    outcomes: [],
    ...{ entries: 0, creditMinor: 0, debitMinor: 0, returns: 0, changes: 0 },
    ...{ header: undefined, control: undefined, batch: undefined, entry: undefined },
    ...{
      lastBatch: 0,
      fillers: 0,
      lastLine: 1,
      emptyLines: 0,
      blank: undefined,
      isOrphanTold: false,
    },
  }
}

function takeRow(row: Row, state: FileState): void {
  const { problems } = state
  if (row.layout === 'blank') {
    state.blank ??= row.line
    return
  }
  if (state.blank !== undefined) {
    problems.add('blank-line', state.blank, 'a blank line stands among records')
    state.blank = undefined
  }
  state.lastLine = row.line
  const isWhole = checkFields(row, problems)
  if (row.layout === 'filler') takeFiller(row, state)
  else if (row.layout === 'unknown') {
    problems.add('record-type', row.line, 'the record begins with none of 1, 5, 6, 7, 8 and 9')
  } else if (state.control !== undefined) {
    tellOrder(row, 'stands after the file control record', state)
  } else takeRecord(row, isWhole, state)
}

function tellOrder(row: Row, why: string, { problems }: FileState): void {
  problems.add('record-order', row.line, `the ${recordName(row.layout)} record ${why}`)
}

function takeFiller(row: Row, state: FileState): void {
  if (state.control === undefined && state.fillers === 0) {
    tellOrder(row, 'stands before the file control record', state)
  }
  state.fillers += 1
}

function takeRecord(row: Row, isWhole: boolean, state: FileState): void {
  state.totals.lines += 1
  if (state.totals.lines === 1 && row.layout !== 'fileHeader') {
    tellOrder(row, 'stands before the file header', state)
  }
  const type = row.text[0]
  if (type === '1') takeFileHeader(row, isWhole, state)
  else if (type === '5') takeBatchHeader(row, isWhole, state)
  else if (type === '6') takeEntry(row, isWhole, state)
  else if (type === '7') takeAddendum(row, state)
  else if (type === '8') takeBatchControl(row, state)
  else takeFileControl(row, state)
}

function takeFileHeader(row: Row, isWhole: boolean, state: FileState): void {
  if (state.header !== undefined) {
    tellOrder(row, 'stands there a second time', state)
    return
  }
  if (state.totals.lines > 1) tellOrder(row, 'is not the first of the file', state)
  state.header = row
  if (isWhole) checkFileHeader(row, state.problems)
}

function takeBatchHeader(row: Row, isWhole: boolean, state: FileState): void {
  abandonBatch(row.line, state)
  state.entry = undefined
  state.batch = openBatch(row)
  if (isWhole) checkBatchHeader(state.batch, state.lastBatch, state.problems)
  state.lastBatch = Math.max(state.lastBatch, numberIn(row, 'batch'))
  state.isOrphanTold = false
}

function takeEntry(row: Row, isWhole: boolean, state: FileState): void {
  closeEntry(state)
  const meaning = codeMeaning(fieldIn(row, 'code'))
  const amountMinor = numberIn(row, 'amount')
  const trace = row.layout === 'advEntry' ? '' : fieldIn(row, 'trace')
  state.entries += 1
  if (meaning?.direction === 'credit') state.creditMinor += amountMinor
  if (meaning?.direction === 'debit') state.debitMinor += amountMinor
  state.entry = { row, meaning, amountMinor, trace, addenda: [] }
  if (state.batch === undefined) {
    tellOrphan(row, state)
    return
  }
  if (isWhole) checkEntry(state.entry, state.batch, state.problems)
  countEntry(state.batch, state.entry)
}

function tellOrphan(row: Row, state: FileState): void {
  if (!state.isOrphanTold) tellOrder(row, 'stands in no batch', state)
  state.isOrphanTold = true
}

function takeAddendum(row: Row, state: FileState): void {
  if (state.entry === undefined) {
    tellOrder(row, 'follows no entry', state)
    return
  }
  state.entry.addenda.push(row)
  if (state.batch !== undefined) state.batch.records += 1
}

function closeEntry(state: FileState): void {
  const { entry, batch, problems } = state
  if (entry === undefined) return
  if (batch !== undefined) {
    checkWholeEntry(entry, batch, problems)
    checkAddenda(entry, batch, problems)
  }
  const found = outcomesOf(entry)
  for (const outcome of found) state.outcomes.push(outcome)
  if (entry.addenda.some(isReturnRow)) state.returns += 1
  else if (found.length > 0) state.changes += 1
  state.entry = undefined
}

function takeBatchControl(row: Row, state: FileState): void {
  closeEntry(state)
  if (state.batch === undefined) {
    tellOrder(row, 'stands in no batch', state)
    return
  }
  checkBatchControl(row, state.batch, state.problems)
  closeBatch(state.batch, state)
}

/** Ends a batch that has no control record; nothing where none is open. */
function abandonBatch(line: number, state: FileState): void {
  closeEntry(state)
  if (state.batch === undefined) return
  const number = numberIn(state.batch.header, 'batch')
  state.problems.add('batch-control-missing', line, `batch ${number} has no control record`)
  closeBatch(state.batch, state)
}

function closeBatch(batch: OpenBatch, state: FileState): void {
  const { totals } = state
  totals.batches += 1
  totals.records += batch.records
  totals.hash += batch.hash
  totals.creditMinor += batch.creditMinor
  totals.debitMinor += batch.debitMinor
  state.batch = undefined
}

function takeFileControl(row: Row, state: FileState): void {
  const { totals, problems } = state
  abandonBatch(row.line, state)
  state.control = row
  checkFileControl(row, totals, problems)
  if (totals.batches === 0) problems.add('batch-missing', row.line, 'the file has no batch')
}

function endFile(state: FileState): FileReading {
  const { problems, header, control, lastLine } = state
  abandonBatch(lastLine, state)
  if (header === undefined) {
    problems.add('file-header-missing', 1, 'the file has no header record (1)')
  }
  if (control === undefined) {
    problems.add('file-control-missing', lastLine, 'the file has no control record (9)')
  } else checkBlocks(control, state.totals.lines, state.fillers, problems)
  return {
    format: 'nacha',
    problems: problems.list(),
    entries: state.entries,
    creditsMinor: sumOf(state.creditMinor),
    debitsMinor: sumOf(state.debitMinor),
    returns: state.returns,
    changes: state.changes,
    outcomes: state.outcomes,
  }
}
