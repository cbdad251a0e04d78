import { describeApprovals } from './approval-suite.ts'

describeApprovals(
  'approvals on SQLite',
  async () => [],
  async () => undefined,
)
