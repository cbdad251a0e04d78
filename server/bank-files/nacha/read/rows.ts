import type { LayoutName } from './layouts.ts'
import { LAYOUTS } from './layouts.ts'

/** One record as it stands in the file. */
export interface Row {
  /** From 1: lines of the file, or records where they stand without line ends. */
  readonly line: number
  readonly layout: LayoutName
  /** Always 94 characters: filled up or cut; what is no ASCII stands as `?`. */
  readonly text: string
  /** As it stands there, a character a byte, without its line end. */
  readonly raw: string
  /** `\r\n`, `\n`, `\r`, or nothing. */
  readonly end: string
  readonly hasForeignBytes: boolean
  readonly isWrongLength: boolean
}

const WIDTH = 94

/** The records of a file, of any line ends or none, blank lines among them. */
export function* rowsOf(bytes: Uint8Array): Generator<Row> {
  const classify = createClassifier()
  let line = 0
  for (const { raw, end, isTooLong } of piecesOf(Buffer.from(bytes).toString('latin1'))) {
    line += 1
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    const hasForeignBytes = /[^\x00-\x7f]/.test(raw)
    const seen = hasForeignBytes ? withoutForeign(raw) : raw
    const text = seen.length === WIDTH ? seen : seen.slice(0, WIDTH).padEnd(WIDTH)
    const layout = classify(text)
    const isWrongLength = isTooLong || !hasRightLength(seen, layout)
    yield { line, layout, text, raw, end, hasForeignBytes, isWrongLength }
  }
}

interface Piece {
  readonly raw: string
  readonly end: string
  /** True of a line that holds more than a record. */
  readonly isTooLong: boolean
}

/** Lines; and the records of a first line that holds many, as files without line ends do. */
function* piecesOf(text: string): Generator<Piece> {
  const ends = /\r\n|\n|\r/g
  let start = 0
  while (start < text.length) {
    const found = ends.exec(text)
    const raw = text.slice(start, found?.index ?? text.length)
    const end = found?.[0] ?? ''
    const isLong = raw.length > WIDTH && raw.slice(WIDTH).trim() !== ''
    if (isLong && raw.length >= 2 * WIDTH) yield* cut(raw, end, start > 0)
    else yield { raw, end, isTooLong: isLong && !isForeign(raw) }
    start = found === null ? text.length : ends.lastIndex
  }
}

function* cut(raw: string, end: string, isTooLong: boolean): Generator<Piece> {
  for (let start = 0; start < raw.length; start += WIDTH) {
    const isLast = start + WIDTH >= raw.length
    yield { raw: raw.slice(start, start + WIDTH), end: isLast ? end : '', isTooLong }
  }
}

function isForeign(raw: string): boolean {
  return withoutForeign(raw).length === WIDTH
}

/** A `?` for each character that is no ASCII, be it one byte or several of UTF-8; no mark of its order. */
function withoutForeign(raw: string): string {
  const decoded = Buffer.from(raw, 'latin1').toString('utf8')
  const text = decoded.includes('\uFFFD') ? raw : decoded
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  return text.replace(/^\uFEFF/, '').replace(/[^\x00-\x7f]/gu, '?')
}

/** The last fields of a file's first and last record are blanks that editors cut off or add to. */
function hasRightLength(seen: string, layout: LayoutName): boolean {
  if (layout === 'blank') return true
  if (seen.length > WIDTH) return seen.slice(WIDTH).trim() === ''
  if (seen.length === WIDTH) return true
  if (layout === 'fileHeader') return seen.length >= 41
  if (layout === 'fileControl') return seen.length >= 55
  return layout === 'advFileControl' && seen.length >= 71
}

/** Entries are laid out as their batch says, addenda as their own type and reason. */
function createClassifier(): (text: string) => LayoutName {
  let sec = ''
  let hasAdvices = false
  return (text) => {
    if (text.trim() === '') return 'blank'
    switch (text[0]) {
      case '1':
        return 'fileHeader'
      case '5':
        sec = isInternational(text) ? 'IAT' : text.slice(50, 53)
        hasAdvices ||= sec === 'ADV'
        return sec === 'IAT' ? 'iatBatchHeader' : 'batchHeader'
      case '6':
        return entryLayout(sec)
      case '7':
        return addendumLayout(text)
      case '8':
        return sec === 'ADV' ? 'advBatchControl' : 'batchControl'
      case '9':
        if (/^9+ *$/.test(text)) return 'filler'
        return hasAdvices ? 'advFileControl' : 'fileControl'
      default:
        return 'unknown'
    }
  }
}

/** Changes to international entries come in batches of their own, named by their first field. */
function isInternational(text: string): boolean {
  return text.slice(50, 53) === 'IAT' || text.slice(4, 10) === 'IATCOR'
}

function entryLayout(sec: string): LayoutName {
  if (sec === 'IAT') return 'iatEntry'
  if (sec === 'ADV') return 'advEntry'
  return sec === 'CTX' || sec === 'ATX' || sec === 'TRX' ? 'countedEntry' : 'entry'
}

const ADDENDA: Readonly<Record<string, LayoutName>> = {
  '02': 'terminal',
  '05': 'note',
  '10': 'iat10',
  '11': 'iatAddress',
  '12': 'iatAddress',
  '13': 'iatBank',
  '14': 'iatBank',
  '15': 'iat15',
  '16': 'iatAddress',
  '17': 'iat17',
  '18': 'iat18',
}

function addendumLayout(text: string): LayoutName {
  const reason = text.slice(3, 6)
  switch (text.slice(1, 3)) {
    case '98':
      return /^C6[1-9]$/.test(reason) ? 'refusedChange' : 'change'
    case '99':
      if (isDishonoured(reason)) return 'dishonoured'
      return isContested(reason) ? 'contested' : 'return'
    default:
      return ADDENDA[text.slice(1, 3)] ?? 'otherAddendum'
  }
}

/** R61, R67 to R70: our bank sends a return back to the bank that made it. */
export function isDishonoured(reason: string): boolean {
  return /^R(61|6[7-9]|70)$/.test(reason)
}

/** R71 to R77: that bank insists. */
export function isContested(reason: string): boolean {
  return /^R7[1-7]$/.test(reason)
}

/** The bytes of records that were read, put together field by field. */
export function* bytesOf(rows: Iterable<Row>): Generator<Uint8Array> {
  let piece = ''
  for (const { layout, text, raw, end, hasForeignBytes } of rows) {
    const record = LAYOUTS[layout].fields
      .map(({ start, end: to }) => text.slice(start, to))
      .join('')
    piece += (hasForeignBytes ? raw : record.slice(0, raw.length) + raw.slice(WIDTH)) + end
    if (piece.length < 100_000) continue
    yield Buffer.from(piece, 'latin1')
    piece = ''
  }
  yield Buffer.from(piece, 'latin1')
}
