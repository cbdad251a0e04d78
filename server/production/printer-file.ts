import { Encrypter } from 'age-encryption'
import { stringify } from 'csv-stringify/sync'
import type { PrinterView } from '../../src/contract/admin/production.ts'
import { cardNumber } from '../../src/contract/card-number.ts'
import type { CardId } from '../../src/contract/ids.ts'
import { invariant } from '../../src/contract/parse.ts'
import { cardLink, openWithAny } from '../cards/index.ts'
import type { ServerContext } from '../context.ts'
import type { Batch } from './batch-rows.ts'
import { openPins } from './piece-pins.ts'
import { itemKey } from './serials.ts'
import { track2 } from './track2.ts'

/** The columns of the printer's file: RFC 4180, a line a card, in the order of the serials. */
export const PRINTER_COLUMNS = [
  'serial',
  'number',
  'pin',
  'expiry',
  'track2',
  'code128',
  'qr',
] as const

/** What a file is made of. */
export interface FileOrder {
  readonly batch: Batch
  readonly printer: PrinterView
  /** What card links begin with. */
  readonly serverUrl: string
}

/**
 * The printer's file, encrypted to the printer's key as it is read: numbers and PINs are in clear
 * nowhere else than in the piece at hand.
 */
export async function encryptedFile(
  context: ServerContext,
  order: FileOrder,
): Promise<ReadableStream<Uint8Array>> {
  const encrypter = new Encrypter()
  encrypter.addRecipient(order.printer.recipient)
  const lines = fileLines(context, order)
  const plain = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const next = await lines.next()
      if (next.done) controller.close()
      else controller.enqueue(Buffer.from(next.value))
    },
    cancel: async () => {
      await lines.return(undefined)
    },
  })
  return encrypter.encrypt(plain)
}

async function* fileLines(context: ServerContext, order: FileOrder): AsyncGenerator<string> {
  yield csv([PRINTER_COLUMNS])
  const pieces = await context.database.reports
    .selectFrom('batch_piece')
    .where('batch_number', '=', order.batch.number)
    .orderBy('id')
    .select(['id', 'first_serial', 'item_count'])
    .execute()
  let printed = 0
  for (const piece of pieces) {
    const lines = await pieceLines(context, order, piece)
    printed += lines.length
    yield csv(lines)
  }
  invariant(printed === order.batch.count, 'a printer file has every card of its batch')
}

interface Piece {
  readonly id: number
  readonly first_serial: number
  readonly item_count: number
}

async function pieceLines(
  { database, keys }: ServerContext,
  { batch, printer, serverUrl }: FileOrder,
  piece: Piece,
): Promise<string[][]> {
  const pins = await readPins({ database, keys }, batch, piece)
  const first = itemKey(batch.number, piece.first_serial)
  const rows = await database.reports
    .selectFrom('batch_item')
    .innerJoin('card', 'card.uid', 'batch_item.uid')
    .where('batch_item.id', '>=', first)
    .where('batch_item.id', '<', first + piece.item_count)
    .orderBy('batch_item.id')
    .select(['batch_item.uid', 'card.number_sealed'])
    .execute()
  const expiry = batch.printedExpiry === null ? '' : shownExpiry(batch.printedExpiry)
  return rows.map((row, at) => {
    const text = openWithAny(keys, { sealed: row.number_sealed, boundTo: row.uid })
    invariant(text !== undefined, 'a number opens under the key that sealed it')
    const number = cardNumber(text)
    const track = track2(number, batch.printedExpiry, printer.withLrc)
    const link = cardLink(keys, serverUrl, row.uid as CardId)
    return [String(piece.first_serial + at), number, pins[at] ?? '', expiry, track, number, link]
  })
}

async function readPins(
  { database, keys }: Pick<ServerContext, 'database' | 'keys'>,
  batch: Batch,
  piece: Piece,
): Promise<readonly string[]> {
  if (!batch.withPin) return []
  const row = await database.reports
    .selectFrom('batch_piece')
    .where('id', '=', piece.id)
    .select('sealed')
    .executeTakeFirst()
  invariant(row?.sealed != null, 'the PINs of a batch are there until it is received')
  return openPins(keys, piece.id, row.sealed)
}

/** `2030-12` as cards have it: `12/30`. */
function shownExpiry(printedExpiry: string): string {
  return `${printedExpiry.slice(5, 7)}/${printedExpiry.slice(2, 4)}`
}

function csv(lines: readonly (readonly string[])[]): string {
  return stringify(
    lines.map((line) => [...line]),
    { record_delimiter: '\r\n' },
  )
}
