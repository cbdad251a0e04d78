import type { RunLine, RunSummary } from '../../src/contract/admin/payout-views.ts'
import { addMinor, type Minor, negateMinor, subtractMinor, ZERO } from '../../src/contract/money.ts'
import type { OperationKind } from '../../src/contract/operations.ts'
import { movesOf } from '../settlement/index.ts'
import type { Database } from '../storage/index.ts'
import { openAccount } from './account.ts'
import type { StatementDocument, StatementRow, StatementWish, SummaryLine } from './document.ts'
import { networkName } from './names.ts'
import { WORDS } from './words.ts'

/** The statement of what a settlement run did for one location: its figures are those that were frozen. */
export async function statementOfRun(
  database: Database,
  wish: StatementWish,
  run: Pick<RunSummary, 'number' | 'fromMs' | 'cutOffMs'>,
  line: RunLine,
): Promise<StatementDocument> {
  const { language, place } = wish
  return {
    ...{ language, place, runNumber: run.number, fromMs: run.fromMs, toMs: run.cutOffMs },
    networkName: await networkName(database, wish.networkId),
    summary: summaryOf(line),
    rows: () => rowsOf(database, wish, line),
  }
}

function summaryOf(line: RunLine): SummaryLine[] {
  const figure = (word: SummaryLine['word'], amountMinor: Minor, isTotal = false): SummaryLine => {
    return { word, amountMinor, isTotal }
  }
  const isPaid = line.payoutMinor >= 0
  const all = [
    figure('opening', line.openingMinor),
    figure('redeemed', line.redeemedMinor),
    figure('voided', negateMinor(line.voidedMinor)),
    figure('refunded', negateMinor(line.refundedMinor)),
    figure('returned', line.returnedMinor),
    figure('adjusted', line.adjustedMinor),
    figure('due', line.dueMinor, true),
    figure('fees', negateMinor(line.feesMinor)),
    figure(isPaid ? 'paid' : 'collected', negateMinor(line.payoutMinor)),
    figure('carried', line.carriedMinor, true),
    figure('reserve', line.reserveMinor),
  ]
  return all.filter(
    ({ word, amountMinor, isTotal }) => isTotal || ALWAYS.has(word) || amountMinor !== 0,
  )
}

const ALWAYS: ReadonlySet<string> = new Set(['opening', 'redeemed'])

/** Operations of cards: what was paid and charged before is in the opening balance. */
const LISTED: ReadonlySet<OperationKind> = new Set(['redeem', 'void', 'refund'])

async function* rowsOf(
  database: Database,
  { place, language }: StatementWish,
  line: RunLine,
): AsyncGenerator<readonly StatementRow[]> {
  const words = WORDS[language]
  const account = openAccount(place, language, line.openingMinor)
  yield [account.balance(words.opening)]
  const { fromId, toId } = line
  for await (const rows of movesOf(database, place, { by: 'journal', fromId, toId }))
    yield rows.filter(({ kind }) => LISTED.has(kind)).map(account.operation)
  const moves: StatementRow[] = []
  const move = (what: string, amountMinor: Minor, reference?: string) => {
    if (amountMinor !== 0) moves.push(account.move(what, amountMinor, reference))
  }
  const told = addMinor(line.returnedMinor, line.adjustedMinor)
  // Where several servers write, a row may have been committed after the run that its number is in.
  move(words.late, subtractMinor(subtractMinor(line.dueMinor, told), account.balanceMinor()))
  move(words.returned, line.returnedMinor)
  move(words.adjusted, line.adjustedMinor)
  moves.push(account.balance(words.due))
  for (const charge of line.charges.filter(({ collection }) => collection === 'netted'))
    move(charge.label, negateMinor(addMinor(charge.amountMinor, charge.taxMinor)))
  const [reference] = line.payouts.map((payout) => payout.reference)
  move(
    line.payoutMinor >= ZERO ? words.paid : words.collected,
    negateMinor(line.payoutMinor),
    reference,
  )
  yield [...moves, account.balance(words.carried)]
}
