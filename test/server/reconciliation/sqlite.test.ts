import { describeReconciliation } from './reconciliation-suite.ts'

describeReconciliation(
  async () => [],
  () => undefined,
)
