import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Program, readyText, startProgram } from '../../../demo/programs.ts'
import {
  describeDifference,
  type Verification,
  verifyLedger,
} from '../../../server/storage/index.ts'
import { startPostgres, type TestPostgres } from '../../helpers/postgres.ts'
import { proveDatabase } from '../../server/conformance/prove-database.ts'
import { type BankBooks, postgresBooks, sqliteBooks } from './books.ts'
import { type Bank, type BankSize, seedBank } from './seed.ts'

/** One server process, started again whenever it ends: what a supervisor does. */
export interface BankServer {
  readonly url: string
  /** SIGKILL; false when there was nothing to kill, because it is starting. */
  readonly kill: () => Promise<boolean>
  /** How often it ended without having been killed here. */
  readonly endedByItself: () => number
}

/** Server processes over one database, with a way to hurt each of its parts. */
export interface BankHouse {
  readonly bank: Bank
  readonly servers: readonly BankServer[]
  readonly books: BankBooks
  /** SIGKILL for the database's own processes; none where it lives in the server. False = missed. */
  readonly hurtDatabase: ReadonlyArray<() => Promise<boolean>>
  /** What the proof of the ledger came to, once the servers are stopped: null = it holds. */
  readonly prove: () => Promise<string | null>
  /** Ends every server in order; rejects when one did not. */
  readonly stop: () => Promise<void>
  readonly remove: () => Promise<void>
}

/** One server over the database in its folder. */
export async function openSqliteBank(size: BankSize): Promise<BankHouse> {
  const folder = mkdtempSync(join(tmpdir(), 'countermark-bank-'))
  const bank = await seedBank(folder, size)
  const server = await startServer(['--data', folder])
  return {
    ...{ bank, servers: [server], hurtDatabase: [] },
    books: sqliteBooks(folder),
    prove: async () => wordsOf(verifyLedger(folder)),
    stop: () => server.stop(),
    remove: async () => {
      await server.killForGood()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Two servers over one PostgreSQL server. */
export async function openPostgresBank(size: BankSize): Promise<BankHouse> {
  const folder = mkdtempSync(join(tmpdir(), 'countermark-bank-'))
  const postgres = await startPostgres({ settings: { fsync: 'on', max_connections: '60' } })
  const url = await postgres.createDatabase()
  const folders = ['one', 'two'].map((name) => join(folder, name))
  const [first = folder, second = folder] = folders
  for (const each of folders) mkdirSync(each, { recursive: true, mode: 0o700 })
  const bank = await seedBank(first, size, url)
  copyFileSync(join(first, 'keys.json'), join(second, 'keys.json'))
  const servers = await Promise.all(
    folders.map((each) => startServer(['--data', each, '--database-url', url])),
  )
  return {
    ...{ bank, servers, books: postgresBooks(postgres, url) },
    hurtDatabase: [() => killPostgres(postgres), () => killBackend(postgres, url)],
    prove: async () => wordsOf(await proveDatabase(url)),
    stop: async () => {
      for (const server of servers) await server.stop()
    },
    remove: async () => {
      for (const server of servers) await server.killForGood()
      await postgres.end()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

interface SupervisedServer extends BankServer {
  readonly killForGood: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** Tries of a start while its database is down too. */
const START_TRIES = 120
const BETWEEN_TRIES_MS = 250

async function startServer(args: readonly string[]): Promise<SupervisedServer> {
  let program: Program | undefined
  /** Settles when the server that is being started is there, or is given up. */
  let starting: Promise<void> = Promise.resolve()
  let [isEnding, killed, ended] = [false, 0, 0]
  const start = (port: number) =>
    startProgram('server/main.ts', [...args, '--port', String(port), '--log-level', 'error'])
  const first = await start(0)
  const url = readyText(first, 'url')
  const startAgain = async () => {
    for (let tries = 0; tries < START_TRIES && !isEnding; tries += 1) {
      const again = await start(Number(new URL(url).port)).catch(() => undefined)
      if (again) return supervise(again)
      await delay(BETWEEN_TRIES_MS)
    }
  }
  const supervise = (running: Program) => {
    program = running
    void running.ended.then(() => {
      ended += 1
      program = undefined
      starting = startAgain()
    })
  }
  supervise(first)
  const kill = async () => {
    if (!program) return false
    killed += 1
    await program.kill()
    return true
  }
  return {
    ...{ url, kill },
    endedByItself: () => ended - killed,
    stop: async () => {
      await starting
      isEnding = true
      const code = await program?.stop()
      if (code !== 0) throw new Error(`a server ended with ${code}`)
    },
    killForGood: async () => {
      isEnding = true
      await starting
      await kill()
    },
  }
}

async function killPostgres(postgres: TestPostgres): Promise<boolean> {
  await postgres.kill()
  await postgres.start()
  return true
}

/** The server of the database ends all its sessions and recovers when one of them dies so. */
async function killBackend(postgres: TestPostgres, url: string): Promise<boolean> {
  try {
    const rows = await postgres.query(
      url,
      `SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'
         AND datname = current_database() AND pid <> pg_backend_pid() ORDER BY random() LIMIT 1`,
    )
    const pid = Number(rows[0]?.['pid'])
    return pid > 0 && process.kill(pid, 'SIGKILL')
  } catch {
    // The session has just ended by itself, or the database is still recovering from the last kill.
    return false
  }
}

function wordsOf(proof: Verification): string | null {
  return proof.ok ? null : describeDifference(proof.difference)
}
