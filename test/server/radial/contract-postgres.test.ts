import { startPostgres, type TestPostgres } from '../../helpers/postgres.ts'
import { describeXmlContract } from './xml-contract.ts'

let server: TestPostgres | undefined

describeXmlContract(
  'PostgreSQL',
  async () => {
    server = await startPostgres({ version: 18 })
    return ['--database-url', await server.createDatabase()]
  },
  async () => server?.end(),
)
