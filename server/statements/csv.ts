import { decimalText } from '../../src/contract/money.ts'
import { csvRecord, harmlessCell, localTime } from '../settlement/index.ts'
import type { StatementDocument, StatementRow } from './document.ts'
import { WORDS } from './words.ts'

/** A statement as CSV of RFC 4180 in pieces, with a running balance; amounts are plain numbers. */
export async function* statementCsv(statement: StatementDocument): AsyncGenerator<string> {
  const words = WORDS[statement.language]
  yield csvRecord([
    ...[words.date, words.operation, words.card, words.till, words.receipt, words.clerk],
    ...[words.order, words.reference, words.amount, words.balance, words.currency],
  ])
  for await (const rows of statement.rows())
    yield rows.map((row) => csvRecord(cellsOf(row, statement))).join('')
}

function cellsOf(row: StatementRow, { place }: StatementDocument): string[] {
  const { currency, timeZone } = place
  return [
    row.atMs === null ? '' : localTime(row.atMs, timeZone),
    ...[row.what, row.card, row.till, row.receipt, row.clerk, row.order, row.reference].map(
      harmlessCell,
    ),
    row.amountMinor === null ? '' : decimalText(row.amountMinor, currency),
    decimalText(row.balanceMinor, currency),
    currency,
  ]
}
