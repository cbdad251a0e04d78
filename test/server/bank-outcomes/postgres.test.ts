import { startPostgres, type TestPostgres } from '../../helpers/postgres.ts'
import { proveDatabase } from '../conformance/prove-database.ts'
import { describeOutcomes } from './outcome-suite.ts'

let server: TestPostgres | undefined
let url = ''

describeOutcomes('PostgreSQL', {
  start: async () => {
    server = await startPostgres({ version: 18 })
    url = await server.createDatabase()
    return ['--database-url', url]
  },
  prove: () => proveDatabase(url),
  end: async () => server?.end(),
  places: 100,
})
