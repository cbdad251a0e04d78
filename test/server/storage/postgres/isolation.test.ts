import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '../../../../server/storage/index.ts'
import { startPostgres, type TestPostgres } from '../../../helpers/postgres.ts'

let postgres: TestPostgres
let folder = ''
beforeAll(async () => {
  postgres = await startPostgres()
  folder = mkdtempSync(path.join(os.tmpdir(), 'isolation-'))
})
afterAll(async () => {
  await postgres.end()
  rmSync(folder, { recursive: true, force: true })
})

test.each(['repeatable read', 'serializable'])(
  'servers that start at once on a database whose transactions are %s: all of them start',
  async (isolation) => {
    const databaseUrl = await postgres.createDatabase()
    const name = new URL(databaseUrl).pathname.slice(1)
    await postgres.query(
      databaseUrl,
      `ALTER DATABASE ${name} SET default_transaction_isolation = '${isolation}'`,
    )
    const started = await Promise.allSettled(
      ['one', 'two', 'three'].map((server) =>
        openDatabase({ dataDirectory: path.join(folder, name, server), databaseUrl }),
      ),
    )
    const up = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    await Promise.all(up.map((database) => database.close()))
    expect(started.filter(({ status }) => status === 'rejected')).toEqual([])
  },
)
