import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Caller } from '../../../../server/ledger/request.ts'

const ROOT = new URL('../../../../', import.meta.url)
const POLL_MS = 10

/** A process of a test. */
export interface Process {
  readonly child: ChildProcess
  /** What it wrote to stderr so far. */
  readonly said: () => string
  /** What it wrote to stdout so far. */
  readonly wrote: () => string
  /** Resolves with its exit code, or null when it was killed. */
  readonly ended: Promise<number | null>
}

/** Runs `countermark move` with these arguments. */
export function startMove(...args: readonly string[]): Process {
  return start([fileURLToPath(new URL('commands/countermark.ts', ROOT)), 'move', ...args])
}

/** Serves the ledger of a folder under load; the notes say what was answered. */
export function startServing(options: {
  readonly folder: string
  readonly caller: Caller
  readonly notes: string
  readonly pauseMs: number
}): Process {
  const { folder, caller, notes, pauseMs } = options
  const script = fileURLToPath(new URL('./loading-child.ts', import.meta.url))
  return start([script, folder, JSON.stringify(caller), notes, String(pauseMs)])
}

function start(args: readonly string[]): Process {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const [wrote, said] = [gather(child.stdout), gather(child.stderr)]
  const ended = new Promise<number | null>((resolve) =>
    child.once('close', (code) => resolve(code)),
  )
  return { child, said, wrote, ended }
}

function gather(stream: NodeJS.ReadableStream): () => string {
  let text = ''
  stream.setEncoding('utf8')
  stream.on('data', (part: string) => {
    text += part
  })
  return () => text
}

/** Waits until something is so, or the process has ended. */
export async function until(isSo: () => boolean, { child }: Process): Promise<void> {
  while (!isSo() && child.exitCode === null && child.signalCode === null) await delay(POLL_MS)
}

/** Lines of a file of notes; one that a kill cut does not count. */
export function readLines(file: string): string[] {
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8').split('\n').slice(0, -1)
}
