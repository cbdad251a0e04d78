import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { POSTGRES_VERSIONS, startPostgres, type TestPostgres } from '../../../helpers/postgres.ts'

describe.each(POSTGRES_VERSIONS)('test server: PostgreSQL %i', (version) => {
  let postgres: TestPostgres
  beforeAll(async () => {
    postgres = await startPostgres({ version })
  })
  afterAll(() => postgres.end())

  it('keeps what was committed through a kill', async () => {
    const url = await postgres.createDatabase()
    await postgres.query(url, 'CREATE TABLE kept AS SELECT 7 AS number')
    await postgres.kill()
    await postgres.start()
    expect(await postgres.query(url, 'SELECT number FROM kept')).toEqual([{ number: 7 }])
    const [row] = await postgres.query(url, 'SHOW server_version')
    expect(String(row?.['server_version']).startsWith(`${version}.`)).toBe(true)
  })
})
