import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { ROOT } from '../../commands/run.ts'

/** What a process said on its error stream, kept for when it fails. */
const ERROR_TEXT_MAX = 4_000

/** A process of the benchmark: this same Node on one file of ours, or another program. */
export interface BenchProcess {
  readonly child: ChildProcess
  /** The end of what it said on its error stream. */
  readonly errors: () => string
}

/** Starts Node with these arguments; with `before`, as the last arguments of that program. */
export function startNode(args: readonly string[], before: readonly string[] = []): BenchProcess {
  const [program = process.execPath, ...rest] = [...before, process.execPath, ...args]
  const child = spawn(program, rest, { cwd: ROOT, stdio: ['pipe', 'pipe', 'pipe'] })
  let text = ''
  child.stderr.on('data', (part: Buffer) => {
    text = `${text}${part.toString()}`.slice(-ERROR_TEXT_MAX)
  })
  child.stdin.on('error', () => undefined)
  return { child, errors: () => text }
}

/**
 * Runs a file of this folder in a process of its own: gives it `input` and resolves with what it
 * printed, both JSON. Rejects with its own words when it failed.
 */
export async function runChild<Result>(
  file: string,
  input: unknown,
  before: readonly string[] = [],
): Promise<Result> {
  const { child, errors } = startNode([`test/bench/${file}`], before)
  const ended = once(child, 'close') as Promise<[code: number | null]>
  child.stdin?.end(JSON.stringify(input))
  let text = ''
  for await (const part of child.stdout ?? []) text += String(part)
  const [code] = await ended
  if (code !== 0) throw new Error(`${file} ended with ${code}: ${errors()}`)
  return JSON.parse(text) as Result
}

/** In the child: what it was given. */
export function readInput<Input>(): Input {
  return JSON.parse(readFileSync(0, 'utf8')) as Input
}

/** In the child: its result, and the end of the process. */
export function writeResult(result: unknown): void {
  process.stdout.write(JSON.stringify(result), () => process.exit(0))
}

/** The first line that a process prints. Rejects with its own words when it ends without one. */
export async function firstLine({ child, errors }: BenchProcess): Promise<string> {
  let text = ''
  for await (const part of child.stdout ?? []) {
    text += String(part)
    if (text.includes('\n')) {
      // Whatever comes later is of no interest, and must not fill the pipe.
      child.stdout?.resume()
      return text.slice(0, text.indexOf('\n'))
    }
  }
  throw new Error(`a process of the benchmark ended without a word: ${errors()}`)
}
