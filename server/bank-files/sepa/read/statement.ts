import type { XmlElement } from '../../../xml/index.ts'
import type { BankOutcome, FileProblem, IncomingTransfer } from '../../rail.ts'
import { maskedIban } from '../iban.ts'
import { REFERENCE_LENGTH_MAX, TEXT_LENGTH_MAX } from '../limits.ts'
import { type Amount, amountOf, minorOf } from './amounts.ts'
import { at, eachAt, textAt, wordsOf } from './document.ts'
import { keyOf } from './keys.ts'
import { reasonText } from './reasons.ts'

export interface Statement {
  readonly outcomes: readonly BankOutcome[]
  readonly incoming: readonly IncomingTransfer[]
  readonly problems: readonly FileProblem[]
  readonly entries: number
  readonly creditsMinor: number
  readonly debitsMinor: number
}

/** What a booking is for us. */
interface Booking {
  readonly entry: XmlElement
  /** One transfer of it; the entry itself where the bank names none. */
  readonly details: XmlElement
  readonly index: number
  readonly account: string
  readonly statementId: string
  readonly amount: Amount
  readonly isCredit: boolean
}

/** camt.053: what was booked on one of our accounts. Only booked entries count. */
export function readStatement(statement: XmlElement): Statement {
  const problems: FileProblem[] = []
  const outcomes: BankOutcome[] = []
  const incoming: IncomingTransfer[] = []
  const sums = { entries: 0, credit: 0, debit: 0 }
  const all = eachAt(statement, 'Ntry')
  for (const [index, entry] of all.entries()) {
    const amount = amountOf(at(entry, 'Amt'))
    const sign = textAt(entry, 'CdtDbtInd')
    if (amount === undefined || (sign !== 'CRDT' && sign !== 'DBIT')) {
      problems.push(problem('amount', entry, 'an entry has no amount that can be read'))
      continue
    }
    if (!isBooked(entry)) continue
    sums.entries += 1
    sums[sign === 'CRDT' ? 'credit' : 'debit'] += amount.amountMinor
    for (const booking of bookingsOf(statement, entry, index, amount, problems)) {
      if (isReturned(booking) || (!booking.isCredit && ourReference(booking) !== null))
        outcomes.push(outcomeOf(booking))
      else if (booking.isCredit || isReversal(booking)) incoming.push(incomingOf(booking))
    }
  }
  problems.push(...summaryProblems(statement, all))
  return {
    ...{ outcomes, incoming, problems, entries: sums.entries },
    ...{ creditsMinor: sums.credit, debitsMinor: sums.debit },
  }
}

/** A word until .02, a code one level deeper since. */
function isBooked(entry: XmlElement): boolean {
  const status = textAt(entry, 'Sts', 'Cd') || textAt(entry, 'Sts', 'Prtry') || textAt(entry, 'Sts')
  return status === 'BOOK' || status === ''
}

/** An entry may be a batch of transfers; their amounts have to be its own. */
function bookingsOf(
  statement: XmlElement,
  entry: XmlElement,
  entryIndex: number,
  amount: Amount,
  problems: FileProblem[],
): readonly Booking[] {
  const isCredit = textAt(entry, 'CdtDbtInd') === 'CRDT'
  const statementId = `${textAt(statement, 'Id')} ${entryIndex}`
  const account =
    textAt(statement, 'Acct', 'Id', 'IBAN') || textAt(statement, 'Acct', 'Id', 'Othr', 'Id')
  const base = { entry, account, statementId }
  const details = eachAt(entry, 'NtryDtls', 'TxDtls')
  const [only] = details
  if (only === undefined) return [{ ...base, details: entry, index: 0, amount, isCredit }]
  if (details.length === 1) return [{ ...base, details: only, index: 0, amount, isCredit }]
  const bookings: Booking[] = []
  for (const [index, one] of details.entries()) {
    const own = detailAmount(one)
    if (own === undefined) {
      problems.push(problem('amount', one, 'a transfer of a batch has no amount of its own'))
      continue
    }
    const sign = textAt(one, 'CdtDbtInd')
    bookings.push({
      ...base,
      ...{ details: one, index, amount: own },
      isCredit: sign === '' ? isCredit : sign === 'CRDT',
    })
  }
  return bookings
}

/** Since .04 it stands there itself; before, among the details of amounts. */
function detailAmount(details: XmlElement): Amount | undefined {
  return (
    amountOf(at(details, 'Amt')) ??
    amountOf(at(details, 'AmtDtls', 'TxAmt', 'Amt')) ??
    amountOf(at(details, 'AmtDtls', 'InstdAmt', 'Amt'))
  )
}

/** Money of ours that came back: a credit with a reason for its return, or of a kind that says so. */
function isReturned(booking: Booking): boolean {
  const { details, entry, isCredit } = booking
  if (!isCredit) return false
  if (at(details, 'RtrInf') !== undefined) return true
  const families = [textAt(details, ...SUB_FAMILY), textAt(entry, ...SUB_FAMILY)]
  if (families.some((family) => family === 'RRTN' || family === 'RPCR')) return true
  return isReversal(booking) && ourReference(booking) !== null
}

const SUB_FAMILY = ['BkTxCd', 'Domn', 'Fmly', 'SubFmlyCd'] as const

function isReversal({ entry }: Booking): boolean {
  return ['true', '1'].includes(textAt(entry, 'RvslInd'))
}

/** What names a transfer of ours, as we wrote it. */
function ourReference({ details }: Booking): string | null {
  const endToEnd = textAt(details, 'Refs', 'EndToEndId')
  return endToEnd === '' || endToEnd === 'NOTPROVIDED'
    ? null
    : endToEnd.slice(0, REFERENCE_LENGTH_MAX)
}

function outcomeOf(booking: Booking): BankOutcome {
  const { details, amount } = booking
  const reference = ourReference(booking)
  const isBack = isReturned(booking)
  const code = textAt(details, 'RtrInf', 'Rsn', 'Cd') || textAt(details, 'RtrInf', 'Rsn', 'Prtry')
  const words = eachAt(details, 'RtrInf', 'AddtlInf').map(wordsOf).join(' ')
  const text = reasonText(code, words) || 'sent back, without a reason'
  return {
    kind: isBack ? 'returned' : 'accepted',
    ...{ trace: reference, reference, ...amount },
    code: (isBack ? code || 'RRTN' : 'BOOK').slice(0, 35),
    text: isBack ? text.slice(0, TEXT_LENGTH_MAX) : 'booked on our account',
    change: null,
    noticeKey: noticeKeyOf(booking),
    line: details.line,
  }
}

function incomingOf(booking: Booking): IncomingTransfer {
  const { details, entry, amount } = booking
  const remittance = eachAt(details, 'RmtInf', 'Ustrd').map(wordsOf).join(' ')
  const structured = textAt(details, 'RmtInf', 'Strd', 'CdtrRefInf', 'Ref')
  const words = remittance || textAt(entry, 'AddtlNtryInf')
  const account =
    textAt(details, 'RltdPties', 'DbtrAcct', 'Id', 'IBAN') ||
    textAt(details, 'RltdPties', 'DbtrAcct', 'Id', 'Othr', 'Id')
  const name =
    textAt(details, 'RltdPties', 'Dbtr', 'Nm') || textAt(details, 'RltdPties', 'Dbtr', 'Pty', 'Nm')
  return {
    reference: (structured || ourReference(booking) || words).slice(0, REFERENCE_LENGTH_MAX),
    remittance: words.slice(0, TEXT_LENGTH_MAX),
    ...amount,
    bookedOn: dayOf(at(entry, 'BookgDt')),
    valueOn: dayOf(at(entry, 'ValDt')),
    payerName: name === '' ? null : name.slice(0, REFERENCE_LENGTH_MAX),
    payerAccount: account === '' ? null : maskedIban(account),
    isTakenBack: !booking.isCredit,
    noticeKey: noticeKeyOf(booking),
    line: details.line,
  }
}

/** By the bank's own reference, which stays in repeats of a statement; else by the statement's id. */
function noticeKeyOf({ entry, details, index, account, statementId, amount }: Booking): string {
  const bank =
    textAt(details, 'Refs', 'AcctSvcrRef') ||
    textAt(entry, 'AcctSvcrRef') ||
    textAt(entry, 'NtryRef')
  const day = dayOf(at(entry, 'BookgDt')) ?? ''
  const endToEnd = textAt(details, 'Refs', 'EndToEndId')
  const place = bank === '' ? statementId : bank
  return keyOf('camt.053', account, place, String(index), endToEnd, String(amount.amountMinor), day)
}

function dayOf(element: XmlElement | undefined): string | null {
  const text = textAt(element, 'Dt') || textAt(element, 'DtTm')
  return /^\d{4}-\d{2}-\d{2}/.exec(text)?.[0] ?? null
}

/** The bank's own count and sums, where it gives them. */
function summaryProblems(
  statement: XmlElement,
  entries: readonly XmlElement[],
): readonly FileProblem[] {
  const problems: FileProblem[] = []
  for (const [name, sign] of SUMMARIES) {
    const summary = at(statement, 'TxsSummry', name)
    if (summary === undefined) continue
    const counted = entries.filter((entry) => sign === null || textAt(entry, 'CdtDbtInd') === sign)
    const count = textAt(summary, 'NbOfNtries')
    if (count !== '' && Number(count) !== counted.length)
      problems.push(
        problem(
          'entry-count',
          summary,
          `${counted.length} entries are there, ${name} counts others`,
        ),
      )
    if (isOtherSum(textAt(summary, 'Sum'), counted))
      problems.push(problem('entry-sum', summary, `the entries have another sum than ${name} says`))
  }
  return problems
}

const SUMMARIES = [
  ['TtlNtries', null],
  ['TtlCdtNtries', 'CRDT'],
  ['TtlDbtNtries', 'DBIT'],
] as const

function isOtherSum(said: string, entries: readonly XmlElement[]): boolean {
  if (said === '') return false
  const amounts = entries.map((entry) => amountOf(at(entry, 'Amt')))
  const [first] = amounts
  // Sums over several currencies, or over what cannot be read, say nothing.
  if (first === undefined || amounts.some((one) => one?.currency !== first.currency)) return false
  const sum = amounts.reduce((total, one) => total + (one?.amountMinor ?? 0), 0)
  return minorOf(said, first.currency) !== sum
}

function problem(rule: string, { line }: XmlElement, message: string): FileProblem {
  return { rule, line, message }
}
