/**
 * Loaded first into a recorded process, in each of its threads: what a test changes in the engine
 * from outside, because the product has no such switch. The write-ahead log is copied into the
 * database, and starts anew, every few pages in place of every 50 and 200 MiB, so that a short load shows what a long one does.
 * On demand the engine is made weaker: its connections get the level that TEST_SYNCHRONOUS names, and
 * what the engine syncs by itself is not synced. Says what took hold on stdout.
 */
import fs, { writeSync } from 'node:fs'
import { registerHooks, syncBuiltinESMExports } from 'node:module'
import threads, { type WorkerOptions } from 'node:worker_threads'
import Database from 'better-sqlite3'

const STDOUT = 1
const LIMITS = '/server/storage/limits.ts'
const SMALL_LOG = {
  CHECKPOINT_PAGES: 30,
  CHECKPOINT_TAIL_PAGES: 12,
  LOG_PAGES: 60,
  LOG_RESERVED_BYTES: 131_072,
}
const SYNCHRONOUS = /synchronous\s*=\s*(FULL|NORMAL|EXTRA)/i

registerHooks({
  load: (url, context, nextLoad) => {
    const loaded = nextLoad(url, context)
    if (!url.endsWith(LIMITS)) return loaded
    return { ...loaded, source: withSmallLog(String(loaded.source)) }
  },
})

threads.Worker = class extends threads.Worker {
  constructor(file: string | URL, options: WorkerOptions = {}) {
    super(file, { ...options, execArgv: ['--import', import.meta.url] })
  }
}
const level = process.env['TEST_SYNCHRONOUS'] ?? ''
if (level !== '') weaken(level)
syncBuiltinESMExports()

function withSmallLog(source: string): string {
  let small = source
  for (const [name, value] of Object.entries(SMALL_LOG)) {
    small = small.replace(new RegExp(`(const ${name} = )[\\d_]+`), `$1${value}`)
    if (!small.includes(`const ${name} = ${value}\n`)) throw new Error(`no ${name} in ${LIMITS}`)
  }
  writeSync(STDOUT, 'small log\n')
  return small
}

function weaken(to: string): void {
  const weakened = (sql: string) => {
    if (!SYNCHRONOUS.test(sql)) return sql
    writeSync(STDOUT, `weakened to ${to}\n`)
    return sql.replace(SYNCHRONOUS, `synchronous = ${to}`)
  }
  const { pragma, exec } = Database.prototype
  Database.prototype.pragma = function (sql, options) {
    return pragma.call(this, weakened(sql), options)
  }
  Database.prototype.exec = function (sql) {
    return exec.call(this, weakened(sql))
  }
  fs.fsyncSync = () => undefined
  fs.fdatasyncSync = () => undefined
}
