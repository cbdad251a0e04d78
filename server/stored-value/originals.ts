import type { NetworkId, OperationId } from '../../src/contract/ids.ts'
import { networkOfOperation, type OperationRow, operationRows } from '../cards/index.ts'
import { decodeOperationId } from '../ledger/operation-id.ts'
import type { Caller, NamedOriginal } from '../ledger/request.ts'
import type { Database } from '../storage/database.ts'

/** The recorded operation of this id in a network; undefined when the network has none. */
export async function findOriginal(
  database: Database,
  networkId: NetworkId,
  operationId: OperationId,
): Promise<OperationRow | undefined> {
  const place = decodeOperationId(operationId)
  if (place === undefined) return undefined
  const row = await operationRows(database.read)
    .where('journal.id', '=', place.journalId)
    .where('journal.time_ms', '=', place.timeMs)
    .executeTakeFirst()
  return row && networkOfOperation(row) === networkId ? row : undefined
}

/** A program undoes what it did itself, and what was done at its own location; people undo the rest. */
export function mayUndo(caller: Caller, original: OperationRow): boolean {
  const isOwn = original.caller === caller.key
  return isOwn || (caller.locationId !== null && original.location_id === caller.locationId)
}

/** Whether this caller may undo what it names; of an id of its own the ledger itself can tell. */
export async function mayUndoNamed(
  database: Database,
  caller: Caller,
  original: NamedOriginal,
): Promise<boolean> {
  if (original.by === 'request') return true
  if (caller.networkId === undefined) return false
  const row = await findOriginal(database, caller.networkId, original.operationId)
  return row !== undefined && mayUndo(caller, row)
}
