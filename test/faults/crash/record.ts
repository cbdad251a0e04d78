import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type FileEvent, RECORDED_CALLS, readTrace } from './trace.ts'

/** How strictly the recorded engine syncs: as the product does, or as SQLite alone at a level. */
export type Synchronous = 'product' | 'NORMAL' | 'OFF'

/** What a caller was told: it must be there after a power cut from then on. */
export type Promised =
  | {
      readonly is: 'operation'
      readonly caller: string
      readonly requestId: string
      readonly digest: string
    }
  | { readonly is: 'location'; readonly locationId: string }

/** One step of a recorded load: a change of a file (path within the folder), or a promise. */
export type Step = FileEvent | { readonly is: 'promise'; readonly promised: Promised }

export interface Recording {
  readonly steps: readonly Step[]
  /** Of the database itself: how often the log was copied into it. */
  readonly copies: number
  readonly syncs: number
  readonly promises: number
}

const CHILD = fileURLToPath(new URL('./loading-child.ts', import.meta.url))
const PRELOAD = new URL('./recorded-engine.ts', import.meta.url).href
/** More calls than one process makes. */
const CALLS_MAX = 1_000_000
/** Longer than any write of the engine. */
const WRITE_BYTES_MAX = 16 * 1024 * 1024

export interface LoadSize {
  readonly synchronous: Synchronous
  /** Operations of each of the processes; all but the last of them are killed. */
  readonly operations: readonly number[]
}

/**
 * Records everything that a ledger's life writes: made in an empty folder, loaded, killed, opened
 * again by the next process with what the killed one left, and closed at last.
 */
export async function recordLoad({ synchronous, operations }: LoadSize): Promise<Recording> {
  const folder = mkdtempSync(join(tmpdir(), 'countermark-recording-'))
  try {
    const steps: Step[] = []
    for (const [index, count] of operations.entries()) {
      const isLast = index === operations.length - 1
      const trace = join(folder, `trace-${index}`)
      await runChild(folder, trace, [String(count), isLast ? 'close' : 'kill'], synchronous)
      steps.push(...(await readSteps(folder, trace, index * CALLS_MAX)))
      rmSync(trace)
    }
    return {
      steps,
      copies: steps.filter((step) => step.is === 'sync' && step.path.endsWith('.db')).length,
      syncs: steps.filter(({ is }) => is === 'sync').length,
      promises: steps.filter(({ is }) => is === 'promise').length,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function runChild(
  folder: string,
  trace: string,
  args: readonly string[],
  synchronous: Synchronous,
): Promise<void> {
  mkdirSync(join(folder, 'data'), { recursive: true })
  const isWeaker = synchronous !== 'product'
  const child = spawn(
    'strace',
    [
      ...['-f', '-y', '-xx', '-s', String(WRITE_BYTES_MAX), '--seccomp-bpf', '-o', trace],
      ...['-e', `trace=${RECORDED_CALLS}`, '-e', 'signal=none'],
      ...[
        process.execPath,
        '--import',
        PRELOAD,
        CHILD,
        join(folder, 'data'),
        join(folder, 'notes'),
        ...args,
      ],
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...(isWeaker && { TEST_SYNCHRONOUS: synchronous }) },
    },
  )
  const said = { out: '', error: '' }
  child.stdout.on('data', (data) => {
    said.out += String(data)
  })
  child.stderr.on('data', (data) => {
    said.error += String(data)
  })
  const { code, signal } = await new Promise<{ code: number | null; signal: string | null }>(
    (resolve, reject) => {
      child.on('error', reject)
      child.on('close', (code, signal) => resolve({ code, signal }))
    },
  )
  const wasKilled = args.includes('kill')
  const isRight = wasKilled ? signal === 'SIGKILL' : code === 0
  if (!isRight) throw new Error(`the recorded process ended with ${code} ${signal}\n${said.error}`)
  if (!said.out.includes('small log')) throw new Error('the engine has no log of a known length')
  if (isWeaker && !said.out.includes(`weakened to ${synchronous}`))
    throw new Error('the engine asks for durability in an unknown way: nothing was weakened')
}

async function readSteps(folder: string, trace: string, first: number): Promise<Step[]> {
  const [data, notes] = [join(folder, 'data'), join(folder, 'notes')]
  const concerns = (path: string) =>
    path === notes || (path.startsWith(data) && !/-shm$|server\.lock/.test(path))
  const events = await readTrace(trace, concerns, first)
  return events.flatMap((event): Step[] => {
    if (event.path !== notes) return [{ ...event, path: relative(data, event.path) }]
    return event.is === 'write' ? promisesOf(event.bytes) : []
  })
}

function promisesOf(bytes: Uint8Array): Step[] {
  return Buffer.from(bytes)
    .toString()
    .trim()
    .split('\n')
    .map((line) => ({ is: 'promise', promised: promisedOf(line) }))
}

function promisedOf(line: string): Promised {
  const [word, first = '', requestId = '', digest = ''] = line.split(' ')
  if (word === 'wrote') return { is: 'location', locationId: first }
  if (word !== 'done' || digest === '') throw new Error(`a note that is none: ${line}`)
  return { is: 'operation', caller: first, requestId, digest }
}
