import { startPostgres, type TestPostgres } from '../../helpers/postgres.ts'
import { describeGifts } from './gift-suite.ts'

let server: TestPostgres | undefined

describeGifts('PostgreSQL', {
  start: async () => {
    server = await startPostgres({ version: 18 })
    return ['--database-url', await server.createDatabase()]
  },
  end: async () => server?.end(),
})
