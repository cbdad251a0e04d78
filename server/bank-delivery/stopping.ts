import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import type { ServerContext } from '../context.ts'
import type { WriteQuery } from '../storage/database.ts'
import type { DeliveryFile } from './bringing.ts'
import { claim } from './deliver.ts'
import { findDestination } from './destinations.ts'
import { changeFile, type FileRecord, findFile } from './records.ts'

/** What to write so that a file is never brought any more; null when there is nothing to stop. */
export type Stopping = WriteQuery | null

/**
 * Takes a file out of the hands of its destination: once the query of the reply is written, nobody brings
 * it there any more. STATE_CONFLICT while it may be there and only the server can find out, and of Forte,
 * which says of each credit by itself what became of it; UNAVAILABLE while it is handed over right now.
 */
export async function stopDelivery(
  context: ServerContext,
  deliveryId: string,
  file: DeliveryFile,
): Promise<Reply<Stopping>> {
  const destination = await findDestination(context, deliveryId)
  if (destination === undefined) return success(null)
  if (destination.settings.kind === 'forte') return failed('STATE_CONFLICT', CREDITS)
  const before = await findFile(context, deliveryId, file.fileName)
  const known = before && foundOut(before)
  if (known) return known
  const claimed = await claim(context, destination, file)
  if (!claimed.ok) return claimed
  const change = { state: 'done', problem: null, lease_until_ms: 0 } as const
  return foundOut(claimed.value) ?? success(changeFile(context, claimed.value, change))
}

/** The reply for a file that needs no stopping, or may not be stopped. */
function foundOut({ state }: FileRecord): Reply<Stopping> | undefined {
  switch (state) {
    case 'done':
      return success(null)
    case 'naming':
    case 'unknown':
      return failed('STATE_CONFLICT', DOUBT)
    case 'begun':
      return undefined
  }
}

const CREDITS =
  'Forte takes each credit by itself, and says by itself which of them it refused. Those are owed again then.'
const DOUBT =
  'It is not known yet whether the bank has it, and the server looks that up by itself. Wait until it did.'
