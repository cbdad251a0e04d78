import iconv from 'iconv-lite'
import type { FeedFraming, FeedMark } from '../../../../contract/screen/source-wires.ts'
import { PAPER_ROWS_MAX, ROW_BYTES_MAX } from '../receipts/limits.ts'
import type { PaperEnd, PrintedPaper } from '../receipts/printed-paper.ts'
import { paperOfRows } from './paper-of-rows.ts'

/** A paper, and how many bytes of the feed went by until its end. */
export interface FeedPaper extends PrintedPaper {
  readonly endsAt: number
}

/** Reads a text feed as POS send to camera recorders. Pure and bounded; takes bytes cut anywhere. */
export interface FeedReader {
  readonly push: (bytes: Uint8Array) => FeedPaper[]
  /** Nothing came for the time-out, or the feed ended. */
  readonly end: (endedBy: PaperEnd) => FeedPaper[]
  readonly isOpen: () => boolean
  /** Bytes up to the end of the last whole paper: a new reader may go on from there. */
  readonly safeOffset: () => number
}

/**
 * Everything is compared as text of one character a byte, so that marks in hex are exact. So many
 * blank rows end a paper, as does a form feed; null: in a feed they do not.
 */
export function createFeedReader(
  framing: FeedFraming,
  blankRowsEnd: number | null = null,
): FeedReader {
  const { encoding } = framing
  const fold = (text: string) => (framing.matchCase ? text : text.toLowerCase())
  const rawOf = (mark: FeedMark) => rawMark(mark, encoding)
  const holds = (line: string, mark: FeedMark | null) =>
    mark !== null && fold(line).includes(fold(rawOf(mark)))
  const cutter = createLineCutter(
    framing.delimiter === null ? null : rawOf(framing.delimiter),
    framing.ignore.map(rawOf),
    blankRowsEnd !== null,
  )
  let rows: string[] | null = null
  /** Lines that still belong to a paper whose end was seen; null before its end. */
  let extra: number | null = null
  let papers: FeedPaper[] = []

  let blankRows = 0
  let safe = 0

  const finish = (endedBy: PaperEnd, at: number) => {
    safe = at
    blankRows = 0
    if (rows !== null) {
      const isTooLong = rows.length >= PAPER_ROWS_MAX
      papers.push({ ...paperOfRows(rows, endedBy, isTooLong), endsAt: at })
    }
    rows = null
    extra = null
  }
  const addRow = (line: string) => {
    const text = textOf(line, encoding)
    if (rows !== null && rows.length < PAPER_ROWS_MAX) rows.push(text)
  }
  const takeLine = ({ line, from, to }: CutLine) => {
    if (extra !== null && holds(line, framing.start)) finish('cut', from)
    if (extra !== null) {
      addRow(line)
      extra -= 1
      if (extra === 0) finish('cut', to)
      return
    }
    const isEnd = rows !== null && holds(line, framing.end)
    if (!isEnd && holds(line, framing.start)) {
      finish('cut', from)
      rows = []
    }
    if (framing.start === null && line.trim() !== '') rows ??= []
    addRow(line)
    if (rows === null) safe = to
    else if (isEnd || holds(line, framing.end)) {
      extra = framing.extraLines
      if (extra === 0) finish('cut', to)
    }
  }
  const takeRow = (cut: CutLine) => {
    takeLine(cut)
    if (blankRowsEnd === null || rows === null) return
    blankRows = cut.line.trim() === '' ? blankRows + 1 : 0
    if (cut.isFormFeed) finish('form-feed', cut.to)
    else if (blankRows >= blankRowsEnd) finish('blank-rows', cut.to)
  }
  const given = () => {
    const found = papers
    papers = []
    return found
  }
  return {
    push: (bytes) => {
      for (const line of cutter.push(Buffer.from(bytes).toString('latin1'))) takeRow(line)
      return given()
    },
    end: (endedBy) => {
      for (const line of cutter.end()) takeRow(line)
      finish(endedBy, cutter.offset())
      return given()
    },
    isOpen: () => rows !== null || cutter.isOpen(),
    safeOffset: () => safe,
  }
}

/** A line, and which bytes it was. */
interface CutLine {
  readonly line: string
  readonly from: number
  readonly to: number
  readonly isFormFeed: boolean
}

const FORM_FEED = '\f'

/** Cuts a text into lines and takes out what is to be ignored, wherever it stands. */
function createLineCutter(
  delimiter: string | null,
  ignored: readonly string[],
  cutsAtFormFeed: boolean,
) {
  const delimiters = [
    ...(delimiter === null ? ['\r\n', '\r', '\n'] : [delimiter]),
    ...(cutsAtFormFeed ? [FORM_FEED] : []),
  ]
  const marks = [...ignored, ...delimiters]
  let waiting = ''
  let line = ''
  let offset = 0
  let from = 0

  const endLine = (isFormFeed = false): CutLine => {
    const cut = { line, from, to: offset, isFormFeed }
    line = ''
    from = offset
    return cut
  }
  const cut = (isEnd: boolean): CutLine[] => {
    const lines: CutLine[] = []
    let at = 0
    const skip = (count: number) => {
      at += count
      offset += count
    }
    while (at < waiting.length) {
      // The beginning of a mark at the end of what came: the rest of it may follow.
      const rest = waiting.length - at
      if (!isEnd && marks.some((mark) => rest < mark.length && isBegun(waiting, at, mark))) break
      const skipped = ignored.find((mark) => waiting.startsWith(mark, at))
      const ended = delimiters.find((mark) => waiting.startsWith(mark, at))
      if (skipped === undefined && ended === undefined) line += waiting[at]
      skip((skipped ?? ended ?? ' ').length)
      const isOver = skipped === undefined && ended !== undefined
      if (isOver || line.length >= ROW_BYTES_MAX) lines.push(endLine(isOver && ended === FORM_FEED))
    }
    waiting = waiting.slice(at)
    return lines
  }
  return {
    push: (text: string) => {
      waiting += text
      return cut(false)
    },
    /** A last line without its delimiter is a line, too. */
    end: () => {
      const lines = cut(true)
      return line === '' ? lines : [...lines, endLine()]
    },
    isOpen: () => line !== '' || waiting !== '',
    offset: () => offset,
  }
}

function isBegun(text: string, at: number, mark: string): boolean {
  return mark.startsWith(text.slice(at))
}

function rawMark(mark: FeedMark, encoding: string): string {
  if (mark.as === 'hex') {
    return Buffer.from(mark.value.replaceAll(/[\s,]/g, ''), 'hex').toString('latin1')
  }
  return encode(mark.value, encoding).toString('latin1')
}

function encode(text: string, encoding: string): Buffer {
  return iconv.encode(text, iconv.encodingExists(encoding) ? encoding : 'utf8')
}

/** Control characters never leave the reader: rows are shown and logged. */
function textOf(line: string, encoding: string): string {
  const known = iconv.encodingExists(encoding) ? encoding : 'utf8'
  return iconv
    .decode(Buffer.from(line, 'latin1'), known)
    .replaceAll('\t', ' ')
    .replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '')
    .trimEnd()
}
