import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import { record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import type { SignedIn } from '../staff/index.ts'
import { findBatch } from './batch-rows.ts'
import { actorOf, changedMeanwhile, noBatch } from './batches.ts'
import { encryptedFile } from './printer-file.ts'
import { findPrinter } from './printers.ts'

/** A file on its way to whoever fetches it. */
interface Exported {
  readonly name: string
  readonly stream: ReadableStream<Uint8Array>
}

/**
 * The encrypted file of a batch that is ready. It is on the audit before its first byte goes out, and
 * a second time it takes a reason. STATE_CONFLICT before the batch is ready and after it is received.
 */
export async function exportBatch(
  context: ServerContext,
  who: SignedIn,
  asked: { readonly batchId: string; readonly reason: string | null; readonly serverUrl: string },
): Promise<Reply<Exported>> {
  const { database } = context
  const batch = await findBatch(database, who.networkId, asked.batchId)
  if (batch === undefined) return noBatch()
  if (batch.state !== 'ready') return failed('STATE_CONFLICT', NOT_READY[batch.state])
  if (batch.exports > 0 && asked.reason === null) {
    return failed('REQUEST_MALFORMED', 'reason: the file was fetched before. Say why again.')
  }
  const printer = await findPrinter(database, who.networkId, batch.printerId)
  if (printer === undefined) return noBatch()
  const { reason, serverUrl } = asked
  if (!(await noteExport(context, who, { ...batch, printerName: printer.name, reason })))
    return changedMeanwhile()
  const stream = await encryptedFile(context, { batch, printer, serverUrl })
  return success({ name: `${fileName(batch.name)}.csv.age`, stream })
}

const NOT_READY = {
  planned: 'The batch is still being made. Wait until all its cards are there.',
  received: 'The cards came back, and the PINs for the printer were erased. Make another batch.',
  spoiled: 'The batch was given up. Make another one.',
} as const

interface Noted {
  readonly batchId: string
  readonly exports: number
  readonly printerName: string
  readonly reason: string | null
}

async function noteExport(
  context: ServerContext,
  who: SignedIn,
  { batchId, exports, printerName, reason }: Noted,
): Promise<boolean> {
  const { database, nowMs } = context
  const query = database.read
    .updateTable('batch')
    .set({ exports: exports + 1, last_export_at_ms: nowMs() })
    .where('id', '=', batchId)
    .where('state', '=', 'ready')
    .where('exports', '=', exports)
    .compile()
  const audit = record(context, {
    ...actorOf(who),
    action: 'batch-export',
    subject: `batch:${batchId}`,
    detail: { download: exports + 1, printer: printerName, reason },
  })
  return database.write([{ query, changes: 1 }, audit])
}

function fileName(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .toLowerCase()
  return plain === '' ? 'batch' : plain
}
