import type { CardNumber } from '../../src/contract/card-number.ts'
import { invariant } from '../../src/contract/parse.ts'
import { record } from '../audit/index.ts'
import { makePrintedCard, type Pins, type PrintedCard, takenNumbers } from '../cards/index.ts'
import type { ServerContext } from '../context.ts'
import { rulesNow } from '../programs/index.ts'
import type { Database, WriteQuery } from '../storage/database.ts'
import type { Batch } from './batch-rows.ts'
import { DRAWS_MAX, LEASE_MS, PIECE_CARDS } from './limits.ts'
import { sealPins } from './piece-pins.ts'
import { itemKey, pieceKey } from './serials.ts'

/** What it takes to fill batches. */
export interface Filling {
  readonly context: ServerContext
  readonly pins: Pins
  /** Names this server among those that share a database. */
  readonly filler: string
}

/**
 * Makes the next piece of a batch: first its serials with their card ids, then its cards in the ledger,
 * all or none, then the mark that they are there. Whoever is killed between these is continued by
 * {@link settle}: it sees which came to be. `ended` when there is no more to do here: the batch is
 * ready, or given up, or another server has it.
 */
export async function fillPiece(filling: Filling, batch: Batch): Promise<'more' | 'ended'> {
  const { context, filler } = filling
  const last = await lastPiece(context.database, batch)
  if (last && last.is_filled === 0) return (await settle(filling, batch, last)) ? 'more' : 'ended'
  const firstSerial = last ? last.first_serial + last.item_count : 1
  const count = Math.min(PIECE_CARDS, batch.count - firstSerial + 1)
  if (count <= 0) {
    await finish(filling, batch)
    return 'ended'
  }
  const piece: Piece = {
    id: last ? last.id + 1 : pieceKey(batch.number, 1),
    first_serial: firstSerial,
    item_count: count,
  }
  const { cards, drawnAgain } = await drawCards(filling, batch, count)
  const isPlanned = await context.database.write([
    renewLease(context, filler, batch, drawnAgain),
    ...planPiece(context, batch, piece, cards),
  ])
  if (!isPlanned) return 'ended'
  // False when a number came to be elsewhere meanwhile: settling sees that none of them is there.
  await context.database.ledger.stock(
    cards.map(({ card }) => card),
    'generate',
  )
  return (await settle(filling, batch, piece)) ? 'more' : 'ended'
}

/** Cards that were made in one go. */
interface Piece {
  readonly id: number
  readonly first_serial: number
  readonly item_count: number
}

function lastPiece(database: Database, batch: Batch) {
  return database.read
    .selectFrom('batch_piece')
    .where('batch_number', '=', batch.number)
    .orderBy('id', 'desc')
    .select(['id', 'first_serial', 'item_count', 'is_filled'])
    .executeTakeFirst()
}

/** Marks the piece when its cards are there, forgets it when none is. False when it is not ours any more. */
async function settle({ context, filler }: Filling, batch: Batch, piece: Piece): Promise<boolean> {
  const { read, write } = context.database
  const [first, last] = itemsOf(batch, piece)
  const there = await read
    .selectFrom('batch_item')
    .innerJoin('card', 'card.uid', 'batch_item.uid')
    .where('batch_item.id', '>=', first)
    .where('batch_item.id', '<=', last)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  const isFilled = there.count === piece.item_count
  invariant(isFilled || there.count === 0, 'the cards of a piece are there all or none')
  const lease = renewLease(context, filler, batch, isFilled ? 0 : piece.item_count)
  const ofPiece = read.updateTable('batch_piece').set({ is_filled: 1 }).where('id', '=', piece.id)
  if (isFilled) return write([lease, { query: ofPiece.compile(), changes: 1 }])
  const items = read.deleteFrom('batch_item').where('id', '>=', first).where('id', '<=', last)
  const gone = read.deleteFrom('batch_piece').where('id', '=', piece.id)
  return write([lease, { query: items.compile() }, { query: gone.compile(), changes: 1 }])
}

function itemsOf(batch: Batch, { first_serial, item_count }: Piece): [number, number] {
  const first = itemKey(batch.number, first_serial)
  return [first, first + item_count - 1]
}

/** Cards whose numbers are all new, as far as can be seen now; the ledger has the last word. */
async function drawCards(
  { context, pins }: Filling,
  batch: Batch,
  count: number,
): Promise<{ readonly cards: readonly PrintedCard[]; readonly drawnAgain: number }> {
  const rules = await rulesNow(context.database, batch.programId)
  const program = { programId: batch.programId, cardPrefix: batch.prefix, rules }
  const order = { program, batch: batch.name, withPin: batch.withPin }
  const found = new Map<CardNumber, PrintedCard>()
  let drawn = 0
  for (let draw = 0; draw < DRAWS_MAX; draw += 1) {
    const wanted = count - found.size
    const fresh = Array.from({ length: wanted }, () => makePrintedCard(context, pins, order))
    drawn += wanted
    const taken = await takenNumbers(
      context,
      fresh.map(({ number }) => number),
    )
    for (const made of fresh) {
      if (!taken.has(made.number) && !found.has(made.number)) found.set(made.number, made)
    }
    if (found.size === count) return { cards: [...found.values()], drawnAgain: drawn - count }
  }
  throw new Error('the numbers of a new batch already existed, several times in a row')
}

/** Keeps the batch ours a while longer; does not fit when it is planned no more or another server's. */
function renewLease(
  { database, nowMs }: ServerContext,
  filler: string,
  batch: Batch,
  drawnAgain: number,
): WriteQuery {
  const query = database.read
    .updateTable('batch')
    .set(({ eb }) => ({
      filler,
      lease_until_ms: nowMs() + LEASE_MS,
      drawn_again: eb('drawn_again', '+', drawnAgain),
    }))
    .where('id', '=', batch.batchId)
    .where('state', '=', 'planned')
    .where(({ eb, or }) => or([eb('filler', '=', filler), eb('lease_until_ms', '<', nowMs())]))
    .compile()
  return { query, changes: 1 }
}

function planPiece(
  { database, keys, randomBytes }: ServerContext,
  batch: Batch,
  piece: Piece,
  cards: readonly PrintedCard[],
): WriteQuery[] {
  const pins = cards.map(({ pin }) => pin)
  const row = {
    ...piece,
    batch_number: batch.number,
    sealed: batch.withPin ? sealPins(keys, piece.id, pins, randomBytes) : null,
    is_filled: 0 as const,
  }
  const items = cards.map(({ card, quickPin }, at) => ({
    id: itemKey(batch.number, piece.first_serial + at),
    uid: card.cardId,
    pin_hash: quickPin,
    is_quick: quickPin === null ? (0 as const) : (1 as const),
  }))
  return [
    { query: database.read.insertInto('batch_piece').values(row).compile(), changes: 1 },
    {
      query: database.read.insertInto('batch_item').values(items).compile(),
      changes: items.length,
    },
  ]
}

async function finish({ context, filler }: Filling, batch: Batch): Promise<void> {
  const { database, nowMs } = context
  const query = database.read
    .updateTable('batch')
    .set({ state: 'ready', ready_at_ms: nowMs() })
    .where('id', '=', batch.batchId)
    .where('state', '=', 'planned')
    .where('filler', '=', filler)
    .compile()
  const audit = record(context, {
    actor: 'system',
    action: 'batch-ready',
    subject: `batch:${batch.batchId}`,
    detail: { name: batch.name, count: batch.count },
  })
  await database.write([{ query, changes: 1 }, audit])
}
