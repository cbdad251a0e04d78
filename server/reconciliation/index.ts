import type { RECONCILIATION_ADMIN } from '../../src/contract/admin/reconciliation.ts'
import type { ServerContext } from '../context.ts'
import { type Background, startBackground } from '../load/index.ts'
import type { AdminHandlers } from '../staff/index.ts'
import { compareAnswers, comparePayouts } from './bank.ts'
import { reconcileDays } from './days.ts'
import { LOOK_EVERY_MS } from './limits.ts'
import { comparePayments } from './payments.ts'

/** What people see of till, ledger and bank side by side. */
export function reconciliationHandlers(
  context: ServerContext,
): Pick<AdminHandlers, keyof typeof RECONCILIATION_ADMIN> {
  return {
    'reconcile-days': (who, wish) => reconcileDays(context.database, who.networkId, wish),
  }
}

/** Holds till, ledger and bank against each other, and tells what does not meet. */
export function startReconciliation(context: ServerContext): Background {
  return startBackground({
    log: context.log,
    what: 'reconciliation',
    lookEveryMs: LOOK_EVERY_MS,
    step: () => lookForDifferences(context),
  })
}

/** One look at all of it. True when there is more to look at. */
export async function lookForDifferences(context: ServerContext): Promise<boolean> {
  await comparePayouts(context)
  await compareAnswers(context)
  return comparePayments(context)
}
