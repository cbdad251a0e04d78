import type { ServerContext } from '../context.ts'
import type { Delivery } from '../delivery/index.ts'
import { bankAccountHandlers } from './admin.ts'
import { startPosting } from './posting.ts'

export { type Corrected, type Correction, correctAccount } from './entering.ts'
export { openedDetails } from './opened.ts'
export {
  type PayableAccount,
  payableAccountOf,
  type TestTransfer,
  testSent,
  testsToSend,
} from './payable.ts'
export { accountReturned, type ReturnEffect, type Returned } from './returned.ts'
export { type TestNotSent, testNotSent } from './test-again.ts'
export { accountChanges, countAccountChanges } from './unchanged.ts'

/** Where locations are paid: what people do about it, and the mails that tell it. */
export function createBankAccounts(context: ServerContext, delivery: Delivery | null) {
  const posting = startPosting(context, delivery)
  const wake = () => posting?.wake()
  return {
    admin: bankAccountHandlers(context, wake),
    /** There may be mails to send. */
    wake,
    close: async (): Promise<void> => posting?.close(),
  }
}
