import { GAP_COLUMNS_MAX, ROW_BYTES_MAX } from './limits.ts'
import { decodeRun, type Encoding, type TextRun } from './row-text.ts'

/** Builds one printed row at a time from bytes and moves of the print head. */
export interface RowBuilder {
  /** True when a character of that width would begin the next row by itself. */
  readonly isFull: (widthDots: number) => boolean
  /** One byte of text, so many dots wide. */
  readonly text: (byte: number, encoding: Encoding, widthDots: number) => void
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
  let runs: TextRun[] = []
  let dots = 0
  let count = 0

  const append = (byte: number, encoding: Encoding) => {
    const last = runs.at(-1)
    if (last && last.encoding === encoding) last.bytes.push(byte)
    else runs.push({ encoding, bytes: [byte] })
    count += 1
  }
  const spaces = (wanted: number) => {
    const number = Math.min(wanted, GAP_COLUMNS_MAX, ROW_BYTES_MAX - count)
    for (let index = 0; index < number; index += 1) append(0x20, SPACE)
  }
  const moveTo = (target: number) => {
    const gap = Math.round((target - dots) / COLUMN_DOTS)
    if (count > 0) spaces(Math.max(1, gap))
    else spaces(Math.max(0, gap))
    dots = Math.max(0, target)
  }
  return {
    isFull: (widthDots) =>
      count >= ROW_BYTES_MAX || (columns !== null && dots + widthDots > columns * COLUMN_DOTS),
    text: (byte, encoding, widthDots) => {
      append(byte, encoding)
      dots += widthDots
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
      const text = runs.map(decodeRun).join('')
      runs = []
      dots = 0
      count = 0
      return clean(text)
    },
  }
}

/** Control characters never leave the reader: rows are shown and logged. */
function clean(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '').trimEnd()
}
