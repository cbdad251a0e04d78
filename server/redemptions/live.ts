import type { NetworkId } from '../../src/contract/ids.ts'
import { networkOfOperation, operationLine, operationRows } from '../cards/index.ts'
import type { ServerContext } from '../context.ts'
import type { CommittedOperation } from '../ledger/engine.ts'
import type { AdminEvents } from '../staff/index.ts'
import { LIVE_OPERATIONS_MAX } from './limits.ts'

type Listeners = Pick<AdminEvents, 'publishOperation' | 'isQuiet'>

/**
 * Tells the people who watch what was just committed, each network its own operations. Returns how
 * to stop. Nothing is read while nobody listens.
 */
export function watchOperations(context: ServerContext, listeners: Listeners): () => void {
  return context.database.ledger.onDidCommit((operations) => {
    tell(context, listeners, operations).catch((error: unknown) =>
      context.log.error({ err: error }, 'live operations could not be told'),
    )
  })
}

async function tell(
  { database }: ServerContext,
  listeners: Listeners,
  operations: readonly CommittedOperation[],
): Promise<void> {
  if (listeners.isQuiet()) return
  const networks = await database.read.selectFrom('network').select('id').execute()
  if (networks.every(({ id }) => listeners.isQuiet(id as NetworkId))) return
  const ids = operations.slice(-LIVE_OPERATIONS_MAX).map(({ journalId }) => journalId)
  if (ids.length === 0) return
  const rows = await operationRows(database.read)
    .where('journal.id', 'in', ids)
    .where('journal.outcome', '!=', 'repeated')
    .orderBy('journal.id')
    .execute()
  for (const row of rows) {
    const networkId = networkOfOperation(row)
    if (networkId !== undefined) listeners.publishOperation(networkId, operationLine(row))
  }
}
