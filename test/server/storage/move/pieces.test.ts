import BetterSqlite3 from 'better-sqlite3'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { databaseFile, moveLedger } from '../../../../server/storage/index.ts'
import { openCopying, type TableProof } from '../../../../server/storage/move/copying.ts'
import { openSource } from '../../../../server/storage/move/source.ts'
import { readTables } from '../../../../server/storage/move/tables.ts'
import { openTarget } from '../../../../server/storage/move/target.ts'
import { startPostgres, type TestPostgres } from '../../../helpers/postgres.ts'
import { cardWith, openTestNetwork, type TestNetwork } from '../../ledger/network.ts'
import { compareSides } from './sides.ts'

/** Batches number their cards by the million: ids of the first card of each, and one of its last. */
const BATCHES = 40
const ITEMS = [
  ...Array.from({ length: BATCHES }, (_, batch) => (batch + 1) * 1_000_000 + 1),
  (BATCHES + 1) * 1_000_000 - 1,
]
/** Below all of them, between them, on both sides of where a piece ends, and beyond them. */
const STALE = [0, 1, 10_000, 10_001, 7_500_000, 90_000_000]

let postgres: TestPostgres
let network: TestNetwork
let databaseUrl: string
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.end())
beforeEach(async () => {
  network = await openTestNetwork()
  databaseUrl = await postgres.createDatabase()
  await cardWith(network, 500)
  await network.database.close()
  const file = new BetterSqlite3(databaseFile(network.folder))
  const add = file.prepare('INSERT INTO batch_item (id, uid, is_quick) VALUES (?, ?, 0)')
  for (const id of ITEMS) add.run(id, `card ${id}`)
  file.close()
})
afterEach(() => network.end())

function move(onProgress: (text: string) => void = () => undefined) {
  return moveLedger({ dataDirectory: network.folder, databaseUrl, onProgress })
}

/** Compares both sides once more, as a move does at its end. */
async function proveAgain(): Promise<{ asked: Map<string, number>; proofs: TableProof[] }> {
  const connection = new BetterSqlite3(databaseFile(network.folder), { readonly: true })
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const target = openTarget(client)
    const asked = new Map<string, number>()
    const copying = openCopying({
      source: openSource(connection),
      target: {
        ...target,
        digest: (table, piece) => {
          asked.set(table.name, (asked.get(table.name) ?? 0) + 1)
          return target.digest(table, piece)
        },
      },
      tables: readTables(connection),
    })
    return { proofs: await copying.proveAll(), asked }
  } finally {
    connection.close()
    await client.end()
  }
}

test('a table with gaps between its numbers: what is compared grows with its rows', async () => {
  await move()
  const { asked, proofs } = await proveAgain()
  expect(asked.get('batch_item')).toBe(ITEMS.length)
  expect(proofs.find(({ table }) => table === 'batch_item')?.rows).toBe(ITEMS.length)
  await compareSides(network.folder, databaseUrl)
})

test('rows that only the target has are found wherever they lie, and leave no trace', async () => {
  await expect(
    move((text) => {
      if (text.includes('copying')) throw new Error('cut here')
    }),
  ).rejects.toThrow('cut here')
  const rows = STALE.map((id) => `(${id}, 'stale ${id}', 0)`)
  await postgres.query(
    databaseUrl,
    `INSERT INTO batch_item (id, uid, is_quick) VALUES ${rows.join(', ')}`,
  )
  const { tables } = await move()
  const counts = await compareSides(network.folder, databaseUrl)
  expect(counts.get('batch_item')).toBe(ITEMS.length)
  expect(tables).toEqual((await proveAgain()).proofs)
})
