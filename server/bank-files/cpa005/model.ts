import {
  cut,
  HEADER,
  type Header,
  join,
  PREFIX,
  type Prefix,
  SEGMENT,
  type Segment,
  TRAILER,
  type Trailer,
} from './layout.ts'
import { PREFIX_LENGTH, RECORD_LENGTH, SEGMENT_LENGTH } from './limits.ts'
import { type Line, linesOf } from './read/lines.ts'
import { isDetailType } from './read/segment.ts'

/** A file taken apart into its fields, with all that is needed to write the same bytes again. */
export interface Cpa005File {
  /** With its line end; undefined when there is none. */
  readonly routingLine: Line | undefined
  readonly records: readonly Cpa005Record[]
  /** Line ends after the last record. */
  readonly tail: string
}

export interface Cpa005Record {
  readonly prefix: Prefix
  readonly body:
    | { readonly kind: 'header'; readonly fields: Header }
    | { readonly kind: 'details'; readonly segments: readonly Segment[] }
    | { readonly kind: 'trailer'; readonly fields: Trailer }
    | { readonly kind: 'other'; readonly text: string }
  /** How it is written down: 1464 characters, or fewer where blanks at the end were left off. */
  readonly length: number
  readonly end: Line['end']
  readonly encoding: Line['encoding']
}

/** Takes a file apart; meant for one without problems, others may lose what is too much in them. */
export function parseCpa005(bytes: Uint8Array): Cpa005File {
  const records: Cpa005Record[] = []
  let routingLine: Line | undefined
  let tail = ''
  for (const line of linesOf(bytes)) {
    if (line.number === 1 && line.text.startsWith('$$')) routingLine = line
    else if (line.length === 0) tail += line.end
    else records.push(recordOf(line))
  }
  return { routingLine, records, tail }
}

/** The bytes of a file, record by record. */
export function* serializeCpa005(file: Cpa005File): Generator<Uint8Array> {
  const { routingLine, records, tail } = file
  if (routingLine !== undefined) {
    yield Buffer.from(routingLine.text + routingLine.end, routingLine.encoding)
  }
  for (const record of records) {
    const text = join(PREFIX, record.prefix) + bodyText(record)
    yield Buffer.from(text.slice(0, record.length) + record.end, record.encoding)
  }
  if (tail !== '') yield Buffer.from(tail, 'latin1')
}

function recordOf({ text, length, end, encoding }: Line): Cpa005Record {
  const padded = text.slice(0, RECORD_LENGTH).padEnd(RECORD_LENGTH)
  const prefix = cut(PREFIX, padded, 0)
  return { prefix, body: bodyOf(prefix.type, padded), length, end, encoding }
}

function bodyOf(type: string, text: string): Cpa005Record['body'] {
  if (type === 'A') return { kind: 'header', fields: cut(HEADER, text, PREFIX_LENGTH) }
  if (type === 'Z') return { kind: 'trailer', fields: cut(TRAILER, text, PREFIX_LENGTH) }
  if (!isDetailType(type)) return { kind: 'other', text: text.slice(PREFIX_LENGTH) }
  const segments: Segment[] = []
  for (let from = PREFIX_LENGTH; from < RECORD_LENGTH; from += SEGMENT_LENGTH) {
    const part = text.slice(from, from + SEGMENT_LENGTH)
    if (part.trim() !== '') segments.push(cut(SEGMENT, part, 0))
  }
  return { kind: 'details', segments }
}

function bodyText({ body }: Cpa005Record): string {
  switch (body.kind) {
    case 'header':
      return join(HEADER, body.fields)
    case 'trailer':
      return join(TRAILER, body.fields)
    case 'details': {
      const text = body.segments.map((segment) => join(SEGMENT, segment)).join('')
      return text.padEnd(RECORD_LENGTH - PREFIX_LENGTH)
    }
    case 'other':
      return body.text
  }
}
