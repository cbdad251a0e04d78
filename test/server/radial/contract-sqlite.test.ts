import { describeXmlContract } from './xml-contract.ts'

describeXmlContract(
  'SQLite',
  async () => [],
  async () => undefined,
)
