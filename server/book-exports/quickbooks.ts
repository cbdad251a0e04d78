import {
  type Currency,
  currency,
  decimalText,
  minor,
  negateMinor,
} from '../../src/contract/money.ts'
import {
  type ClosedDay,
  chartOf,
  closedDaysIn,
  csvLines,
  type FileParts,
  harmless,
  openChart,
  postingsOf,
} from '../books/index.ts'

/** What an account was debited and credited with on one day, in one currency. */
interface DayLine {
  readonly name: string
  readonly debitMinor: number
  readonly creditMinor: number
}

/** The columns of QuickBooks Online's import of journal entries, with those that it may leave out. */
const ONLINE = [
  'JournalNo',
  'JournalDate',
  'AccountName',
  'Debits',
  'Credits',
  'Description',
  'Currency',
]

/** The heads of QuickBooks Desktop's interchange format for a general journal. */
const DESKTOP = [
  '!TRNS\tTRNSID\tTRNSTYPE\tDATE\tACCNT\tAMOUNT\tDOCNUM\tMEMO',
  '!SPL\tSPLID\tTRNSTYPE\tDATE\tACCNT\tAMOUNT\tDOCNUM\tMEMO',
  '!ENDTRNS',
]

/**
 * One journal entry a closed day and currency, with a line for each side of each account: for
 * QuickBooks Online as the CSV of its import, for QuickBooks Desktop as IIF. Accounts go by the name
 * that the chart gives them.
 */
export async function* quickbooksFile(
  parts: FileParts,
  format: 'quickbooks' | 'iif',
): AsyncGenerator<string> {
  const account = openChart(await chartOf(parts.read, parts.networkId))
  yield format === 'iif' ? `${DESKTOP.join('\r\n')}\r\n` : csvLines([ONLINE])
  for await (const day of closedDaysIn(parts.read, parts.networkId, parts)) {
    for (const [code, lines] of linesOf(day, (key) => account(key).name))
      yield format === 'iif' ? desktopEntry(day, code, lines) : onlineEntry(day, code, lines)
  }
}

function linesOf(day: ClosedDay, nameOf: (key: string) => string): Map<Currency, DayLine[]> {
  const sums = new Map<string, Map<string, { debitMinor: number; creditMinor: number }>>()
  const side = (code: string, key: string) => {
    const own = sums.get(code) ?? new Map<string, { debitMinor: number; creditMinor: number }>()
    const line = own.get(key) ?? { debitMinor: 0, creditMinor: 0 }
    sums.set(code, own.set(key, line))
    return line
  }
  for (const { currency: code, debit, credit, amountMinor } of postingsOf(day)) {
    side(code, debit).debitMinor += amountMinor
    side(code, credit).creditMinor += amountMinor
  }
  return new Map(
    [...sums].map(([code, own]) => [
      currency(code),
      [...own].map(([key, line]) => ({ name: nameOf(key), ...line })),
    ]),
  )
}

function entryNumber({ number }: ClosedDay, code: Currency): string {
  return `GC${number}${code}`
}

function american(day: string): string {
  const [year, month, date] = day.split('-')
  return `${month}/${date}/${year}`
}

function onlineEntry(day: ClosedDay, code: Currency, lines: readonly DayLine[]): string {
  const row = (name: string, debitMinor: number, creditMinor: number) => [
    ...[entryNumber(day, code), american(day.day), harmless(name)],
    debitMinor > 0 ? decimalText(minor(debitMinor), code) : '',
    creditMinor > 0 ? decimalText(minor(creditMinor), code) : '',
    ...[`Gift cards of ${day.day}`, code],
  ]
  return csvLines(
    lines.flatMap(({ name, debitMinor, creditMinor }) => [
      ...(debitMinor > 0 ? [row(name, debitMinor, 0)] : []),
      ...(creditMinor > 0 ? [row(name, 0, creditMinor)] : []),
    ]),
  )
}

/** Debits above zero, credits below; the first line is the transaction, the others its splits. */
function desktopEntry(day: ClosedDay, code: Currency, lines: readonly DayLine[]): string {
  const amounts = lines.flatMap(({ name, debitMinor, creditMinor }) => [
    ...(debitMinor > 0 ? [[name, minor(debitMinor)] as const] : []),
    ...(creditMinor > 0 ? [[name, negateMinor(minor(creditMinor))] as const] : []),
  ])
  const rows = amounts.map(([name, amountMinor], at) =>
    [
      ...[at === 0 ? 'TRNS' : 'SPL', '', 'GENERAL JOURNAL', american(day.day)],
      ...[name.replaceAll(/[\t\r\n"]/g, ' '), decimalText(amountMinor, code)],
      ...[entryNumber(day, code), `Gift cards of ${day.day} ${code}`],
    ].join('\t'),
  )
  return `${[...rows, 'ENDTRNS'].join('\r\n')}\r\n`
}
