import { GAP_COLUMNS_MAX, ROW_BYTES_MAX } from './limits.ts'
import { decodeRow, type Encoding, type TextRun } from './row-text.ts'

/** Builds one printed row at a time from bytes and moves of the print head. */
export interface RowBuilder {
  /** How many characters of that width the row still takes before the printer breaks it. */
  readonly room: (widthDots: number) => number
  /** Text: the bytes from `from` to before `to`, each so many dots wide. */
  readonly text: (
    bytes: Uint8Array,
    from: number,
    to: number,
    encoding: Encoding,
    widthDots: number,
  ) => void
  /** ESC $: puts in the spaces that the eye would see; at least one between words. */
  readonly moveTo: (dots: number) => void
  /** ESC \: by so many dots; a kerning step of less than half a column is no space. */
  readonly moveBy: (dots: number) => void
  /** HT: to the next stop (columns from 0); at least one space. */
  readonly tab: (stops: readonly number[]) => void
  /** True when nothing was put into the row yet. */
  readonly isEmpty: () => boolean
  /** The row's text without trailing blanks; starts the next row. */
  readonly end: () => string
}

/** Width of a font A character of the common 180 and 203 dpi printers. */
export const COLUMN_DOTS = 12
const SPACE: Encoding = { page: 'cp437', international: 0 }
const TAB_COLUMNS = 8

/** `columns` is the width at which the printer breaks rows by itself; null when POS send LF. */
export function createRowBuilder(columns: number | null): RowBuilder {
  const row = Buffer.alloc(ROW_BYTES_MAX)
  let runs: TextRun[] = []
  let dots = 0
  let count = 0

  const beginRun = (encoding: Encoding) => {
    if (runs.at(-1)?.encoding !== encoding) runs.push({ encoding, from: count })
  }
  const spaces = (wanted: number) => {
    const number = Math.min(wanted, GAP_COLUMNS_MAX, ROW_BYTES_MAX - count)
    if (number <= 0) return
    beginRun(SPACE)
    row.fill(0x20, count, count + number)
    count += number
  }
  const moveTo = (target: number) => {
    const gap = Math.round((target - dots) / COLUMN_DOTS)
    spaces(Math.max(count > 0 ? 1 : 0, gap))
    dots = Math.max(0, target)
  }
  return {
    room: (widthDots) => {
      const bytes = ROW_BYTES_MAX - count
      if (columns === null) return bytes
      const fitting = Math.floor((columns * COLUMN_DOTS - dots) / widthDots)
      return Math.min(bytes, count === 0 ? Math.max(1, fitting) : fitting)
    },
    text: (bytes, from, to, encoding, widthDots) => {
      beginRun(encoding)
      for (let index = from; index < to; index += 1) row[count++] = bytes[index] ?? 0
      dots += (to - from) * widthDots
    },
    moveTo,
    moveBy: (by) => {
      if (Math.abs(by) * 2 >= COLUMN_DOTS) moveTo(Math.max(0, dots + by))
      else dots += by
    },
    tab: (stops) => {
      const column = Math.round(dots / COLUMN_DOTS)
      const next = stops.find((stop) => stop > column)
      const regular = (Math.floor(column / TAB_COLUMNS) + 1) * TAB_COLUMNS
      moveTo((next ?? (stops.length > 0 ? column + 1 : regular)) * COLUMN_DOTS)
    },
    isEmpty: () => count === 0,
    end: () => {
      const text = count === 0 ? '' : decodeRow(row, count, runs)
      runs = []
      dots = 0
      count = 0
      return text
    },
  }
}
