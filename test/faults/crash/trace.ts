import { createReadStream } from 'node:fs'
import { normalize } from 'node:path'
import { createInterface } from 'node:readline'

/** What a process did to files, in the order in which the system saw it. */
export type FileEvent =
  | {
      readonly is: 'write'
      readonly call: number
      readonly path: string
      readonly bytes: Uint8Array
      /** Undefined = wherever the file stands: lines added to the notes. */
      readonly offset: number | undefined
    }
  | { readonly is: 'truncate'; readonly call: number; readonly path: string; readonly size: number }
  | { readonly is: 'unlink'; readonly call: number; readonly path: string }
  /** The calls on this path that had ended when the sync began are on the disk: these. */
  | { readonly is: 'sync'; readonly path: string; readonly settles: (call: number) => boolean }

/** The calls that are recorded. One that changes a file in another way ends the reading. */
export const RECORDED_CALLS =
  'write,pwrite64,fsync,fdatasync,ftruncate,unlink,unlinkat,' +
  'pwritev,pwritev2,writev,truncate,rename,renameat,renameat2,fallocate,sync_file_range,mmap'

interface Call {
  readonly name: string
  readonly parameters: string
  /** Calls that change files are numbered in the order in which they began. */
  readonly number: number
  readonly path: string
}

/** A sync that has begun: what had not ended by then it need not have caught. */
interface Sync extends Call {
  readonly under: ReadonlySet<number>
}

/**
 * Reads the log of `strace -f -y -xx` back as events on the files that `concerns` picks, numbered
 * from `first` on. A change counts from when it began, a sync from when it had returned, for what had
 * ended before it began: several threads may write and sync at once.
 */
export async function readTrace(
  file: string,
  concerns: (path: string) => boolean,
  first = 0,
): Promise<FileEvent[]> {
  const events: FileEvent[] = []
  /** By process and thread: the call that it is in. */
  const running = new Map<string, Call | Sync>()
  let number = first
  const input = createReadStream(file)
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    const { thread, rest } = splitLine(line)
    if (/^<\.\.\. \w+ resumed>/.test(rest)) {
      const call = running.get(thread)
      running.delete(thread)
      if (call && 'under' in call) events.push(...ended(call, rest))
      continue
    }
    const [, name = '', parameters = ''] = /^(\w+)\((.*)$/s.exec(rest) ?? []
    const path = pathOf(parameters)
    if (path === undefined || !concerns(path)) continue
    number += 1
    const under = new Set([...running.values()].map((call) => call.number))
    const call: Call = { name, parameters, number, path }
    const begunCall = isSync(name) ? { ...call, under } : call
    if (!('under' in begunCall)) events.push(...begun(call))
    if (NOT_ENDED.test(parameters)) running.set(thread, begunCall)
    else if ('under' in begunCall) events.push(...ended(begunCall, rest))
  }
  return events
}

/** Another thread came between, or the tracer was sent away in the middle of the call. */
const NOT_ENDED = /<(?:unfinished|detached) \.\.\.>$/

function splitLine(line: string): { thread: string; rest: string } {
  const space = line.indexOf(' ')
  return { thread: line.slice(0, space), rest: line.slice(space + 1).trimStart() }
}

function isSync(name: string): boolean {
  return name === 'fsync' || name === 'fdatasync'
}

function ended({ path, number, under }: Sync, rest: string): FileEvent[] {
  if (!rest.trimEnd().endsWith('= 0')) return []
  return [{ is: 'sync', path, settles: (call) => call < number && !under.has(call) }]
}

function begun({ name, parameters, path, number: call }: Call): FileEvent[] {
  switch (name) {
    case 'write':
      return [{ is: 'write', call, path, bytes: bytesOf(parameters), offset: undefined }]
    case 'pwrite64': {
      const offset = lastNumber(parameters)
      return [{ is: 'write', call, path, bytes: bytesOf(parameters), offset }]
    }
    case 'ftruncate':
      return [{ is: 'truncate', call, path, size: lastNumber(parameters) }]
    case 'unlink':
    case 'unlinkat':
      return [{ is: 'unlink', call, path }]
    case 'mmap':
      if (/PROT_WRITE/.test(parameters) && /MAP_SHARED/.test(parameters) && !path.endsWith('-shm'))
        throw new Error(`${path} is written through memory: that is not recorded`)
      return []
    default:
      throw new Error(`${name} on ${path}: this harness does not know how to replay that`)
  }
}

/** The path of a call: that of its descriptor, or its first text. */
function pathOf(parameters: string): string | undefined {
  const descriptor =
    /^(?:NULL, .*?, )?\d+<([^>]*)>/.exec(parameters) ?? /, \d+<([^>]*)>, /.exec(parameters)
  const text = descriptor?.[1] ?? /"([^"]*)"/.exec(parameters)?.[1]
  return text === undefined ? undefined : normalize(unescapeText(text))
}

function bytesOf(parameters: string): Buffer {
  const start = parameters.indexOf('"')
  const end = parameters.indexOf('"', start + 1)
  if (parameters.startsWith('...', end + 1)) throw new Error('the record of a write is cut short')
  return Buffer.from(parameters.slice(start + 1, end).replaceAll('\\x', ''), 'hex')
}

function unescapeText(text: string): string {
  return text.includes('\\x') ? Buffer.from(text.replaceAll('\\x', ''), 'hex').toString() : text
}

function lastNumber(parameters: string): number {
  const found = /, (\d+)(?:\)\s*=.*| <(?:unfinished|detached) \.\.\.>)$/.exec(parameters)
  if (!found) throw new Error(`no number at the end of ${parameters.slice(-60)}`)
  return Number(found[1])
}
