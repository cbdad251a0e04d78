import { startPostgres, type TestPostgres } from '../../helpers/postgres.ts'
import { describeApprovals } from './approval-suite.ts'

let server: TestPostgres | undefined

describeApprovals(
  'approvals on PostgreSQL',
  async () => {
    server = await startPostgres({ version: 18 })
    return ['--database-url', await server.createDatabase()]
  },
  async () => server?.end(),
)
