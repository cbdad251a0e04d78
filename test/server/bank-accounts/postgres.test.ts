import { startPostgres, type TestPostgres } from '../../helpers/postgres.ts'
import { proveDatabase } from '../conformance/prove-database.ts'
import { describeAccounts } from './account-suite.ts'

let server: TestPostgres | undefined
let url = ''

describeAccounts('PostgreSQL', {
  start: async () => {
    server = await startPostgres({ version: 18 })
    url = await server.createDatabase()
    return ['--database-url', url]
  },
  prove: () => proveDatabase(url),
  end: async () => server?.end(),
})
