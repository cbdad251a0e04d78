import { stringify } from 'csv-stringify/sync'
import { decimalText } from '../../src/contract/money.ts'
import { invariant } from '../../src/contract/parse.ts'
import { type OperationRow, operationLine, operationRows } from '../cards/index.ts'
import { payableAccount } from '../ledger/accounts.ts'
import type { Database } from '../storage/database.ts'
import { journalRange } from '../storage/index.ts'
import { type Days, stretchOf } from './days.ts'
import { STATEMENT_ROWS_AT_ONCE } from './limits.ts'
import { addMovements, changeOf, type Movements, NO_MOVEMENTS, sumMovements } from './movements.ts'
import type { Place } from './places.ts'

const COLUMNS = [
  'time',
  'operation',
  'kind',
  'card',
  'till',
  'receipt',
  'device',
  'clerk',
  'order',
  'original operation',
  'redeemed',
  'voided',
  'refunded',
  'fees',
  'paid',
  'adjusted',
  'payable',
  'currency',
] as const

/**
 * The operations behind a location's payable, oldest first, as CSV of RFC 4180 in pieces; the last
 * line has the totals, which are sums of the lines above and equal the payable to the cent.
 */
export async function* statementLines(
  database: Database,
  place: Place,
  days: Days,
): AsyncGenerator<string> {
  yield csv([...COLUMNS])
  let totals = NO_MOVEMENTS
  for await (const rows of pagesOf(database, place, days)) {
    const moved = rows.map((row) => movedBy(row, place))
    totals = moved.reduce(addMovements, totals)
    yield rows.map((row, at) => csv(lineOf(row, moved[at] ?? totals, place))).join('')
  }
  yield csv(totalLine(totals, place, days))
}

/** A page at a time, up to the newest row there was at the start. */
async function* pagesOf(
  database: Database,
  place: Place,
  days: Days,
): AsyncGenerator<readonly OperationRow[]> {
  const { fromMs, toMs } = stretchOf(days, place.timeZone)
  const account = payableAccount(place.locationId)
  const range = await journalRange(database.reports, { fromMs, toMs })
  let afterId = range.firstId - 1
  while (true) {
    const rows = await operationRows(database.reports)
      .where('journal.id', '>', afterId)
      .where('journal.id', '<=', range.lastId)
      .where('journal.time_ms', '>=', fromMs)
      .where('journal.time_ms', '<', toMs)
      .where(({ eb, or }) =>
        or([eb('journal.credit_account', '=', account), eb('journal.debit_account', '=', account)]),
      )
      .orderBy('journal.id')
      .limit(STATEMENT_ROWS_AT_ONCE)
      .execute()
    if (rows.length > 0) yield rows
    const last = rows.at(-1)
    if (last === undefined || rows.length < STATEMENT_ROWS_AT_ONCE) return
    afterId = last.id
  }
}

function movedBy(row: OperationRow, place: Place): Movements {
  invariant(row.currency === place.currency, 'a location is owed in its own currency')
  const isRaised = row.credit_account === payableAccount(place.locationId)
  const amount = row.amount_minor ?? 0
  return sumMovements([{ kind: row.kind, moved_minor: isRaised ? amount : -amount }])
}

function lineOf(row: OperationRow, moved: Movements, place: Place): string[] {
  const line = operationLine(row)
  return [
    localTime(line.atMs, place.timeZone),
    line.operationId,
    line.kind,
    line.lastFour ?? '',
    asText(line.till),
    asText(line.receiptNumber),
    line.deviceCode ?? '',
    asText(line.clerk),
    asText(line.orderId),
    line.originalOperationId ?? '',
    ...amountCells(moved, place),
  ]
}

function totalLine(totals: Movements, place: Place, { from, to }: Days): string[] {
  const title = `total ${from} to ${to}`
  return [title, '', '', '', '', '', '', '', '', '', ...amountCells(totals, place)]
}

/** Numbers as they are, so that a spreadsheet can add them up. */
function amountCells(moved: Movements, { currency }: Place): string[] {
  return [
    decimalText(moved.redeemedMinor, currency),
    decimalText(moved.voidedMinor, currency),
    decimalText(moved.refundedMinor, currency),
    decimalText(moved.feesMinor, currency),
    decimalText(moved.paidMinor, currency),
    decimalText(moved.adjustedMinor, currency),
    decimalText(changeOf(moved), currency),
    currency,
  ]
}

/** What people and tills wrote, made harmless: a spreadsheet would run a cell that begins so. */
function asText(value: string | null): string {
  const text = value ?? ''
  return /^[=+\-@\t\r\0]/.test(text) ? `'${text}` : text
}

function localTime(timeMs: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  })
  return format.format(timeMs)
}

function csv(cells: readonly string[]): string {
  return stringify([[...cells]], { record_delimiter: '\r\n' })
}
