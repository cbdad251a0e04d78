import { afterAll } from 'vitest'
import { startPostgres, type TestPostgres } from '../../helpers/postgres.ts'
import { describeTermsAdmin } from './admin-suite.ts'

let postgres: TestPostgres | undefined
afterAll(() => postgres?.end())

describeTermsAdmin('terms and schedules on PostgreSQL', async () => {
  postgres = await startPostgres()
  return ['--database-url', await postgres.createDatabase()]
})
