/**
 * Loaded first into the recorded process when a test wants a weaker ledger than the product's: the
 * connection gets the level that the test names, and whatever else the engine syncs by itself is not
 * synced, in every thread. Says so on stdout, so that a test can see that it took hold. The level
 * comes with the environment of the recorded process; the product knows nothing of it.
 */
import fs, { writeSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import threads, { type WorkerOptions } from 'node:worker_threads'
import Database from 'better-sqlite3'

const level = process.env['TEST_SYNCHRONOUS'] ?? ''
const asked = /synchronous\s*=\s*(FULL|NORMAL|EXTRA)/i

function weakened(sql: string): string {
  if (!asked.test(sql)) return sql
  writeSync(1, `weakened to ${level}\n`)
  return sql.replace(asked, `synchronous = ${level}`)
}

if (level !== '') {
  const { pragma, exec } = Database.prototype
  Database.prototype.pragma = function (sql, options) {
    return pragma.call(this, weakened(sql), options)
  }
  Database.prototype.exec = function (sql) {
    return exec.call(this, weakened(sql))
  }
  fs.fsyncSync = () => undefined
  fs.fdatasyncSync = () => undefined
  threads.Worker = class extends threads.Worker {
    constructor(file: string | URL, options: WorkerOptions = {}) {
      super(file, { ...options, execArgv: ['--import', import.meta.url] })
    }
  }
  syncBuiltinESMExports()
}
