import { verifyLedger } from '../../../server/storage/index.ts'
import { describeOutcomes } from './outcome-suite.ts'

describeOutcomes('SQLite', {
  start: async () => [],
  prove: async (folder) => verifyLedger(folder),
  end: () => undefined,
  places: process.env['COUNTERMARK_TEST_SCALE'] === 'full' ? 500 : 110,
})
