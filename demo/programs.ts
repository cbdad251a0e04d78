import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { ROOT } from '../commands/run.ts'

/** One of our programs, running as its own process, after its ready line. */
export interface Program {
  readonly pid: number
  /** The ready line: URLs and ports. */
  readonly ready: Readonly<Record<string, unknown>>
  /** The newest lines of its log (stderr), oldest first. */
  readonly log: () => readonly string[]
  /** SIGTERM, then waits; resolves with the exit code. SIGKILL after 15 s. */
  readonly stop: () => Promise<number | null>
  /** SIGKILL at once; resolves when the process is gone. */
  readonly kill: () => Promise<void>
  /** Resolves when the process ends, by whatever means. */
  readonly ended: Promise<number | null>
}

/** How long a program may take to print its ready line: a slow machine, a cold cache. */
const READY_WITHIN_MS = 60_000
const STOP_WITHIN_MS = 15_000
const LOG_LINES_KEPT = 400

/**
 * Starts one of our entry files (`server/main.ts`, …) with this same Node and waits for its ready
 * line. Rejects with the program's own log when it ends or stays silent instead.
 */
export function startProgram(
  file: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Program> {
  const child = spawn(process.execPath, [file, ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  })
  const lines: string[] = []
  createInterface({ input: child.stderr }).on('line', (line) => {
    lines.push(line)
    if (lines.length > LOG_LINES_KEPT) lines.shift()
  })
  const ended = new Promise<number | null>((resolve) => child.on('exit', (code) => resolve(code)))
  return waitUntilReady(child, file, lines, ended)
}

function waitUntilReady(
  child: ChildProcess,
  file: string,
  lines: readonly string[],
  ended: Promise<number | null>,
): Promise<Program> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      child.kill('SIGKILL')
      reject(new Error(`${file} ${why}\n${lines.slice(-20).join('\n')}`))
    }
    const timer = setTimeout(() => fail('printed no ready line in time'), READY_WITHIN_MS)
    child.on('error', (error) => fail(`did not start: ${error.message}`))
    void ended.then((code) => fail(`ended with ${code} before it was ready`))
    const output = child.stdout
    if (!output) return fail('has no output')
    createInterface({ input: output }).on('line', (line) => {
      const ready = readReady(line)
      if (!ready) return
      clearTimeout(timer)
      resolve(asProgram(child, ready, lines, ended))
    })
  })
}

function readReady(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    const isReady = typeof value === 'object' && value !== null && 'ready' in value
    return isReady ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

function asProgram(
  child: ChildProcess,
  ready: Readonly<Record<string, unknown>>,
  lines: readonly string[],
  ended: Promise<number | null>,
): Program {
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return ended
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS)
    const code = await ended
    clearTimeout(timer)
    return code
  }
  const kill = async () => {
    child.kill('SIGKILL')
    await ended
  }
  return { pid: child.pid ?? -1, ready, log: () => lines, stop, kill, ended }
}

/** A text of the ready line; throws when the program did not print it. */
export function readyText(program: Program, name: string): string {
  const value = program.ready[name]
  if (typeof value !== 'string') throw new Error(`the ready line has no ${name}`)
  return value
}

/** A number of the ready line; throws when the program did not print it. */
export function readyNumber(program: Program, name: string): number {
  const value = program.ready[name]
  if (typeof value !== 'number') throw new Error(`the ready line has no ${name}`)
  return value
}
