import { cut, PREFIX, type Prefix } from '../layout.ts'
import { PREFIX_LENGTH, RECORD_LENGTH, SEGMENT_LENGTH } from '../limits.ts'
import { type Line, linesOf } from './lines.ts'
import { type Problems, shown } from './problems.ts'

/** A record of 1464 characters, blanks that a transport took off its end put back. */
export interface FileRecord {
  readonly line: number
  readonly text: string
  readonly prefix: Prefix
}

/** The records of a file after its routing line; what is wrong with a line as such is added. */
export function* recordsOf(bytes: Uint8Array, problems: Problems): Generator<FileRecord> {
  let emptyLine = 0
  for (const line of linesOf(bytes)) {
    if (line.length === 0) {
      if (emptyLine === 0) emptyLine = line.number
      continue
    }
    if (emptyLine > 0) problems.add('record-length', emptyLine, 'the line is empty')
    emptyLine = 0
    if (line.number === 1 && line.text.startsWith('$$')) checkRoutingLine(line, problems)
    else if (isRecord(line, problems)) yield recordOf(line, problems)
  }
}

/** A line without room for what begins every record is none. */
function isRecord({ number, length }: Line, problems: Problems): boolean {
  if (length >= PREFIX_LENGTH) return true
  problems.add('record-length', number, lengthMessage(length))
  return false
}

function lengthMessage(length: number): string {
  return `the record has ${length} characters; ${RECORD_LENGTH} belong there`
}

function checkRoutingLine({ text, length }: Line, problems: Problems): void {
  if (length <= RECORD_LENGTH && /^\$\$[ -~]{1,76}\$\$ *$/.test(text)) return
  problems.add(
    'routing-line',
    1,
    `the routing line is ${shown(text)}; it begins and ends with $$, as the bank gave it`,
  )
}

function recordOf(line: Line, problems: Problems): FileRecord {
  const text = withoutMark(line, problems)
  const length = line.length - (line.text.length - text.length)
  if (!hasLength(text, length)) {
    problems.add('record-length', line.number, lengthMessage(length))
  }
  const foreign = FOREIGN.exec(text)
  if (foreign !== null) {
    problems.add(
      'characters',
      line.number,
      `there is a character at position ${foreign.index + 1} that is no letter, digit or sign`,
    )
  }
  const padded = text.slice(0, RECORD_LENGTH).padEnd(RECORD_LENGTH)
  return { line: line.number, text: padded, prefix: cut(PREFIX, padded, 0) }
}

/** Control characters and what is no Latin text at all; letters with accents pass. */
const FOREIGN = /[^ -~\u00a1-\u024f]/

function withoutMark({ text, number }: Line, problems: Problems): string {
  if (number !== 1 || !text.startsWith('\ufeff')) return text
  problems.add('byte-order-mark', 1, 'the file begins with a byte order mark; take it away')
  return text.slice(1)
}

/**
 * Whole; or with all blanks at its end taken off, as mail and editors do; or cut behind its last
 * transaction, as some programs write it.
 */
function hasLength(text: string, length: number): boolean {
  if (length === RECORD_LENGTH) return true
  if (length > RECORD_LENGTH) return false
  const isCutBehind = (length - PREFIX_LENGTH) % SEGMENT_LENGTH === 0 && length > PREFIX_LENGTH
  return !text.endsWith(' ') || isCutBehind
}
