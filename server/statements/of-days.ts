import { addMinor, type Minor, negateMinor } from '../../src/contract/money.ts'
import { invariant } from '../../src/contract/parse.ts'
import {
  changeOf,
  type Days,
  listPayables,
  type Movements,
  movesOf,
  openingOf,
  stretchOf,
} from '../settlement/index.ts'
import type { Database } from '../storage/index.ts'
import { openAccount } from './account.ts'
import type { StatementDocument, StatementRow, StatementWish, SummaryLine } from './document.ts'
import { networkName } from './names.ts'
import { WORDS } from './words.ts'

/** The statement of whole days: everything that moved what the location is owed. */
export async function statementOfDays(
  database: Database,
  { networkId, place, language }: StatementWish,
  days: Days,
): Promise<StatementDocument> {
  const { fromMs, toMs } = stretchOf(days, place.timeZone)
  const openingMinor = await openingOf(database, place, days)
  const { lines } = await listPayables(database, networkId, days)
  const sums = lines.find(({ locationId }) => locationId === place.locationId)
  invariant(sums, 'a location of the network has a line')
  return {
    ...{ language, place, runNumber: null, fromMs, toMs },
    networkName: await networkName(database, networkId),
    summary: summaryOf(openingMinor, sums),
    rows: () => rowsOf(database, { networkId, place, language }, days, openingMinor),
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
  { place, language }: StatementWish,
  days: Days,
  openingMinor: Minor,
): AsyncGenerator<readonly StatementRow[]> {
  const { fromMs } = stretchOf(days, place.timeZone)
  const account = openAccount(place, language, openingMinor)
  yield [account.balance(WORDS[language].opening, fromMs)]
  for await (const rows of movesOf(database, place, { by: 'days', days }))
    yield rows.map(account.operation)
  yield [account.balance(WORDS[language].closing)]
}
