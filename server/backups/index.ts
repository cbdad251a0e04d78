import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { parseJson } from '../../src/contract/parse.ts'
import type { ServerContext } from '../context.ts'
import { backupFile, readBackupName } from '../storage/index.ts'
import { LOOK_EVERY_MS, RETRY_AFTER_MS } from './limits.ts'
import type { BackupSettings } from './settings.ts'

export { type BackupSettings, readBackupSettings } from './settings.ts'

/** How the regular backups are doing. */
export interface BackupFigures {
  /** When the newest good one was begun, in ms since 1970 UTC; null when there is none. */
  readonly lastAtMs: number | null
  readonly lastBytes: number | null
  /** Copy and proof together. */
  readonly lastTookMs: number | null
  /** Why the latest attempt failed; null when it did not. */
  readonly problem: string | null
}

export interface RegularBackups {
  readonly figures: () => BackupFigures
  /** Ends the one that is being made, which then leaves nothing behind. */
  readonly close: () => Promise<void>
}

const PROCESS = fileURLToPath(new URL('./backup-process.ts', import.meta.url))

/**
 * Makes a backup whenever the newest one in the folder is old enough, also of a time before this
 * process, in a process of its own. One at a time; too old ones are removed after a good one.
 */
export function startRegularBackups(
  { config, log, nowMs }: Pick<ServerContext, 'config' | 'log' | 'nowMs'>,
  settings: BackupSettings,
): RegularBackups {
  const { folder, everyMs, keep } = settings
  let figures: BackupFigures = {
    lastAtMs: newestTime(folder),
    lastBytes: null,
    lastTookMs: null,
    problem: null,
  }
  let failedAtMs: number | undefined
  let running: { readonly child: ChildProcess; readonly ended: Promise<void> } | undefined
  const isDue = () => {
    if (failedAtMs !== undefined && nowMs() - failedAtMs < RETRY_AFTER_MS) return false
    // A clock that was set back makes no backup wait for years.
    return figures.lastAtMs === null || Math.abs(nowMs() - figures.lastAtMs) >= everyMs
  }
  const succeed = (file: string, atMs: number, { bytes, copyMs, proofMs }: Made) => {
    failedAtMs = undefined
    figures = { lastAtMs: atMs, lastBytes: bytes, lastTookMs: copyMs + proofMs, problem: null }
    log.info({ file, bytes, copyMs, proofMs }, 'a backup was made and proven')
    removeOldest(folder, keep, atMs)
  }
  const fail = (problem: string) => {
    failedAtMs = nowMs()
    figures = { ...figures, problem }
    log.error(`no backup was made: ${problem}`)
  }
  const look = () => {
    if (running || !isDue()) return
    const atMs = nowMs()
    const file = backupFile(folder, atMs)
    const { child, done } = makeInProcess(config.dataDirectory, file, folder)
    const ended = done
      .then((made) => succeed(file, atMs, made))
      .catch((error: unknown) => fail(error instanceof Error ? error.message : String(error)))
      .finally(() => {
        running = undefined
      })
    running = { child, ended }
  }
  look()
  const timer = setInterval(look, LOOK_EVERY_MS)
  timer.unref()
  return {
    figures: () => figures,
    close: async () => {
      clearInterval(timer)
      running?.child.kill('SIGTERM')
      await running?.ended
    },
  }
}

const madeSchema = z.strictObject({
  bytes: z.int(),
  copyMs: z.int(),
  proofMs: z.int(),
  operations: z.int(),
})
type Made = z.output<typeof madeSchema>

function makeInProcess(dataDirectory: string, file: string, folder: string) {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const child = spawn(process.execPath, [PROCESS, dataDirectory, file], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [said, complained] = [gather(child.stdout), gather(child.stderr)]
  const done = new Promise<Made>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (_code, signal) => {
      const made = parseJson(madeSchema, said())
      if (made.ok) resolve(made.value)
      else if (signal !== null) {
        rmSync(`${file}.unfinished`, { recursive: true, force: true })
        reject(new Error(`it was ended by ${signal}`))
      } else reject(new Error(complained() || 'the copying process said nothing'))
    })
  })
  return { child, done }
}

const TEXT_MAX = 10_000

function gather(stream: NodeJS.ReadableStream): () => string {
  let text = ''
  stream.setEncoding('utf8')
  stream.on('data', (part: string) => {
    text = (text + part).slice(-TEXT_MAX)
  })
  return () => text.trim()
}

function readBackups(folder: string): { readonly name: string; readonly timeMs: number }[] {
  const names = listed(folder)
  const backups = names.flatMap((name) => {
    const timeMs = readBackupName(name)
    return timeMs === undefined ? [] : [{ name, timeMs }]
  })
  return backups.sort((one, other) => one.timeMs - other.timeMs)
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function newestTime(folder: string): number | null {
  return readBackups(folder).at(-1)?.timeMs ?? null
}

/** Counts those up to the one just made: what a clock that was ahead left never costs a new one. */
function removeOldest(folder: string, keep: number, madeAtMs: number): void {
  const upToNow = readBackups(folder).filter(({ timeMs }) => timeMs <= madeAtMs)
  for (const { name } of upToNow.slice(0, -keep)) rmSync(join(folder, name))
}
