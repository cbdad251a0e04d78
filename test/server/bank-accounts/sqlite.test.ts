import { verifyLedger } from '../../../server/storage/index.ts'
import { describeAccounts } from './account-suite.ts'

describeAccounts('SQLite', {
  start: async () => [],
  prove: async (folder) => verifyLedger(folder),
  end: () => undefined,
})
