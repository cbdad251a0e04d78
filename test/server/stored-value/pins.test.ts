import { verifyLedger } from '../../../server/storage/index.ts'
import { startPostgres, type TestPostgres } from '../../helpers/postgres.ts'
import { proveDatabase } from '../conformance/prove-database.ts'
import { describePins } from './pins-suite.ts'

describePins('SQLite', {
  start: async () => [],
  end: async () => undefined,
  verify: async ({ folder }) => verifyLedger(folder),
})

let server: TestPostgres | undefined
let url = ''
describePins('PostgreSQL', {
  start: async () => {
    server = await startPostgres()
    url = await server.createDatabase()
    return ['--database-url', url]
  },
  end: async () => server?.end(),
  verify: () => proveDatabase(url),
})
