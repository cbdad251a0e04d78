import { appendFileSync, readFileSync } from 'node:fs'
import { workerData } from 'node:worker_threads'
import BetterSqlite3 from 'better-sqlite3'
import type { WriterData } from '../../../../server/storage/messages.ts'

/**
 * Where the disk fails the writer: what SQLite is told then, for the first time, and its code. At
 * `copying thread` it failed that one before, and the board says so.
 */
export interface DiskFault {
  readonly at: string
  readonly code: string
}

/**
 * The writer thread on a disk that fails it once, as `fault` beside the database says. `notes` beside
 * it says which copies of the log the writer asked for, and when the disk failed.
 */
const { board, file } = workerData as WriterData
const fault = JSON.parse(readFileSync(`${file}.fault`, 'utf8')) as DiskFault
let hasFailed = false

/** Where the copying thread says what it did, and its word for what may be lost. */
const [LENGTH, LOST] = [3, -2]
if (fault.at === 'copying thread') Atomics.store(board, LENGTH, LOST)

function note(text: string): void {
  appendFileSync(`${file}.notes`, `${text}\n`)
}

function tell(text: string): void {
  if (text.startsWith('wal_checkpoint')) note(text)
  if (hasFailed || text !== fault.at) return
  hasFailed = true
  note('failed')
  throw new BetterSqlite3.SqliteError('the disk fails', fault.code)
}

const { pragma, prepare } = BetterSqlite3.prototype
BetterSqlite3.prototype.pragma = function (text, options) {
  tell(text)
  return pragma.call(this, text, options)
}
BetterSqlite3.prototype.prepare = function (this: BetterSqlite3.Database, sql: string) {
  const statement = prepare.call(this, sql) as BetterSqlite3.Statement<[]>
  const run = statement.run.bind(statement)
  if (sql === fault.at)
    statement.run = () => {
      tell(sql)
      return run()
    }
  return statement
} as typeof prepare
await import('../../../../server/storage/sqlite/writer.ts')
