import { afterAll, expect } from 'vitest'
import { startPostgres, type TestPostgres } from '../../helpers/postgres.ts'
import { proveDatabase } from '../conformance/prove-database.ts'
import { tellGivingUp } from './giving-up-suite.ts'

let postgres: TestPostgres
let url = ''
afterAll(() => postgres.end())

tellGivingUp(
  async () => {
    postgres = await startPostgres()
    url = await postgres.createDatabase()
    return ['--database-url', url]
  },
  async () => {
    expect(await proveDatabase(url)).toMatchObject({ ok: true })
  },
)
