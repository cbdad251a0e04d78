import { maskLastFour } from '../../../contract/card-number.ts'
import { ZERO } from '../../../contract/money.ts'
import type { ReportTotals, ShiftReport } from '../../../contract/screen/counter.ts'
import type { Language } from '../../../contract/screen/state.ts'
import type { ReceiptFacts } from '../journal/receipts.ts'
import { mark, type OwnPaper, type PaperLine, pair, plain, rule, strong, title } from './paper.ts'
import { amountText, PAPER_WORDS, timeText } from './words.ts'

/** Where and for whom is printed. */
export interface PaperPlace {
  readonly language: Language
  readonly locationName: string
  readonly deviceCode: string | null
  /** IANA zone of the location. */
  readonly timeZone: string
  /** Nothing on the paper is real. */
  readonly isTraining: boolean
}

/** The customer's receipt: what was paid, what is left, and what to pay otherwise. */
export function receiptPaper(facts: ReceiptFacts, copyNumber: number, place: PaperPlace): OwnPaper {
  const words = PAPER_WORDS[place.language]
  const { answer, till, receiptNumber, clerk } = facts
  const money = (amount: typeof answer.appliedMinor) =>
    amountText(amount, answer.currency, place.language)
  const when = timeText(facts.atMs, place.language, place.timeZone)
  return [
    title(place.locationName),
    ...trainingMark(place),
    ...(copyNumber > 0 ? [mark(`*** ${words.copy} ${copyNumber} ***`)] : []),
    ...(facts.isVoided ? [mark(words.undone)] : []),
    plain(words.receipt),
    pair(when, place.deviceCode ?? ''),
    ...(till === null ? [] : [pair(words.till, till)]),
    ...(receiptNumber === null ? [] : [pair(words.tillReceipt, receiptNumber)]),
    ...(clerk === null ? [] : [pair(words.clerk, clerk)]),
    rule,
    strong(words.taken, money(answer.appliedMinor)),
    ...(answer.remainingDueMinor === ZERO
      ? []
      : [strong(words.collect, money(answer.remainingDueMinor))]),
    pair(words.card, maskLastFour(facts.lastFour).replaceAll('•', '*')),
    ...(answer.balanceMinor === null ? [] : [strong(words.left, money(answer.balanceMinor))]),
    rule,
    plain(words.reference),
    plain(answer.operationId),
    ...(answer.balanceMinor !== null && answer.balanceMinor > ZERO ? [plain(words.keep)] : []),
  ]
}

/**
 * Whether a paper is the receipt of a station, ours or another at the same printer: its payment was a
 * till's before, and is none again.
 */
export function isStationsReceipt(rows: readonly string[]): boolean {
  return Object.values(PAPER_WORDS).some((words) => {
    const reference = rows.findLastIndex((row) => row.trim() === words.reference)
    return (
      rows.some((row) => row.trim() === words.receipt) &&
      OPERATION_ID.test(rows[reference + 1]?.trim() ?? '')
    )
  })
}

/** Its beginning: narrow paper has the rest on another row. */
const OPERATION_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-/

/** An X or Z report. */
export function reportPaper(report: ShiftReport, place: PaperPlace): OwnPaper {
  const words = PAPER_WORDS[place.language]
  const when = (timeMs: number) => timeText(timeMs, place.language, place.timeZone)
  const by = (name: string | null) => (name === null ? [] : [pair(words.clerk, name)])
  return [
    title(report.locationName),
    ...trainingMark(place),
    mark(report.zNumber === null ? words.xReport : `${words.zReport} ${report.zNumber}`),
    pair(words.device, report.deviceCode ?? report.deviceName),
    ...(report.openedAtMs === null ? [] : [pair(words.opened, when(report.openedAtMs))]),
    ...by(report.openedBy),
    pair(report.zNumber === null ? words.made : words.closed, when(report.atMs)),
    ...by(report.closedBy),
    ...report.totals.flatMap((totals) => totalsLines(totals, place.language)),
    ...report.byCashier.flatMap(({ name, totals }) => [
      rule,
      plain(name ?? words.nobody),
      ...totalsLines(totals, place.language).slice(1),
    ]),
    rule,
    pair(words.refused, String(report.refusedCount)),
    pair(words.copies, String(report.copyCount)),
    pair(words.open, String(report.openCount)),
  ]
}

function trainingMark({ isTraining, language }: PaperPlace): PaperLine[] {
  return isTraining ? [mark(`*** ${PAPER_WORDS[language].training} ***`)] : []
}

function totalsLines(totals: ReportTotals, language: Language): PaperLine[] {
  const words = PAPER_WORDS[language]
  const line = (word: string, { count, amountMinor }: ReportTotals['redeemed']) =>
    pair(`${word} (${count})`, amountText(amountMinor, totals.currency, language))
  return [
    rule,
    line(words.redeemed, totals.redeemed),
    line(words.voided, totals.voided),
    line(words.refunded, totals.refunded),
    strong(words.net, amountText(totals.netMinor, totals.currency, language)),
  ]
}
