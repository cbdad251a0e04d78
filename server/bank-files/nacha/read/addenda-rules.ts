import { classRule } from './classes.ts'
import { isKnownChange, isKnownReturn } from './codes.ts'
import { changeOf } from './corrected.ts'
import { fieldIn, isDay, isNothing } from './fields.ts'
import { quoted } from './file-rules.ts'
import { checkInternationalEntry } from './international-rules.ts'
import type { Problems } from './problems.ts'
import type { Row } from './rows.ts'
import { isReturnRow, kindOf, type OpenBatch, type OpenEntry } from './states.ts'

/** The addenda of an entry, all of them known. */
export function checkAddenda(entry: OpenEntry, batch: OpenBatch, problems: Problems): void {
  checkIndicator(entry, problems)
  for (const row of entry.addenda) {
    if (isReturnRow(row)) checkReturn(row, problems)
    else if (row.layout === 'change' || row.layout === 'refusedChange') checkChange(row, problems)
    else if (row.layout === 'otherAddendum') checkUnknown(row, problems)
  }
  checkReasons(entry, batch, problems)
  if (batch.isInternational && entry.row.layout === 'iatEntry') {
    checkInternationalEntry(entry, problems)
  } else {
    checkNotes(entry, batch, problems)
  }
}

function checkIndicator({ row, addenda }: OpenEntry, problems: Problems): void {
  const indicator = fieldIn(row, 'indicator')
  if (indicator === '0' && addenda.length > 0) {
    problems.add('addenda-indicator', row.line, 'addenda follow an entry that announces none')
  }
  if (indicator === '1' && addenda.length === 0) {
    problems.add('addenda-missing', row.line, 'the entry announces addenda and none follows')
  }
}

function checkUnknown(row: Row, problems: Problems): void {
  const type = row.text.slice(1, 3)
  problems.add('addenda-type', row.line, `there are no addenda of type ${quoted(type)}`)
}

/** Returns and changes: that there is one where there has to be one, and only one of a kind. */
function checkReasons(entry: OpenEntry, batch: OpenBatch, problems: Problems): void {
  const { row, addenda, meaning } = entry
  const changes = addenda.filter(({ layout }) => layout === 'change' || layout === 'refusedChange')
  const returns = addenda.filter(isReturnRow)
  if (batch.isChange && changes.length === 0) {
    problems.add('addenda-missing', row.line, 'a notice of change has no addendum 98')
  }
  if (!batch.isChange && changes[0] !== undefined) {
    const message = `a notice of change stands in a batch of ${batch.sec}`
    problems.add('addenda-type', changes[0].line, message)
  }
  if (batch.isChange && returns[0] !== undefined) {
    problems.add('addenda-type', returns[0].line, 'a return stands among notices of change')
  }
  if (meaning?.use === 'return' && changes.length + returns.length === 0 && !batch.isChange) {
    problems.add('addenda-missing', row.line, 'a returned entry has no addendum 99')
  }
  const kinds = [...returns, ...changes].map(({ layout }) => layout)
  if (new Set(kinds).size === kinds.length) return
  problems.add('addenda-count', row.line, 'the entry has two addenda of the same kind')
}

/** Payment notes and terminals: as many as the class of the batch allows. */
function checkNotes(entry: OpenEntry, batch: OpenBatch, problems: Problems): void {
  const { row, addenda } = entry
  const allowed = kindOf(entry) === 'forward' ? classRule(batch.sec)?.addenda : undefined
  const others = addenda.filter(({ layout }) => !REASONS.has(layout) && layout !== 'otherAddendum')
  const isDispute = addenda.some(({ layout }) => layout === 'dishonoured' || layout === 'contested')
  for (const other of others) {
    const type = other.text.slice(1, 3)
    if (type === allowed?.type || (isDispute && type === '05')) continue
    const message = `a ${kindOf(entry)} entry of class ${batch.sec} has an addendum ${type}`
    problems.add('addenda-type', other.line, message)
  }
  if (allowed) checkCount(entry, others.length, allowed, batch.sec, problems)
  checkDeclared(entry, others.length, problems)
  checkLinks(row, others, entry.trace, problems)
}

const REASONS = new Set(['return', 'dishonoured', 'contested', 'change', 'refusedChange'])

function checkCount(
  { row }: OpenEntry,
  count: number,
  { min, max }: { readonly min: number; readonly max: number },
  sec: string,
  problems: Problems,
): void {
  if (count < min) {
    problems.add('addenda-missing', row.line, `${sec} entries have at least ${min} addenda`)
  }
  if (count <= max) return
  problems.add(
    'addenda-count',
    row.line,
    `${sec} entries have at most ${max} addenda, not ${count}`,
  )
}

function checkDeclared(entry: OpenEntry, count: number, problems: Problems): void {
  if (entry.row.layout !== 'countedEntry' || kindOf(entry) !== 'forward') return
  const declared = fieldIn(entry.row, 'addendaCount')
  if (declared.trim() !== '' && !/^\d+$/.test(declared)) return
  if (Number(declared) === count) return
  const message = `the entry names ${Number(declared)} addenda and has ${count}`
  problems.add('addenda-count', entry.row.line, message)
}

function checkLinks(entry: Row, rows: readonly Row[], trace: string, problems: Problems): void {
  for (const [index, row] of rows.entries()) {
    if (row.layout === 'terminal') checkTerminal(row, trace, problems)
    if (row.layout !== 'note') continue
    if (fieldIn(row, 'entry') !== trace.slice(8) && entry.layout !== 'advEntry') {
      problems.add('addenda-link', row.line, 'the addendum names another entry than the one above')
    }
    const sequence = fieldIn(row, 'sequence')
    if (!/^\d+$/.test(sequence) || Number(sequence) === index + 1) continue
    const message = `it is number ${Number(sequence)} of its entry instead of ${index + 1}`
    problems.add('addenda-sequence', row.line, message)
  }
}

const STATES = new Set(
  (
    'AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ ' +
    'NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY AS FM GU MH MP PR PW VI AA AE AP'
  ).split(' '),
)

function checkTerminal(row: Row, trace: string, problems: Problems): void {
  if (fieldIn(row, 'trace') !== trace) {
    problems.add('addenda-link', row.line, 'the addendum names another entry than the one above')
  }
  for (const field of ['terminal', 'serial', 'location', 'city', 'state']) {
    if (fieldIn(row, field).trim() !== '') continue
    problems.add('addenda-content', row.line, `the ${field} of the terminal is blank`)
  }
  const state = fieldIn(row, 'state')
  if (state.trim() !== '' && !STATES.has(state)) {
    problems.add('addenda-content', row.line, `${quoted(state)} is no state or territory`)
  }
  const day = fieldIn(row, 'day')
  // A leap year, so that the 29th of February passes.
  if (!/^\d+$/.test(day) || isDay(`24${day}`)) return
  problems.add('addenda-content', row.line, `there is no day ${day} (month, day)`)
}

function checkReturn(row: Row, problems: Problems): void {
  const reason = fieldIn(row, 'reason')
  if (!isKnownReturn(reason)) {
    problems.add('return-code', row.line, `${quoted(reason)} is no known reason of a return`)
  }
  checkOriginal(row, problems)
  if (row.layout !== 'return') return
  const death = fieldIn(row, 'deathOn')
  if (!/^\d+$/.test(death) || death === '000000' || isDay(death)) return
  problems.add('date-of-death', row.line, `there is no day ${death} (year, month, day)`)
}

function checkChange(row: Row, problems: Problems): void {
  const reason = fieldIn(row, 'reason')
  if (!isKnownChange(reason)) {
    problems.add('change-code', row.line, `${quoted(reason)} is no known code of a change`)
    return
  }
  checkOriginal(row, problems)
  const change = changeOf(reason, fieldIn(row, 'corrected'))
  if (!change.isWrong) return
  problems.add('corrected-data', row.line, `what is corrected does not fit code ${reason}`)
}

function checkOriginal(row: Row, problems: Problems): void {
  const trace = fieldIn(row, 'originalTrace')
  if (/^\d{15}$/.test(trace) && !isNothing(trace)) return
  problems.add('original-trace', row.line, 'the trace of the original entry is not 15 digits')
}
