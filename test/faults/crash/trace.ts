import { createReadStream } from 'node:fs'
import { normalize } from 'node:path'
import { createInterface } from 'node:readline'

/** What a process did to files, in the order in which the system saw it. */
export type FileEvent =
  | {
      readonly is: 'write'
      readonly path: string
      readonly bytes: Uint8Array
      /** Undefined = wherever the file stands: lines added to the notes. */
      readonly offset: number | undefined
    }
  | { readonly is: 'truncate'; readonly path: string; readonly size: number }
  | { readonly is: 'unlink'; readonly path: string }
  /** What was written to this path before the call began is on the disk. */
  | { readonly is: 'sync'; readonly path: string }

/** The calls that are recorded. One that changes a file in another way ends the reading. */
export const RECORDED_CALLS =
  'write,pwrite64,fsync,fdatasync,ftruncate,unlink,unlinkat,' +
  'pwritev,pwritev2,writev,truncate,rename,renameat,renameat2,fallocate,sync_file_range,mmap'

interface Call {
  readonly name: string
  readonly parameters: string
}

/**
 * Reads the log of `strace -f -y -xx` back as events on the files that `concerns` picks. A write or
 * truncation counts from when it began, a sync only from when it had returned.
 */
export async function readTrace(
  file: string,
  concerns: (path: string) => boolean,
): Promise<FileEvent[]> {
  const events: FileEvent[] = []
  const unfinished = new Map<string, Call>()
  const lines = createInterface({
    input: createReadStream(file),
    crlfDelay: Number.POSITIVE_INFINITY,
  })
  for await (const line of lines) {
    const { process, rest } = splitLine(line)
    const resumed = /^<\.\.\. (\w+) resumed>/.exec(rest)
    if (resumed) {
      const first = unfinished.get(process)
      unfinished.delete(process)
      if (first !== undefined && isSync(first.name)) add(ended(first, rest))
      continue
    }
    const call = /^(\w+)\((.*)$/s.exec(rest)
    if (!call) continue
    const { 1: name = '', 2: parameters = '' } = call
    const isUnfinished = parameters.endsWith('<unfinished ...>')
    if (isUnfinished) unfinished.set(process, { name, parameters })
    if (isSync(name)) {
      if (!isUnfinished) add(ended({ name, parameters }, rest))
    } else {
      const path = pathOf(parameters)
      if (path !== undefined && concerns(path)) events.push(...begun({ name, parameters }, path))
    }
  }
  return events

  function add(event: FileEvent | undefined): void {
    if (event && concerns(event.path)) events.push(event)
  }
}

function splitLine(line: string): { process: string; rest: string } {
  const space = line.indexOf(' ')
  return { process: line.slice(0, space), rest: line.slice(space + 1).trimStart() }
}

function isSync(name: string): boolean {
  return name === 'fsync' || name === 'fdatasync'
}

function ended({ parameters }: Call, rest: string): FileEvent | undefined {
  const path = pathOf(parameters)
  return path !== undefined && rest.trimEnd().endsWith('= 0') ? { is: 'sync', path } : undefined
}

function begun({ name, parameters }: Call, path: string): FileEvent[] {
  switch (name) {
    case 'write':
      return [{ is: 'write', path, bytes: bytesOf(parameters), offset: undefined }]
    case 'pwrite64':
      return [{ is: 'write', path, bytes: bytesOf(parameters), offset: lastNumber(parameters) }]
    case 'ftruncate':
      return [{ is: 'truncate', path, size: lastNumber(parameters) }]
    case 'unlink':
    case 'unlinkat':
      return [{ is: 'unlink', path }]
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
  const found = /, (\d+)(?:\)\s*=.*| <unfinished \.\.\.>)$/.exec(parameters)
  if (!found) throw new Error(`no number at the end of ${parameters.slice(-60)}`)
  return Number(found[1])
}
