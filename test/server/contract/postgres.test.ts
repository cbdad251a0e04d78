import { startPostgres, type TestPostgres } from '../../helpers/postgres.ts'
import { describeJsonContract } from './json-contract.ts'

let server: TestPostgres | undefined

describeJsonContract(
  'PostgreSQL',
  async () => {
    server = await startPostgres({ version: 18 })
    return ['--database-url', await server.createDatabase()]
  },
  async () => server?.end(),
)
