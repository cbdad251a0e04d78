import { currencyExponent, decimalText, type Minor } from '../../src/contract/money.ts'
import { localTime } from '../settlement/index.ts'
import type { StatementDocument, StatementRow } from './document.ts'
import { type Cell, spreadsheetDays, workbookParts } from './sheet.ts'
import { WORDS } from './words.ts'
import { zipOf } from './zip.ts'

/**
 * A statement as a workbook in pieces: its summary, and its operations with a running balance. Amounts
 * and times are numbers; what people wrote is text and never a formula.
 */
export function statementXlsx(statement: StatementDocument): AsyncGenerator<Buffer> {
  const words = WORDS[statement.language]
  const sheets = [
    { name: words.summary, widths: [34, 18], rows: summaryRows(statement) },
    {
      name: words.operations,
      widths: [20, 24, 11, 12, 14, 16, 16, 40, 14, 14, 8],
      rows: operationRows(statement),
    },
  ]
  return zipOf(workbookParts(sheets))
}

const text = (value: string, isBold = false): Cell => ({ is: 'text', text: value, isBold })

async function* summaryRows(statement: StatementDocument): AsyncGenerator<readonly Cell[]> {
  const { language, place, networkName, runNumber, fromMs, toMs } = statement
  const words = WORDS[language]
  const time = (timeMs: number): Cell => ({
    is: 'time',
    days: spreadsheetDays(localTime(timeMs, place.timeZone)),
  })
  const title = runNumber === null ? words.statement : `${words.settlement} ${runNumber}`
  yield [text(networkName)]
  yield [text(place.name, true)]
  yield [text(title, true)]
  if (fromMs !== null) yield [text(words.from), time(fromMs)]
  yield [text(words.until), time(toMs)]
  yield [text(words.zone), text(place.timeZone)]
  yield [text(words.currency), text(place.currency)]
  yield []
  for (const { word, amountMinor, isTotal } of statement.summary)
    yield [text(words[word], isTotal), amountCell(statement, amountMinor, isTotal)]
}

async function* operationRows(statement: StatementDocument): AsyncGenerator<readonly Cell[]> {
  const words = WORDS[statement.language]
  const heads = [
    ...[words.date, words.operation, words.card, words.till, words.receipt, words.clerk],
    ...[words.order, words.reference, words.amount, words.balance, words.currency],
  ]
  yield heads.map((head) => text(head, true))
  for await (const rows of statement.rows()) for (const row of rows) yield cellsOf(statement, row)
}

function cellsOf(statement: StatementDocument, row: StatementRow): readonly Cell[] {
  const { timeZone, currency } = statement.place
  const written = [row.what, row.card, row.till, row.receipt, row.clerk, row.order, row.reference]
  return [
    row.atMs === null ? null : { is: 'time', days: spreadsheetDays(localTime(row.atMs, timeZone)) },
    ...written.map((value) => (value === '' ? null : text(value))),
    row.amountMinor === null ? null : amountCell(statement, row.amountMinor),
    amountCell(statement, row.balanceMinor),
    text(currency),
  ]
}

function amountCell({ place }: StatementDocument, amountMinor: Minor, isBold = false): Cell {
  const { currency } = place
  const value = decimalText(amountMinor, currency)
  return { is: 'amount', value, exponent: currencyExponent(currency), isBold }
}
