import { afterAll } from 'vitest'
import { startPostgres, type TestPostgres } from '../../helpers/postgres.ts'
import { tellCases } from './cases-suite.ts'

let postgres: TestPostgres
afterAll(() => postgres.end())

tellCases(async () => {
  postgres = await startPostgres()
  return ['--database-url', await postgres.createDatabase()]
})
