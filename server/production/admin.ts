import type { PRODUCTION } from '../../src/contract/admin/production.ts'
import { success } from '../../src/contract/refusals.ts'
import type { ServerContext } from '../context.ts'
import type { Background } from '../load/index.ts'
import type { AdminHandlers } from '../staff/index.ts'
import { allocate, listAllocations, moveAllocation, reportMissing } from './allocations.ts'
import { batchViews } from './batch-rows.ts'
import { noBatch, planBatch, receiveBatch, spoilBatch } from './batches.ts'
import { addPrinter, listPrinters, retirePrinter } from './printers.ts'
import { readMissing, readStock } from './stock.ts'

type ProductionCalls = keyof typeof PRODUCTION

/** What the people of a network do about printed cards. */
export function productionHandlers(
  context: ServerContext,
  work: Background,
): Pick<AdminHandlers, ProductionCalls> {
  const { database } = context
  return {
    'list-printers': async (who) =>
      success({ printers: await listPrinters(database, who.networkId) }),
    'add-printer': (who, params) => addPrinter(context, who, params),
    'retire-printer': (who, { printerId }) => retirePrinter(context, who, printerId),
    'list-batches': async (who) => success({ batches: await batchViews(database, who.networkId) }),
    'read-batch': async (who, { batchId }) => {
      const [batch] = await batchViews(database, who.networkId, batchId)
      if (batch === undefined) return noBatch()
      return success({
        batch,
        allocations: await listAllocations(database, who.networkId, batchId),
      })
    },
    'create-batch': async (who, params) => {
      const reply = await planBatch(context, who, params)
      if (reply.ok) work.wake()
      return reply
    },
    'receive-batch': (who, { batchId }) => receiveBatch(context, who, batchId),
    'spoil-batch': (who, { batchId, reason }) => spoilBatch(context, who, batchId, reason),
    ...allocationHandlers(context),
  }
}

type AllocationCalls =
  | 'allocate-cards'
  | 'ship-allocation'
  | 'receive-allocation'
  | 'withdraw-allocation'
  | 'report-missing'
  | 'read-stock'

function allocationHandlers(context: ServerContext): Pick<AdminHandlers, AllocationCalls> {
  return {
    'allocate-cards': (who, params) => allocate(context, who, params),
    'ship-allocation': (who, { allocationId }) =>
      moveAllocation(context, who, 'ship', allocationId),
    'receive-allocation': (who, { allocationId }) =>
      moveAllocation(context, who, 'receive', allocationId),
    'withdraw-allocation': (who, { allocationId }) =>
      moveAllocation(context, who, 'withdraw', allocationId),
    'report-missing': (who, { allocationId, missing }) =>
      reportMissing(context, who, allocationId, missing),
    'read-stock': async (who) =>
      success({
        locations: await readStock(context, who.networkId),
        missing: await readMissing(context, who.networkId),
      }),
  }
}
