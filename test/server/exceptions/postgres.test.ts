import { startPostgres, type TestPostgres } from '../../helpers/postgres.ts'
import { describeExceptions } from './exception-suite.ts'

let server: TestPostgres | undefined

describeExceptions('PostgreSQL', {
  start: async () => {
    server = await startPostgres({ version: 18 })
    return ['--database-url', await server.createDatabase()]
  },
  end: async () => server?.end(),
})
