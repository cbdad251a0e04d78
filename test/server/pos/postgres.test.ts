import { startPostgres, type TestPostgres } from '../../helpers/postgres.ts'
import { describePos } from './pos-suite.ts'

let server: TestPostgres | undefined

describePos('PostgreSQL', {
  start: async () => {
    server = await startPostgres({ version: 18 })
    return ['--database-url', await server.createDatabase()]
  },
  end: async () => server?.end(),
})
