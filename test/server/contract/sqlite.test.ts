import { describeJsonContract } from './json-contract.ts'

describeJsonContract(
  'SQLite',
  async () => [],
  async () => undefined,
)
