import { Decrypter, generateX25519Identity, identityToRecipient } from 'age-encryption'
import { createProgram } from '../../../server/programs/index.ts'
import type { BatchView, PrinterView } from '../../../src/contract/admin/production.ts'
import type { ProgramId } from '../../../src/contract/ids.ts'
import { currency, minor } from '../../../src/contract/money.ts'
import { done, type TestServer } from '../house/open-server.ts'

/** A printing house with its key, as the network knows it. */
export interface PrintingHouse {
  readonly printer: PrinterView
  /** The file as it was sent, and its lines once opened with the printer's own key. */
  readonly open: (file: Uint8Array) => Promise<PrintedLine[]>
}

/** A line of the printer's file by its columns. */
export type PrintedLine = Readonly<Record<string, string>>

export async function openPrintingHouse(
  server: TestServer,
  options: { readonly name?: string; readonly withLrc?: boolean } = {},
): Promise<PrintingHouse> {
  const identity = await generateX25519Identity()
  const recipient = await identityToRecipient(identity)
  const { name = 'Card Works', withLrc = false } = options
  const printer = done(await server.operator.call('add-printer', { name, recipient, withLrc }))
  return {
    printer,
    open: async (file) => {
      const decrypter = new Decrypter()
      decrypter.addIdentity(identity)
      return linesOf(await decrypter.decrypt(file, 'text'))
    },
  }
}

/** No value of these files has a comma or a quote. */
function linesOf(text: string): PrintedLine[] {
  const [head = '', ...lines] = text.trimEnd().split('\r\n')
  const names = head.split(',')
  return lines.map((line) => {
    const cells = line.split(',')
    return Object.fromEntries(names.map((name, at) => [name, cells[at] ?? '']))
  })
}

export async function addProgram(
  server: TestServer,
  change: { readonly name?: string; readonly pinPolicy?: 'never' | 'online' | 'always' } = {},
): Promise<ProgramId> {
  const made = await createProgram(server.context, {
    networkId: server.networkId,
    name: change.name ?? 'Town Card',
    currency: currency('EUR'),
    cardPrefix: '997001',
    pinPolicy: change.pinPolicy ?? 'online',
    loadMinMinor: minor(1),
    loadMaxMinor: minor(100_000),
    balanceMaxMinor: minor(200_000),
    reloadable: true,
    acceptedAt: 'network',
  })
  return done(made).programId
}

interface BatchOrder {
  readonly programId: ProgramId
  readonly printer: PrinterView
  readonly count: number
  readonly name?: string
  readonly withPin?: boolean
  readonly printedExpiry?: string
}

export async function planBatch(server: TestServer, order: BatchOrder): Promise<BatchView> {
  const reply = await server.operator.call('create-batch', {
    programId: order.programId,
    printerId: order.printer.printerId,
    name: order.name ?? 'Spring 2027',
    count: order.count,
    withPin: order.withPin ?? true,
    printedExpiry: order.printedExpiry ?? null,
  })
  return done(reply)
}

/** Waits until the batch is ready. */
export async function untilReady(server: TestServer, batchId: string): Promise<BatchView> {
  for (;;) {
    const { batch } = done(await server.operator.call('read-batch', { batchId }))
    if (batch.state !== 'planned') return batch
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Fetches the encrypted file. */
export function fetchFile(
  server: TestServer,
  batchId: string,
  reason: string | null = null,
): Promise<Response> {
  return server.operator.send(`/production/batches/${batchId}/export`, {
    method: 'POST',
    headers: { 'x-countermark-admin': '1', 'content-type': 'application/json' },
    body: JSON.stringify({ reason }),
  })
}

/** A batch as it stands with the printer, fetched and opened there. */
export async function printBatch(
  server: TestServer,
  house: PrintingHouse,
  order: Omit<BatchOrder, 'printer'>,
): Promise<{ readonly batch: BatchView; readonly lines: readonly PrintedLine[] }> {
  const { batchId } = await planBatch(server, { ...order, printer: house.printer })
  const batch = await untilReady(server, batchId)
  const file = await fetchFile(server, batchId)
  const lines = await house.open(new Uint8Array(await file.arrayBuffer()))
  return { batch, lines }
}
