import { Encrypter } from 'age-encryption'
import type { PrinterView } from '../../src/contract/admin/production.ts'
import { type NetworkId, uuidV7 } from '../../src/contract/ids.ts'
import { failedBecause } from '../../src/contract/reasons.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import { record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import type { SignedIn } from '../staff/index.ts'
import type { Database } from '../storage/database.ts'

/** The printers of a network by name, also those that are retired. */
export async function listPrinters(
  database: Database,
  networkId: NetworkId,
): Promise<PrinterView[]> {
  const rows = await printerRows(database, networkId).orderBy('name').execute()
  return rows.map(printerView)
}

/** A printer of this network; undefined when it is none of its printers. */
export async function findPrinter(
  database: Database,
  networkId: NetworkId,
  printerId: string,
): Promise<PrinterView | undefined> {
  const row = await printerRows(database, networkId).where('id', '=', printerId).executeTakeFirst()
  return row && printerView(row)
}

/** Adds a printer. REQUEST_MALFORMED for what is no age recipient, STATE_CONFLICT for a taken name. */
export async function addPrinter(
  context: ServerContext,
  who: SignedIn,
  asked: Pick<PrinterView, 'name' | 'recipient' | 'withLrc'>,
): Promise<Reply<PrinterView>> {
  const { database, nowMs, randomBytes } = context
  if (!isRecipient(asked.recipient)) {
    return failed(
      'REQUEST_MALFORMED',
      'recipient: give the public key that the printer made with age-keygen, as age1…',
    )
  }
  const printerId = uuidV7(nowMs(), randomBytes(10))
  const query = database.read
    .insertInto('printer')
    .values({
      id: printerId,
      network_id: who.networkId,
      name: asked.name,
      recipient: asked.recipient,
      with_lrc: asked.withLrc ? 1 : 0,
      created_at_ms: nowMs(),
      retired_at_ms: null,
    })
    .compile()
  const audit = record(context, {
    ...{ actor: `staff:${who.staffId}`, ip: who.ip },
    action: 'printer-add',
    subject: `printer:${printerId}`,
    detail: { name: asked.name, recipient: asked.recipient.slice(0, RECIPIENT_SHOWN) },
  })
  const isWritten = await database.write([{ query, changes: 1 }, audit])
  return isWritten
    ? viewAgain(database, who.networkId, printerId)
    : failedBecause(
        'STATE_CONFLICT',
        'NAME_TAKEN',
        'Another printer has this name. Choose a different one.',
      )
}

/** No new batch goes to it; what it has keeps its key. */
export async function retirePrinter(
  context: ServerContext,
  who: SignedIn,
  printerId: string,
): Promise<Reply<PrinterView>> {
  const { database, nowMs } = context
  const query = database.read
    .updateTable('printer')
    .set({ retired_at_ms: nowMs() })
    .where('id', '=', printerId)
    .where('network_id', '=', who.networkId)
    .where('retired_at_ms', 'is', null)
    .compile()
  const audit = record(context, {
    ...{ actor: `staff:${who.staffId}`, ip: who.ip },
    action: 'printer-retire',
    subject: `printer:${printerId}`,
  })
  await database.write([{ query, changes: 1 }, audit])
  return viewAgain(database, who.networkId, printerId)
}

/** Enough of a public key to know it again; one with a post-quantum part has two thousand letters. */
const RECIPIENT_SHOWN = 62

function isRecipient(text: string): boolean {
  try {
    new Encrypter().addRecipient(text)
    return true
  } catch {
    return false
  }
}

async function viewAgain(
  database: Database,
  networkId: NetworkId,
  printerId: string,
): Promise<Reply<PrinterView>> {
  const printer = await findPrinter(database, networkId, printerId)
  return printer ? success(printer) : failed('NOT_FOUND', 'There is no such printer.')
}

function printerRows(database: Database, networkId: NetworkId) {
  return database.read.selectFrom('printer').where('network_id', '=', networkId).selectAll()
}

type PrinterRow = Awaited<ReturnType<ReturnType<typeof printerRows>['execute']>>[number]

function printerView(row: PrinterRow): PrinterView {
  return {
    printerId: row.id,
    name: row.name,
    recipient: row.recipient,
    withLrc: row.with_lrc === 1,
    createdAtMs: row.created_at_ms,
    retiredAtMs: row.retired_at_ms,
  }
}
