import type { Client } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { moveLedger } from '../../../../server/storage/index.ts'
import { withTarget } from '../../../../server/storage/move/connect.ts'
import { copyIn } from '../../../../server/storage/move/copy-in.ts'
import { openTarget } from '../../../../server/storage/move/target.ts'
import { type DarkProxy, openDarkProxy } from '../../../helpers/dark-proxy.ts'
import { POSTGRES_VERSIONS, startPostgres, type TestPostgres } from '../../../helpers/postgres.ts'
import { cardWith, openTestNetwork } from '../../ledger/network.ts'

const SHORT = { lockMs: 500, answerMs: 1_000 }
const KEEPING = {
  tcp_keepalives_idle: '10',
  tcp_keepalives_interval: '5',
  tcp_keepalives_count: '3',
  tcp_user_timeout: '30000',
}
const SILENT = 'PostgreSQL did not answer for 1 seconds'

let postgres: TestPostgres
let databaseUrl: string
let proxy: DarkProxy
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.end())
beforeEach(async () => {
  databaseUrl = await postgres.createDatabase()
  proxy = await openDarkProxy(databaseUrl)
})
afterEach(() => proxy.close())

/** A mover whose network fails in the middle of this. */
function throughDark(work: (client: Client) => Promise<void>): Promise<void> {
  const url = databaseUrl.replace(new URL(databaseUrl).port, new URL(proxy.url).port)
  return withTarget(url, work, SHORT)
}

/** Leaves a session that has the target, though its mover is gone. Returns its process. */
async function leaveSession(): Promise<number> {
  let pid = 0
  const lost = throughDark(async (client) => {
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
    pid = rows[0]?.pid ?? 0
    proxy.goDark()
    throw new Error('the machine is gone')
  })
  await expect(lost).rejects.toThrow('the machine is gone')
  return pid
}

async function showAll(client: Client, names: readonly string[]): Promise<Record<string, string>> {
  const values: Record<string, string> = {}
  for (const name of names) {
    const { rows } = await client.query<Record<string, string>>(`SHOW ${name}`)
    values[name] = rows[0]?.[name] ?? ''
  }
  return values
}

test.each(POSTGRES_VERSIONS)(
  'a move into PostgreSQL %i: its session ends soon when the other side is gone',
  async (version) => {
    const server = await startPostgres({ version })
    try {
      // What is shown is asked of the socket itself.
      const shown = await withTarget(await server.createDatabase(), (client) =>
        showAll(client, Object.keys(KEEPING)),
      )
      expect(shown).toEqual(KEEPING)
    } finally {
      await server.end()
    }
  },
)

test('a move that PostgreSQL did not see the end of: the refusal says what lets the next one in', async () => {
  const pid = await leaveSession()
  const error: unknown = await withTarget(databaseUrl, async () => undefined, SHORT).catch(
    (reason: unknown) => reason,
  )
  const text = error instanceof Error ? error.message : ''
  expect(text).toContain(`session ${pid} of PostgreSQL`)
  const network = await openTestNetwork()
  try {
    await cardWith(network, 500)
    const statement = /SELECT pg_terminate_backend\(\d+\)$/.exec(text)?.[0] ?? 'SELECT 0 AS nothing'
    await postgres.query(databaseUrl, statement)
    const moved = await moveLedger({
      dataDirectory: network.folder,
      databaseUrl,
      onProgress: () => undefined,
    })
    expect(moved.books.cards).toMatchObject([{ cards: 1, balanceMinor: 500 }])
  } finally {
    await network.end()
  }
})

test('a mover on a dead network ends by itself and says why, in the middle of anything', async () => {
  await postgres.query(databaseUrl, 'CREATE TABLE mine (x text)')
  const columns = [{ name: 'x', kind: 'text' }] as const
  const asking = throughDark(async (client) => {
    proxy.goDark()
    await client.query('SELECT 1')
  })
  await expect(asking).rejects.toThrow(SILENT)
  proxy.light()
  const copying = throughDark((client) =>
    openTarget(client).together(async () => {
      await copyIn(client, 'mine', columns, [['there']])
      proxy.goDark()
      await copyIn(client, 'mine', columns, [['gone']])
    }),
  )
  await expect(copying).rejects.toThrow(SILENT)
  expect(proxy.lostBytes()).toBeGreaterThan(0)
  proxy.light()
  expect(await postgres.query(databaseUrl, 'SELECT x FROM mine')).toEqual([])
})
