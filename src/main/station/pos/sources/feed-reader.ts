import type { FeedFraming, FeedMark } from '../../../../contract/screen/source-wires.ts'
import { type ByteText, createByteText } from '../formats/index.ts'
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
 * Marks in hex are compared with the bytes as they came (those of UTF-16 as UTF-8), marks of text with
 * what a line means, in whatever encoding it is. `blankRowsEnd`: so many blank rows end a paper, as
 * does a form feed; null: in a feed they do not. `fileHead`: see {@link createByteText}.
 */
export function createFeedReader(
  framing: FeedFraming,
  blankRowsEnd: number | null = null,
  fileHead?: Uint8Array,
): FeedReader {
  const text = createByteText(framing.encoding, fileHead)
  const fold = (some: string) => (framing.matchCase ? some : some.toLowerCase())
  const holds = (line: string, mark: FeedMark | null) => {
    if (mark === null) return false
    const isText = mark.as === 'text'
    const within = isText ? text.decode(line) : line
    return fold(within).includes(fold(isText ? mark.value : bytesOfHex(mark)))
  }
  // Known with the first bytes: how a mark of text is written in this feed.
  let cutter: LineCutter | null = null
  const openCutter = (): LineCutter => {
    const { delimiter, ignore } = framing
    const raw = (mark: FeedMark) => (mark.as === 'hex' ? bytesOfHex(mark) : text.encode(mark.value))
    const delimiters = delimiter === null ? ['\r\n', '\r', '\n'] : [raw(delimiter)]
    if (blankRowsEnd !== null) delimiters.push(FORM_FEED)
    return createLineCutter(delimiters, ignore.map(raw), text.bytesOf)
  }
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
    if (rows !== null && rows.length < PAPER_ROWS_MAX) rows.push(rowOf(text.decode(line)))
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
      const came = text.push(bytes)
      if (came === '') return given()
      cutter ??= openCutter()
      for (const line of cutter.push(came)) takeRow(line)
      return given()
    },
    end: (endedBy) => {
      if (cutter === null) return []
      for (const line of cutter.end()) takeRow(line)
      finish(endedBy, cutter.offset())
      return given()
    },
    isOpen: () => rows !== null || cutter?.isOpen() === true,
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

interface LineCutter {
  readonly push: (text: string) => CutLine[]
  /** A last line without its delimiter is a line, too. */
  readonly end: () => CutLine[]
  readonly isOpen: () => boolean
  /** Bytes that were cut. */
  readonly offset: () => number
}

/** Cuts a text into lines and takes out what is to be ignored, wherever it stands. */
function createLineCutter(
  delimiters: readonly string[],
  ignored: readonly string[],
  bytesOf: ByteText['bytesOf'],
): LineCutter {
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
      offset += bytesOf(waiting.slice(at, at + count))
      at += count
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

function bytesOfHex({ value }: FeedMark): string {
  return Buffer.from(value.replaceAll(/[\s,]/g, ''), 'hex').toString('latin1')
}

/** Control characters never leave the reader: rows are shown and logged. */
function rowOf(text: string): string {
  return text
    .replaceAll('\t', ' ')
    .replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '')
    .trimEnd()
}
