import type { XmlElement } from '../../../xml/index.ts'
import type { BankOutcome, FileProblem } from '../../rail.ts'
import { REFERENCE_LENGTH_MAX, TEXT_LENGTH_MAX } from '../limits.ts'
import { type Amount, amountOf, minorOf } from './amounts.ts'
import { at, eachAt, textAt, wordsOf } from './document.ts'
import { keyOf } from './keys.ts'
import { reasonText } from './reasons.ts'

/** What a status says of our money. Settled on our own account is not yet on the payee's. */
const KINDS: ReadonlyMap<string, BankOutcome['kind']> = new Map([
  ...['RJCT', 'CANC', 'BLCK'].map((status) => [status, 'refused'] as const),
  ...['ACCC', 'ACFC'].map((status) => [status, 'paid'] as const),
  ...['ACCP', 'ACSP', 'ACSC', 'ACTC', 'ACWC', 'ACWP', 'PART', 'PATC', 'PDNG', 'RCVD'].map(
    (status) => [status, 'accepted'] as const,
  ),
])

export interface StatusReport {
  readonly outcomes: readonly BankOutcome[]
  readonly problems: readonly FileProblem[]
  readonly entries: number
}

/** Where a status stands, from the outside in. */
interface Level {
  readonly messageId: string
  readonly status: string
  readonly reason: Reason
}

/** A statement of the report: of one transfer, of all of a message, or of those that it does not name. */
interface Said {
  readonly element: XmlElement
  readonly level: Level
  readonly is: 'single' | 'whole' | 'rest'
}

interface Reason {
  readonly code: string
  readonly words: string
}

const NO_REASON: Reason = { code: '', words: '' }

/**
 * pain.002: what the bank says of a file that was sent. Where it speaks of the whole message or batch
 * only, the outcome's trace is the id of our message, and it has no reference.
 */
export function readStatusReport(report: XmlElement): StatusReport {
  const problems: FileProblem[] = []
  const group = at(report, 'OrgnlGrpInfAndSts')
  const messageId = textAt(group, 'OrgnlMsgId')
  if (messageId === '')
    problems.push(problem('original-message', report, 'it does not say which message it is about'))
  const whole: Level = { messageId, status: textAt(group, 'GrpSts'), reason: reasonOf(group) }
  const transactions = eachAt(report, 'OrgnlPmtInfAndSts').flatMap((batch): readonly Said[] => {
    const level = within(whole, textAt(batch, 'PmtInfSts'), reasonOf(batch))
    const inner = [...eachAt(batch, 'TxInfAndSts')]
    if (inner.length === 0) return [{ element: batch, level, is: 'whole' }]
    const singles = inner.map((element) => ({ element, level, is: 'single' as const }))
    const isRest = hasRest(batch, group, level, inner)
    return isRest ? [...singles, { element: batch, level, is: 'rest' }] : singles
  })
  const said: readonly Said[] =
    transactions.length > 0 || group === undefined
      ? transactions
      : [{ element: group, level: whole, is: 'whole' }]
  const outcomes = said.flatMap(({ element, level, is }) => {
    if (is === 'single') return singleOutcome(element, level, problems)
    return (is === 'rest' ? restOutcome : wholeOutcome)(element, level, problems)
  })
  if (said.length === 0) problems.push(problem('empty', report, 'it says nothing of any transfer'))
  return { outcomes, problems, entries: transactions.filter(({ is }) => is === 'single').length }
}

/**
 * Whether a batch was refused as a whole, and names only some of its transfers: mostly the one at fault.
 * By the standard those that it does not name did not go either. One that it says went speaks against that.
 */
function hasRest(
  batch: XmlElement,
  group: XmlElement | undefined,
  { status }: Level,
  named: readonly XmlElement[],
): boolean {
  const count = textAt(batch, 'OrgnlNbOfTxs') || textAt(group, 'OrgnlNbOfTxs')
  const isAll = (/^\d+$/.test(count) && Number(count) <= named.length) || isSum(batch, named)
  const isRefused = (one: string) => KINDS.get(one) === 'refused'
  const saysSo = named.every((one) => isRefused(textAt(one, 'TxSts') || status))
  return isRefused(status) && saysSo && !isAll
}

/** Whether these transfers make the sum that the bank was given for the batch. */
function isSum(batch: XmlElement, named: readonly XmlElement[]): boolean {
  const amounts = named.map(instructedAmount)
  const [first] = amounts
  if (first === undefined || amounts.some((one) => one?.currency !== first.currency)) return false
  const sum = amounts.reduce((total, one) => total + (one?.amountMinor ?? 0), 0)
  return minorOf(textAt(batch, 'OrgnlCtrlSum'), first.currency) === sum
}

function instructedAmount(transfer: XmlElement): Amount | undefined {
  return (
    amountOf(at(transfer, 'OrgnlTxRef', 'Amt', 'InstdAmt')) ??
    amountOf(at(transfer, 'OrgnlTxRef', 'IntrBkSttlmAmt'))
  )
}

/** Whatever the reason was, it was not the account of a transfer that nobody named. */
function restOutcome(
  batch: XmlElement,
  { reason, ...level }: Level,
  problems: FileProblem[],
): readonly BankOutcome[] {
  const because = [reason.code, reason.words].filter((part) => part !== '').join(' ')
  const text = `refused with all of its message, and not named for itself${because && ': '}${because}`
  const rest = { ...level, reason: { code: 'NARR', words: '' } }
  return wholeOutcome(batch, rest, problems).map((one) => ({
    ...one,
    text: text.slice(0, TEXT_LENGTH_MAX),
  }))
}

function singleOutcome(
  element: XmlElement,
  outer: Level,
  problems: FileProblem[],
): readonly BankOutcome[] {
  const level = within(outer, textAt(element, 'TxSts'), reasonOf(element))
  const endToEnd = textAt(element, 'OrgnlEndToEndId').slice(0, REFERENCE_LENGTH_MAX)
  const instruction = textAt(element, 'OrgnlInstrId')
  if (endToEnd === '' || endToEnd === 'NOTPROVIDED')
    problems.push(problem('end-to-end-id', element, 'a transfer has no end-to-end id'))
  const reference = endToEnd === '' ? null : endToEnd
  const amount = instructedAmount(element)
  return outcomeOf(element, level, problems, {
    trace: reference,
    reference,
    amountMinor: amount?.amountMinor ?? null,
    currency: amount?.currency ?? null,
    noticeKey: keyOf(
      'pain.002',
      level.messageId,
      instruction,
      endToEnd,
      level.status,
      level.reason.code,
    ),
  })
}

function wholeOutcome(
  element: XmlElement,
  level: Level,
  problems: FileProblem[],
): readonly BankOutcome[] {
  const { messageId, status, reason } = level
  return outcomeOf(element, level, problems, {
    ...{
      trace: messageId === '' ? null : messageId.slice(0, REFERENCE_LENGTH_MAX),
      reference: null,
    },
    ...{ amountMinor: null, currency: null },
    noticeKey: keyOf('pain.002', messageId, textAt(element, 'OrgnlPmtInfId'), status, reason.code),
  })
}

function outcomeOf(
  element: XmlElement,
  { status, reason }: Level,
  problems: FileProblem[],
  rest: Pick<BankOutcome, 'trace' | 'reference' | 'amountMinor' | 'currency' | 'noticeKey'>,
): readonly BankOutcome[] {
  const kind = KINDS.get(status)
  if (kind === undefined) {
    const words = status === '' ? 'there is no status' : 'the status is none that is known'
    problems.push(problem('status', element, `${words}: ask the bank what became of it`))
  }
  const text = reasonText(reason.code, reason.words).slice(0, TEXT_LENGTH_MAX)
  return [
    {
      ...rest,
      // What is not understood is kept, and moves nothing.
      kind: kind ?? 'accepted',
      code: (kind === 'refused' && reason.code !== '' ? reason.code : status).slice(0, 35),
      text: text === '' ? status.slice(0, 35) : text,
      change: null,
      line: element.line,
    },
  ]
}

/** What is said further in counts; what is not said there is as outside. */
function within(outer: Level, status: string, reason: Reason): Level {
  return {
    messageId: outer.messageId,
    status: status === '' ? outer.status : status,
    reason: reason.code === '' && reason.words === '' ? outer.reason : reason,
  }
}

function reasonOf(element: XmlElement | undefined): Reason {
  if (element === undefined) return NO_REASON
  const reasons = eachAt(element, 'StsRsnInf')
  const codes = reasons.map((one) => textAt(one, 'Rsn', 'Cd') || textAt(one, 'Rsn', 'Prtry'))
  const words = reasons.flatMap((one) => eachAt(one, 'AddtlInf')).map(wordsOf)
  return { code: codes.find((code) => code !== '') ?? '', words: words.join(' ').trim() }
}

function problem(rule: string, { line }: XmlElement, message: string): FileProblem {
  return { rule, line, message }
}
