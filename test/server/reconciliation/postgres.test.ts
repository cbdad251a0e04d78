import { startPostgres, type TestPostgres } from '../../helpers/postgres.ts'
import { describeReconciliation } from './reconciliation-suite.ts'

let server: TestPostgres | undefined

describeReconciliation(
  async () => {
    server = await startPostgres({ version: 18 })
    return ['--database-url', await server.createDatabase()]
  },
  () => server?.end(),
)
