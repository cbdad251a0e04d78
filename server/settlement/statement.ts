import { decimalText } from '../../src/contract/money.ts'
import { invariant } from '../../src/contract/parse.ts'
import { type OperationRow, operationLine } from '../cards/index.ts'
import { payableAccount } from '../ledger/accounts.ts'
import type { Database } from '../storage/database.ts'
import { newestGroup } from '../storage/index.ts'
import { csvRecord, harmlessCell, localTime } from './cells.ts'
import type { Days } from './days.ts'
import { addMovements, changeOf, type Movements, NO_MOVEMENTS, sumMovements } from './movements.ts'
import type { Place } from './places.ts'
import { movesOf } from './range.ts'

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
  const lastGroup = await newestGroup(database.reports)
  yield csvRecord([...COLUMNS])
  let totals = NO_MOVEMENTS
  for await (const rows of movesOf(database, place, { by: 'days', days, lastGroup })) {
    const moved = rows.map((row) => movedBy(row, place))
    totals = moved.reduce(addMovements, totals)
    yield rows.map((row, at) => csvRecord(lineOf(row, moved[at] ?? totals, place))).join('')
  }
  yield csvRecord(totalLine(totals, place, days))
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
    harmlessCell(line.till),
    harmlessCell(line.receiptNumber),
    line.deviceCode ?? '',
    harmlessCell(line.clerk),
    harmlessCell(line.orderId),
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
