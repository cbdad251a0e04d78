import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Kysely, sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../../../../server/storage/database.ts'
import type { Schema } from '../../../../server/storage/index.ts'
import { openDatabase } from '../../../../server/storage/index.ts'
import { readerDialect } from '../../../../server/storage/reader/index.ts'
import { READER_BOUNDS } from '../../../../server/storage/reader/limits.ts'
import { openReaders } from '../../../../server/storage/reader/readers.ts'

let folder: string
let database: Database
beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'readers-'))
  database = await openDatabase({ dataDirectory: folder })
})
afterEach(async () => {
  await database.close()
  fs.rmSync(folder, { recursive: true })
})

/** Counts up to a number in the database: as long as the number is large. */
function count(reports: Database['reports'], to: number) {
  return sql<{ n: number }>`
    WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < ${to})
    SELECT MAX(n) AS n FROM c`.execute(reports)
}

async function addNetwork(name: string): Promise<void> {
  const query = database.read
    .insertInto('network')
    .values({ id: name, name, created_at_ms: 1 })
    .compile()
  expect(await database.write([{ query, changes: 1 }])).toBe(true)
}

const networks = (from: Database['reports']) =>
  from.selectFrom('network').select('id').orderBy('id').execute()

describe('reports', () => {
  test('while one takes long: look-ups and writes go on and end before it', async () => {
    const order: string[] = []
    const report = count(database.reports, 5_000_000).then(({ rows }) => {
      order.push('report')
      return rows
    })
    await addNetwork('a')
    order.push('written')
    expect(await networks(database.read)).toEqual([{ id: 'a' }])
    order.push('looked up')
    expect(await report).toEqual([{ n: 5_000_000 }])
    expect(order).toEqual(['written', 'looked up', 'report'])
  })

  test('a transaction: one snapshot, whatever is written meanwhile', async () => {
    await addNetwork('a')
    await database.reports.transaction().execute(async (snapshot) => {
      expect(await networks(snapshot)).toEqual([{ id: 'a' }])
      await addNetwork('b')
      expect(await networks(database.reports)).toEqual([{ id: 'a' }, { id: 'b' }])
      expect(await networks(snapshot)).toEqual([{ id: 'a' }])
    })
    expect(await networks(database.reports)).toHaveLength(2)
  })

  test('a large result: whole, in order, blobs as they are', async () => {
    const { rows } = await sql<{ n: number; bytes: Uint8Array }>`
      WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 10001)
      SELECT n, x'00ff80' AS bytes FROM c`.execute(database.reports)
    expect(rows.map(({ n }) => n)).toEqual(Array.from({ length: 10_001 }, (_, at) => at + 1))
    expect(Buffer.from(rows[10_000]?.bytes ?? []).toString('hex')).toBe('00ff80')
  })

  test('a result left in the middle: the thread takes the next question', async () => {
    for (let round = 0; round < 5; round += 1) {
      const query = database.reports.selectFrom('network').select('id')
      await addNetwork(`n${round}`)
      for await (const row of query.stream()) {
        expect(row.id).toBe('n0')
        break
      }
    }
    expect(await networks(database.reports)).toHaveLength(5)
  })

  test('nothing can be written, and a faulty query spoils nothing for the next', async () => {
    const write = database.reports.deleteFrom('network').execute()
    await expect(write).rejects.toMatchObject({ message: expect.stringContaining('readonly') })
    await expect(sql`SELECT nonsense`.execute(database.reports)).rejects.toMatchObject({
      code: 'request_failed',
      outcome: 'not_done',
    })
    await addNetwork('a')
    expect(await networks(database.reports)).toEqual([{ id: 'a' }])
  })

  test('more than may wait: refused at once, the others are answered', async () => {
    const { threads, waitingMax } = READER_BOUNDS
    const asked = Array.from({ length: threads + waitingMax + 10 }, () =>
      count(database.reports, 50_000),
    )
    const outcomes = await Promise.allSettled(asked)
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected')
    expect(refused).toHaveLength(10)
    for (const { reason } of refused) expect(reason).toMatchObject({ code: 'overloaded' })
  })
})

describe('threads that are lent', () => {
  test('two that come back in the same moment serve two who wait', async () => {
    const bounds = { ...READER_BOUNDS, threads: 2, waitMaxMs: 1_000 }
    const readers = openReaders(path.join(folder, 'countermark.db'), bounds)
    try {
      const lent = [await readers.take(), await readers.take()]
      const waiting = [readers.take(), readers.take()]
      for (const thread of lent) readers.giveBack(thread)
      expect(new Set(await Promise.all(waiting))).toEqual(new Set(lent))
    } finally {
      await readers.close()
    }
  })
})

describe('a query without end', () => {
  test('is stopped, its thread replaced, and those who wait are served', async () => {
    const file = path.join(folder, 'countermark.db')
    const bounds = { ...READER_BOUNDS, threads: 1, queryMaxMs: 1_000 }
    const reports = new Kysely<Schema>({ dialect: readerDialect(file, bounds) })
    try {
      const [endless, next] = await Promise.allSettled([
        sql`WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT n FROM c
            WHERE n % 100000 = 0 LIMIT 100000`.execute(reports),
        count(reports, 1000),
      ])
      expect(endless).toMatchObject({ status: 'rejected', reason: { code: 'overloaded' } })
      expect(next).toMatchObject({ status: 'fulfilled', value: { rows: [{ n: 1000 }] } })
    } finally {
      await reports.destroy()
    }
  })
})
