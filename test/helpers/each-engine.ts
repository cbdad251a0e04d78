import { afterAll, beforeAll } from 'vitest'
import { startPostgres, type TestPostgres } from './postgres.ts'

/** Makes a place for a ledger: undefined for a file in the server's folder, else a database's address. */
type MakeDatabase = () => Promise<string | undefined>

/** Both engines, for `describe.each`, in the file that calls this. */
export function eachEngine(): readonly (readonly [name: string, makeDatabase: MakeDatabase])[] {
  let postgres: TestPostgres
  beforeAll(async () => {
    postgres = await startPostgres()
  }, 60_000)
  afterAll(() => postgres?.end())
  return [
    ['SQLite', async () => undefined],
    ['PostgreSQL', () => postgres.createDatabase()],
  ]
}
