import { classRule } from './classes.ts'
import { fieldIn, isDay, isNothing, numberIn } from './fields.ts'
import { expectNumber, quoted } from './file-rules.ts'
import { checkInternationalHeader } from './international-rules.ts'
import type { Problems } from './problems.ts'
import type { Row } from './rows.ts'
import type { OpenBatch } from './states.ts'

/** The record that opens a batch. `lastNumber` is that of the batch before, 0 for the first. */
export function checkBatchHeader(batch: OpenBatch, lastNumber: number, problems: Problems): void {
  const { header, sec } = batch
  const { line } = header
  if (classRule(sec) === undefined) {
    problems.add('sec', line, `there is no entry class ${quoted(sec)}`)
  }
  checkServiceClass(batch, problems)
  checkNames(batch, problems)
  checkDates(header, problems)
  if (!/^[012]$/.test(fieldIn(header, 'status'))) {
    problems.add('originator-status', line, 'the originator status is none of 0, 1 and 2')
  }
  if (isNothing(fieldIn(header, 'odfi'))) {
    problems.add('odfi', line, 'the originating bank is empty')
  }
  const number = numberIn(header, 'batch')
  if (number <= lastNumber) {
    const message = `batch ${number} does not come after batch ${lastNumber}`
    problems.add('batch-number-order', line, message)
  }
}

function checkServiceClass({ header, sec, serviceClass }: OpenBatch, problems: Problems): void {
  const classes = sec === 'ADV' ? ['280'] : ['200', '220', '225']
  if (!/^\d+$/.test(serviceClass) || classes.includes(serviceClass)) return
  const message = `${serviceClass} is none of ${classes.join(', ')}`
  problems.add('service-class', header.line, message)
}

function checkNames(batch: OpenBatch, problems: Problems): void {
  const { header, sec } = batch
  const { line } = header
  const wanted = classRule(sec)?.description
  const description = fieldIn(header, 'description').trim()
  if (isNothing(description)) {
    problems.add('description', line, 'the entry description is blank or zeros')
  } else if (wanted && description !== wanted && !batch.isReversal) {
    problems.add('description', line, `${sec} batches are called ${wanted}`)
  }
  if (isNothing(fieldIn(header, 'companyId'))) {
    problems.add('company-id', line, 'the company identification is blank or zeros')
  }
  if (batch.isInternational) checkInternationalHeader(header, problems)
  else if (isNothing(fieldIn(header, 'company'))) {
    problems.add('company-name', line, 'the company name is blank or zeros')
  }
}

function checkDates(header: Row, problems: Problems): void {
  const effective = fieldIn(header, 'effective')
  const isGiven = /^\d+$/.test(effective) && effective !== '000000'
  if (isGiven && !isDay(effective)) {
    problems.add('effective-date', header.line, `there is no day ${effective} (year, month, day)`)
  }
  const settlement = fieldIn(header, 'settlement')
  if (/^\d+$/.test(settlement) && Number(settlement) > 366) {
    problems.add('settlement-date', header.line, `no year has ${settlement} days`)
  }
}

/** The record that closes a batch, against its header and what was counted. */
export function checkBatchControl(row: Row, batch: OpenBatch, problems: Problems): void {
  if (batch.entries === 0) problems.add('batch-empty', row.line, 'the batch has no entry')
  expectSame(row, batch.header, 'serviceClass', 'service-class-mismatch', problems)
  expectSame(row, batch.header, 'odfi', 'odfi-mismatch', problems)
  expectSame(row, batch.header, 'batch', 'batch-number-mismatch', problems)
  if (row.layout === 'batchControl') checkCompany(row, batch, problems)
  expectNumber(row, 'records', batch.records, 'entry-count', problems)
  expectNumber(row, 'hash', batch.hash % 10_000_000_000, 'entry-hash', problems)
  expectNumber(row, 'debits', batch.debitMinor, 'total-debits', problems)
  expectNumber(row, 'credits', batch.creditMinor, 'total-credits', problems)
}

/** Some banks justify it to the right, and leave it out of international batches. */
function checkCompany(row: Row, batch: OpenBatch, problems: Problems): void {
  const found = fieldIn(row, 'companyId').trim()
  if (found === fieldIn(batch.header, 'companyId').trim()) return
  if (found === '' && batch.isInternational) return
  const message = `it is ${quoted(found)}; the batch header has another`
  problems.add('company-id-mismatch', row.line, message)
}

function expectSame(
  control: Row,
  header: Row,
  field: string,
  rule: string,
  problems: Problems,
): void {
  const found = fieldIn(control, field)
  const wanted = fieldIn(header, field)
  if (found === wanted) return
  problems.add(rule, control.line, `it is ${quoted(found)}; the batch header has ${quoted(wanted)}`)
}
