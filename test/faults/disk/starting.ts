import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from '../../../commands/run.ts'
import { type Fault, readLog, type Seen, straceArguments } from './injection.ts'

/** How a server fared that was started on a failing disk. */
export interface Start {
  readonly isReady: boolean
  /** What it said before it was ready or ended. */
  readonly words: string
  readonly seen: Seen
}

/** The files of the database in a folder. */
export function filesOf(folder: string): string[] {
  const database = join(folder, 'countermark.db')
  return [database, `${database}-wal`, `${database}-journal`]
}

/** A copy of the folder of a server that does not run. */
export interface FolderCopy {
  readonly folder: string
  /** Puts it back in place of whatever stands there now. */
  readonly copyTo: (folder: string) => void
  readonly remove: () => void
}

/** Copies a folder. */
export function copyOf(folder: string): FolderCopy {
  const copy = mkdtempSync(join(tmpdir(), 'countermark-failing-start-'))
  cpSync(folder, copy, { recursive: true })
  return {
    folder: copy,
    copyTo: (target) => {
      rmSync(target, { recursive: true, force: true })
      cpSync(copy, target, { recursive: true })
    },
    remove: () => rmSync(copy, { recursive: true, force: true }),
  }
}

/** Starts a server on the folder with the fault under it; kills it once it is ready. */
export async function startUnder(folder: string, fault?: Fault): Promise<Start> {
  const scratch = mkdtempSync(join(tmpdir(), 'countermark-strace-'))
  const log = join(scratch, 'log')
  const server = [process.execPath, 'server/main.ts', '--data', folder, '--port', '0']
  // With -D the tracer stands beside the server, and the server is our own child.
  const args = ['-D', '--seccomp-bpf', ...straceArguments(log, filesOf(folder), fault), ...server]
  const child = spawn('strace', args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = { out: '', words: '' }
  child.stderr.on('data', (data) => {
    said.words += String(data)
  })
  const ended = once(child, 'close')
  const ready = new Promise<true>((resolve) => {
    child.stdout.on('data', (data) => {
      said.out += String(data)
      if (said.out.includes('"ready":true')) resolve(true)
    })
  })
  try {
    const isReady = await Promise.race([ready, ended.then(() => false)])
    child.kill('SIGKILL')
    // The tracer has the same pipes: they close once its log is complete.
    await ended
    return { isReady, words: said.words, seen: readLog(log) }
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}
