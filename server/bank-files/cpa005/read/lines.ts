import { LINE_READ_MAX, RECORD_LENGTH } from '../limits.ts'

/** One line of the file: a record, or what stands in place of one. */
export interface Line {
  /** From 1: the physical line, or the record in a file without line ends. */
  readonly number: number
  /** Without its end; at most {@link LINE_READ_MAX} characters of it. */
  readonly text: string
  /** Of the whole line. */
  readonly length: number
  /** Empty in a file without line ends, and maybe at its end. */
  readonly end: '' | '\n' | '\r\n' | '\r'
  readonly encoding: 'latin1' | 'utf8'
}

const LF = 0x0a
const CR = 0x0d
const DOLLAR = 0x24

/**
 * The lines of a file, whatever ends them; a file without line ends is cut into records of 1464. Holds
 * one line at a time.
 */
export function* linesOf(bytes: Uint8Array): Generator<Line> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const mark = buffer.includes(LF) ? LF : CR
  let from = 0
  let number = 0
  if (buffer[0] === DOLLAR) {
    number += 1
    const line = lineAt(buffer, from, mark, number)
    yield line.line
    from = line.next
  }
  yield* hasLines(buffer, from, mark)
    ? markedLines(buffer, from, mark, number)
    : blocks(buffer, from, number)
}

/** Whether a line ends anywhere before the end of the file. */
function hasLines(buffer: Buffer, from: number, mark: number): boolean {
  const first = buffer.indexOf(mark, from)
  if (first === -1) return buffer.length - from <= RECORD_LENGTH
  return first < buffer.length - 1 || first - from <= RECORD_LENGTH + 1
}

function* markedLines(
  buffer: Buffer,
  start: number,
  mark: number,
  before: number,
): Generator<Line> {
  let from = start
  let number = before
  while (from < buffer.length) {
    number += 1
    const { line, next } = lineAt(buffer, from, mark, number)
    yield line
    from = next
  }
}

function lineAt(buffer: Buffer, from: number, mark: number, number: number) {
  const found = buffer.indexOf(mark, from)
  const next = found === -1 ? buffer.length : found + 1
  const isPair = mark === LF && found > from && buffer[found - 1] === CR
  const last = found === -1 ? buffer.length : isPair ? found - 1 : found
  const end: Line['end'] = found === -1 ? '' : isPair ? '\r\n' : mark === LF ? '\n' : '\r'
  return { line: lineOf(buffer, from, last, number, end), next }
}

function* blocks(buffer: Buffer, start: number, before: number): Generator<Line> {
  const last = withoutEnd(buffer, start)
  let number = before
  for (let from = start; from < last; from += RECORD_LENGTH) {
    number += 1
    const until = Math.min(from + RECORD_LENGTH, last)
    const end = until === last ? (buffer.toString('latin1', last) as Line['end']) : ''
    yield lineOf(buffer, from, until, number, end)
  }
}

function withoutEnd(buffer: Buffer, from: number): number {
  let last = buffer.length
  if (last > from && buffer[last - 1] === LF) last -= 1
  if (last > from && buffer[last - 1] === CR) last -= 1
  return last
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function lineOf(
  buffer: Buffer,
  from: number,
  until: number,
  number: number,
  end: Line['end'],
): Line {
  const cut = Math.min(until, from + LINE_READ_MAX)
  const text = buffer.toString('latin1', from, cut)
  if (!ACCENTS.test(text) || cut < until) {
    return { number, text, length: until - from, end, encoding: 'latin1' }
  }
  try {
    const decoded = utf8.decode(buffer.subarray(from, until))
    return { number, text: decoded, length: decoded.length, end, encoding: 'utf8' }
  } catch {
    return { number, text, length: text.length, end, encoding: 'latin1' }
  }
}

const ACCENTS = /[\x80-\xff]/
