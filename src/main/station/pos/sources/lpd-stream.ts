import { LPD_CONTROL_BYTES_MAX, LPD_JOB_BYTES_MAX, LPD_LINE_BYTES_MAX } from './limits.ts'

/** Reads what a client says to a print queue (RFC 1179), cut anywhere. Pure and bounded. */
export interface LpdStream {
  /** Gives the same bytes to pass on, with the queue's name replaced where one was given. */
  readonly push: (bytes: Uint8Array) => Uint8Array
}

/** What the client said, in order. */
export interface LpdEvents {
  /** 02: a job begins. To be acknowledged, as {@link onFile} and {@link onFileEnd} are. */
  readonly onJob: (queue: string) => void
  /** A file is announced: the control file, or data, of so many bytes or until the end. */
  readonly onFile: () => void
  readonly onControl: (control: LpdControl) => void
  readonly onData: (bytes: Uint8Array) => void
  readonly onFileEnd: (file: 'control' | 'data') => void
  /** 01 inside a job: the client takes the job back. */
  readonly onAbort: () => void
  /** A command about the queue itself: print, state (short or long), remove. */
  readonly onQueueCommand: (code: number) => void
  /** Not the protocol: nothing after it is read. */
  readonly onNonsense: () => void
}

/** What a control file says that is of use to us. */
export interface LpdControl {
  readonly host: string | null
  readonly user: string | null
  readonly jobName: string | null
}

/** `queue`: the name that the next queue knows; null leaves the client's. */
export function createLpdStream(events: LpdEvents, queue: string | null = null): LpdStream {
  let line: number[] = []
  let control: number[] = []
  let isInJob = false
  let file: { readonly kind: 'control' | 'data'; left: number } | null = null
  let isAtMark = false
  let isOver = false

  const readLine = (out: Uint8Array[]) => {
    const [code = 0, ...rest] = line
    const text = Buffer.from(rest).toString('latin1')
    line = []
    const isJob = !isInJob && code === 2
    out.push(isJob && queue !== null ? bytesOf(2, queue) : bytesOf(code, text))
    if (!isInJob) return commandOf(code, text)
    return subcommandOf(code, text)
  }
  const commandOf = (code: number, text: string) => {
    if (code < 1 || code > 5) return nonsense()
    if (code !== 2) return events.onQueueCommand(code)
    isInJob = true
    events.onJob(text.split(' ')[0] ?? '')
  }
  const subcommandOf = (code: number, text: string) => {
    if (code === 1) {
      isInJob = false
      return events.onAbort()
    }
    const size = /^(\d+)(?: |$)/.exec(text)?.[1]
    // Several jobs may come over one connection, the next one as a command again.
    if (code === 2 && size === undefined) return commandOf(code, text)
    if (size === undefined || (code !== 2 && code !== 3)) return nonsense()
    const count = Number(size)
    if (code === 2 && count > LPD_CONTROL_BYTES_MAX) return nonsense()
    control = []
    // Nothing, or more than can be: the client did not count, and its end is the file's.
    const untilEnd = code === 3 && (count === 0 || count > LPD_JOB_BYTES_MAX)
    file = {
      kind: code === 2 ? 'control' : 'data',
      left: untilEnd ? Number.POSITIVE_INFINITY : count,
    }
    isAtMark = count === 0 && !untilEnd
    events.onFile()
  }
  const nonsense = () => {
    isOver = true
    events.onNonsense()
  }
  const readFile = (bytes: Uint8Array) => {
    if (file === null) return
    if (file.kind === 'data') events.onData(bytes)
    else control.push(...bytes)
    file.left -= bytes.length
    isAtMark = file.left === 0
  }
  /** The byte after a file: 00 when it is whole. */
  const readMark = (mark: number) => {
    const kind = file?.kind ?? 'data'
    file = null
    isAtMark = false
    if (mark !== 0) return nonsense()
    if (kind === 'control') events.onControl(controlOf(control))
    events.onFileEnd(kind)
  }
  return {
    push: (bytes) => {
      const out: Uint8Array[] = []
      let at = 0
      while (at < bytes.length && !isOver) {
        if (isAtMark) {
          out.push(bytes.subarray(at, at + 1))
          readMark(bytes[at] ?? 0)
          at += 1
        } else if (file !== null) {
          const piece = bytes.subarray(at, at + Math.min(file.left, bytes.length - at))
          out.push(piece)
          readFile(piece)
          at += piece.length
        } else {
          const byte = bytes[at] ?? 0
          at += 1
          if (byte === 0x0a) readLine(out)
          else if (line.length >= LPD_LINE_BYTES_MAX) nonsense()
          else line.push(byte)
        }
      }
      if (at < bytes.length) out.push(bytes.subarray(at))
      return Buffer.concat(out)
    },
  }
}

function bytesOf(code: number, text: string): Uint8Array {
  return Buffer.concat([Buffer.from([code]), Buffer.from(`${text}\n`, 'latin1')])
}

function controlOf(bytes: readonly number[]): LpdControl {
  const lines = Buffer.from(bytes).toString('utf8').split('\n')
  const valueAfter = (letter: string) => {
    const line = lines.find((text) => text.startsWith(letter))
    const value = line
      ?.slice(1)
      .replaceAll(/[\p{Cc}\p{Cf}]/gu, '')
      .trim()
      .slice(0, 99)
    return value === undefined || value === '' ? null : value
  }
  return { host: valueAfter('H'), user: valueAfter('P'), jobName: valueAfter('J') }
}
