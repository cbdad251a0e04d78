import { readBooks } from '../../../../server/storage/index.ts'
import { addMinor } from '../../../../src/contract/money.ts'
import type { TestNetwork } from '../../ledger/network.ts'
import { leftOf, type ModelState } from './state.ts'

/** What a whole ledger comes to, of an engine and of the model in the same form. */
export interface Figures {
  /** Each card: its id, state and balance. */
  readonly cards: readonly string[]
  readonly operations: number
  readonly claims: number
  readonly tombstones: number
  /** Operations that something was undone of. */
  readonly undone: number
  /** By currency: what cards are worth, locations are owed, was paid in, and belongs to nobody. */
  readonly books: readonly (readonly [currency: string, ...amounts: number[]])[]
}

export async function figuresOf({ database }: TestNetwork): Promise<Figures> {
  const { read } = database
  const cards = await read
    .selectFrom('card')
    .select(['uid', 'state', 'balance_minor', 'held_minor'])
    .orderBy('uid')
    .execute()
  const count = async (table: 'tombstone' | 'reversal') => {
    const rows = read.selectFrom(table).select((row) => row.fn.countAll().as('rows'))
    return Number((await rows.executeTakeFirstOrThrow()).rows)
  }
  const operations = await read
    .selectFrom('journal')
    .select((row) => row.fn.countAll().as('rows'))
    .where('line', '=', 0)
    .executeTakeFirstOrThrow()
  const claims = await read
    .selectFrom('claim')
    .select((row) => row.fn.countAll().as('rows'))
    .where('released_by', 'is', null)
    .executeTakeFirstOrThrow()
  const { books } = await readBooks(database)
  return {
    cards: cards.map(cardText),
    operations: Number(operations.rows),
    claims: Number(claims.rows),
    tombstones: await count('tombstone'),
    undone: await count('reversal'),
    books: books
      .map((book): Figures['books'][number] => [
        book.currency,
        book.liabilityMinor,
        book.payableMinor,
        book.clearingMinor,
        book.suspenseMinor,
        book.cashedOutMinor,
        addMinor(book.adjustedMinor, book.payableAdjustedMinor),
        book.breakageMinor,
        book.importedMinor,
        book.settlingMinor,
        book.bankMinor,
        book.feeMinor,
        book.chargesMinor,
      ])
      // Of a currency in which all was given back the model knows nothing any more.
      .filter(([, ...amounts]) => amounts.some((amount) => amount !== 0))
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  }
}

export function figuresByModel(state: ModelState): Figures {
  const cards = [...state.cardsByUid.values()].map(({ uid, state: is, balance, held }) =>
    cardText({ uid, state: is, balance_minor: balance, held_minor: held }),
  )
  const operations = [...state.operations.values()]
  return {
    cards: cards.sort(),
    operations: operations.length,
    claims: state.claims.size,
    tombstones: state.tombstones.size,
    undone: operations.filter(
      (operation) =>
        operation.hold?.endedBy !== undefined ||
        operation.isVoided ||
        (operation.outcome === 'posted' && leftOf(operation) < operation.amount),
    ).length,
    books: booksByModel(state),
  }
}

const SORTS = [
  ...['card', 'payable', 'clearing', 'suspense', 'cash_out', 'adjustment', 'breakage'],
  ...['predecessor', 'settling', 'bank', 'fee', 'charges'],
]
/** What others owe the network. */
const OWED_TO_US: readonly string[] = ['clearing', 'adjustment', 'predecessor', 'charges']

function booksByModel({ cardsByUid, owed }: ModelState): Figures['books'] {
  const books = new Map<string, number[]>()
  const add = (currency: string, place: number, amount: number) => {
    const book = books.get(currency) ?? SORTS.map(() => 0)
    book[place] = (book[place] ?? 0) + amount
    books.set(currency, book)
  }
  for (const { program, balance } of cardsByUid.values()) add(program.currency, 0, balance)
  for (const [account, amount] of owed) {
    const [currency = '', sort = ''] = account.split(' ')
    const place = SORTS.indexOf(sort)
    add(currency, place, OWED_TO_US.includes(sort) ? -amount : amount)
  }
  return [...books]
    .filter(([, book]) => book.some((amount) => amount !== 0))
    .map(([currency, book]): Figures['books'][number] => [currency, ...book])
    .sort(([one], [other]) => (one < other ? -1 : 1))
}

function cardText(card: {
  readonly uid: string
  readonly state: string
  readonly balance_minor: number
  readonly held_minor: number
}): string {
  return `${card.uid} ${card.state} ${card.balance_minor} ${card.held_minor}`
}
