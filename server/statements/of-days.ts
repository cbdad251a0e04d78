import { addMinor, type Minor, negateMinor } from '../../src/contract/money.ts'
import {
  changeOf,
  type Days,
  type Movements,
  movesOf,
  openingOf,
  payableOf,
  type StatementRange,
  stretchOf,
} from '../settlement/index.ts'
import type { Database } from '../storage/index.ts'
import { openAccount } from './account.ts'
import type { StatementDocument, StatementRow, StatementWish, SummaryLine } from './document.ts'
import { networkName } from './names.ts'
import { WORDS } from './words.ts'

type DaysRange = Extract<StatementRange, { by: 'days' }>

/** The statement of whole days: everything that moved what the location is owed. */
export async function statementOfDays(
  database: Database,
  { networkId, place, language }: StatementWish,
  days: Days,
): Promise<StatementDocument> {
  const { fromMs, toMs } = stretchOf(days, place.timeZone)
  const openingMinor = await openingOf(database, place, days)
  const { line, lastGroup } = await payableOf(database, networkId, place, days)
  return {
    ...{ language, place, runNumber: null, fromMs, toMs },
    networkName: await networkName(database, networkId),
    summary: summaryOf(openingMinor, line),
    // What is committed from now on is of the next statement, or its lines would add up to more than its sums.
    rows: () =>
      rowsOf(database, { place, language }, { by: 'days', days, lastGroup }, openingMinor),
  }
}

function summaryOf(openingMinor: Minor, sums: Movements): SummaryLine[] {
  const line = (word: SummaryLine['word'], amountMinor: Minor, isTotal = false): SummaryLine => {
    return { word, amountMinor, isTotal }
  }
  const moved = [
    line('redeemed', sums.redeemedMinor),
    line('voided', negateMinor(sums.voidedMinor)),
    line('refunded', negateMinor(sums.refundedMinor)),
    line('fees', negateMinor(sums.feesMinor)),
    line('adjusted', sums.adjustedMinor),
    line('paid', negateMinor(sums.paidMinor)),
  ]
  return [
    line('opening', openingMinor),
    ...moved.filter(({ word, amountMinor }) => word === 'redeemed' || amountMinor !== 0),
    line('closing', addMinor(openingMinor, changeOf(sums)), true),
  ]
}

async function* rowsOf(
  database: Database,
  { place, language }: Pick<StatementWish, 'place' | 'language'>,
  range: DaysRange,
  openingMinor: Minor,
): AsyncGenerator<readonly StatementRow[]> {
  const { fromMs } = stretchOf(range.days, place.timeZone)
  const account = openAccount(place, language, openingMinor)
  yield [account.balance(WORDS[language].opening, fromMs)]
  for await (const rows of movesOf(database, place, range)) yield rows.map(account.operation)
  yield [account.balance(WORDS[language].closing)]
}
