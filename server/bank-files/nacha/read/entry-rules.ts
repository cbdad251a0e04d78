import { checkDigitOf } from '../routing.ts'
import { type ClassRule, classRule } from './classes.ts'
import { fieldIn, isNothing } from './fields.ts'
import type { Problems } from './problems.ts'
import { type EntryKind, kindOf, type OpenBatch, type OpenEntry } from './states.ts'

/** What an entry says by itself and within its batch, before its addenda are known. */
export function checkEntry(entry: OpenEntry, batch: OpenBatch, problems: Problems): void {
  checkRouting(entry, problems)
  checkTrace(entry, batch, problems)
  checkCode(entry, batch, problems)
  if (fieldIn(entry.row, 'account').trim() === '') {
    problems.add('account-number', entry.row.line, 'the account number is blank')
  }
  if (!/^[01]$/.test(fieldIn(entry.row, 'indicator'))) {
    problems.add('addenda-indicator', entry.row.line, 'the addenda indicator is neither 0 nor 1')
  }
}

function checkRouting({ row }: OpenEntry, problems: Problems): void {
  const rdfi = fieldIn(row, 'rdfi')
  const found = fieldIn(row, 'check')
  if (!/^\d{8}$/.test(rdfi) || !/^\d$/.test(found)) return
  if (rdfi === '00000000') problems.add('routing', row.line, 'the routing number is all zeros')
  const wanted = checkDigitOf(rdfi)
  if (Number(found) === wanted) return
  const message = `the check digit of the routing number is ${found} instead of ${wanted}`
  problems.add('check-digit', row.line, message)
}

function checkTrace({ row, trace }: OpenEntry, batch: OpenBatch, problems: Problems): void {
  if (row.layout === 'advEntry') {
    if (fieldIn(row, 'sequence') <= batch.lastTrace) {
      problems.add('trace-order', row.line, 'the sequence number does not rise')
    }
    return
  }
  const odfi = fieldIn(batch.header, 'odfi')
  if (trace.slice(0, 8) !== odfi) {
    const message = `the trace begins with ${trace.slice(0, 8)}; the batch is of bank ${odfi}`
    problems.add('trace-odfi', row.line, message)
  }
  if (trace > batch.lastTrace) return
  problems.add('trace-order', row.line, `trace ${trace} does not come after ${batch.lastTrace}`)
}

function checkCode(entry: OpenEntry, batch: OpenBatch, problems: Problems): void {
  const { row, meaning } = entry
  const code = fieldIn(row, 'code')
  if (meaning === undefined) {
    if (/^\d+$/.test(code)) {
      problems.add('transaction-code', row.line, `there is no transaction code ${code}`)
    }
    return
  }
  if ((meaning.use === 'advice') !== (batch.sec === 'ADV')) {
    const message = `transaction code ${code} does not belong into a batch of ${batch.sec}`
    problems.add('transaction-code-sec', row.line, message)
    return
  }
  // International batches in circulation hold both under any class; their totals tell.
  if (batch.isInternational) return
  const isOther =
    (batch.serviceClass === '220' && meaning.direction === 'debit') ||
    (batch.serviceClass === '225' && meaning.direction === 'credit')
  if (!isOther) return
  const message = `a ${meaning.direction} (${code}) in a batch of service class ${batch.serviceClass}`
  problems.add('transaction-code-service-class', row.line, message)
}

/** What an entry has to be once all of its addenda are known. */
export function checkWholeEntry(entry: OpenEntry, batch: OpenBatch, problems: Problems): void {
  const kind = kindOf(entry)
  checkKind(kind, entry, batch, problems)
  const rule = classRule(batch.sec)
  if (kind !== 'forward' || rule === undefined) return
  checkDirection(entry, batch, rule, problems)
  checkAmount(entry, batch, rule, problems)
  checkWords(entry, rule, problems)
}

function checkKind(
  kind: EntryKind,
  { row, meaning, amountMinor }: OpenEntry,
  batch: OpenBatch,
  problems: Problems,
): void {
  batch.kind ??= kind
  if (batch.kind !== kind && kind !== 'change') {
    problems.add('forward-and-return', row.line, 'new entries and returned ones are in one batch')
  }
  if (!batch.isChange) return
  if (meaning !== undefined && meaning.use !== 'return') {
    const message = `a notice of change has transaction code ${fieldIn(row, 'code')}`
    problems.add('transaction-code-sec', row.line, message)
  }
  if (amountMinor > 0 && !batch.isInternational) {
    problems.add('amount', row.line, 'a notice of change carries an amount')
  }
}

function checkDirection(
  { row, meaning }: OpenEntry,
  batch: OpenBatch,
  rule: ClassRule,
  problems: Problems,
): void {
  if (meaning === undefined) return
  const code = fieldIn(row, 'code')
  const isWrongWay =
    rule.direction !== 'any' && meaning.direction !== rule.direction && !batch.isReversal
  const isOther = rule.codes !== null && !rule.codes.includes(code)
  const isLoanDebit = code === '55' && !batch.isReversal
  if (isWrongWay || isOther || isLoanDebit) {
    const message = `${batch.sec} entries do not have transaction code ${code}`
    problems.add('transaction-code-sec', row.line, message)
  }
  if (meaning.use === 'zero' && !/^(CCD|CTX|ACK|ATX|IAT)$/.test(batch.sec)) {
    const message = `${batch.sec} entries do not carry a note without money (${code})`
    problems.add('transaction-code-sec', row.line, message)
  }
  const isDeath = batch.sec === 'DNE' && fieldIn(batch.header, 'status') !== '2'
  if (isDeath) {
    const message = 'only an agency of the government (2) tells of a death'
    problems.add('originator-status', batch.header.line, message)
  }
}

function checkAmount(
  { row, meaning, amountMinor }: OpenEntry,
  batch: OpenBatch,
  rule: ClassRule,
  problems: Problems,
): void {
  const { line } = row
  if (!/^\d+$/.test(fieldIn(row, 'amount'))) return
  if (meaning?.use === 'prenote' && amountMinor > 0) {
    problems.add('prenote-amount', line, 'a prenote carries an amount')
  } else if ((meaning?.use === 'zero' || rule.isZero) && amountMinor > 0) {
    problems.add('amount', line, 'an entry that only informs carries an amount')
  } else if (meaning?.use === 'live' && !rule.isZero && amountMinor === 0) {
    problems.add('amount', line, 'the entry carries no amount')
  }
  if (rule.maxMinor !== null && amountMinor > rule.maxMinor) {
    const message = `${batch.sec} entries carry at most ${rule.maxMinor / 100} dollars`
    problems.add('amount', line, message)
  }
}

const CARD_USES = ['01', '02', '03', '11', '12', '13', '21', '99']

function checkWords({ row }: OpenEntry, rule: ClassRule, problems: Problems): void {
  if (rule.hasName && isNothing(fieldIn(row, 'name'))) {
    problems.add('receiver-name', row.line, 'the receiver has no name')
  }
  if (rule.hasSerial && fieldIn(row, 'identification').slice(0, 9).trim() === '') {
    problems.add('check-serial', row.line, "the check's serial number is blank")
  }
  if (rule.hasCardUse && !CARD_USES.includes(fieldIn(row, 'discretionary'))) {
    problems.add('card-use', row.line, 'the kind of card transaction is not known')
  }
}
