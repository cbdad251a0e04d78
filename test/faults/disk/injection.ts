import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What fails: calls of the system on the database's files, from the n-th on or only that one. */
export interface Fault {
  /** Names of calls, with commas. */
  readonly calls: string
  readonly error: 'ENOSPC' | 'EIO' | 'EROFS'
  readonly when: `${number}` | `${number}+`
}

/** The calls on the database's files, in order, and how many of them were made to fail. */
export interface Seen {
  /** Faults are counted by thread: the second write of a thread is not the second of the process. */
  readonly calls: readonly { readonly name: string; readonly thread: string }[]
  readonly hits: number
}

/** A process whose calls are watched, with or without a fault among them. */
export interface Watched {
  readonly seen: () => Seen
  /** Lets go: from now on every call does what it should. */
  readonly release: () => Promise<void>
}

/** The calls with which a database changes its files. */
export const WRITING_CALLS = 'pwrite64,fsync,fdatasync,ftruncate'

/** Watches a running process, all its threads, on these files; resolves once the fault is armed. */
export async function watchProcess(
  pid: number,
  files: readonly string[],
  fault?: Fault,
): Promise<Watched> {
  const folder = mkdtempSync(join(tmpdir(), 'countermark-strace-'))
  const log = join(folder, 'log')
  const tracer = spawn('strace', [...straceArguments(log, files, fault), '-p', String(pid)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  await untilAttached(tracer)
  return {
    seen: () => readLog(log),
    release: async () => {
      if (tracer.exitCode === null && tracer.signalCode === null) {
        const ended = once(tracer, 'exit')
        tracer.kill('SIGINT')
        await ended
      }
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The command line of strace before the process that it starts or takes over. */
export function straceArguments(log: string, files: readonly string[], fault?: Fault): string[] {
  const calls = fault ? `${WRITING_CALLS},${fault.calls}` : `${WRITING_CALLS},openat,unlink`
  const inject = fault && `inject=${fault.calls}:error=${fault.error}:when=${fault.when}`
  return [
    ...['-f', '-y', '-o', log, '-e', 'signal=none', '-e', `trace=${calls}`],
    ...(inject ? ['-e', inject] : []),
    ...files.flatMap((file) => ['-P', file]),
  ]
}

/** What a log of strace says. */
export function readLog(log: string): Seen {
  const lines = readFileSync(log, 'utf8').split('\n')
  return {
    calls: lines.flatMap((line) => {
      const [, thread, name] = /^(\d+) +(\w+)\(/.exec(line) ?? []
      return thread !== undefined && name !== undefined ? [{ thread, name }] : []
    }),
    hits: lines.filter((line) => line.includes('(INJECTED)')).length,
  }
}

function untilAttached(tracer: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    tracer.on('error', reject)
    tracer.on('exit', () => reject(new Error(`strace ended: ${said}`)))
    tracer.stderr?.on('data', (data) => {
      said += String(data)
      if (/attached/.test(said)) resolve()
    })
  })
}
