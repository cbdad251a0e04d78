import { afterAll, beforeAll } from 'vitest'
import { startPostgres, type TestPostgres } from '../../helpers/postgres.ts'
import { describeForte } from './forte-suite.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startPostgres({ version: 18 })
}, 120_000)
afterAll(() => postgres?.end())

describeForte('PostgreSQL', async () => ['--database-url', await postgres.createDatabase()])
