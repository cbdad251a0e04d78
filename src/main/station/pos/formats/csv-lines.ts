import { CSV_ROW_CHARS_MAX } from './limits.ts'

/** One line of a file. */
export interface CsvLine {
  /** Without its end; null for one that is too long. */
  readonly text: string | null
  /** Where it begins. */
  readonly from: number
  /** The file ended before the line did. */
  readonly isOpen: boolean
}

export interface CsvLines {
  readonly push: (text: string) => CsvLine[]
  /** The last line, when the file ends without a line end. */
  readonly end: () => CsvLine[]
  /** Characters up to the end of the last whole line. */
  readonly wholeChars: () => number
  readonly forget: () => void
}

/** Cuts lines out of text that comes in any pieces. */
export function createCsvLines(): CsvLines {
  let open = ''
  let isTooLong = false
  let afterReturn = false
  let taken = 0
  let whole = 0

  function push(text: string): CsvLine[] {
    const lines: CsvLine[] = []
    const ends = /\r\n?|\n/g
    // The second half of a line end whose first half came before.
    let from = afterReturn && text.startsWith('\n') ? 1 : 0
    if (from > 0) whole = taken + from
    ends.lastIndex = from
    for (const { 0: end, index } of text.matchAll(ends)) {
      keep(text.slice(from, index))
      from = index + end.length
      lines.push(take(false))
      whole = taken + from
    }
    keep(text.slice(from))
    if (text !== '') afterReturn = text.endsWith('\r')
    taken += text.length
    return lines
  }

  function keep(piece: string): void {
    isTooLong ||= open.length + piece.length > CSV_ROW_CHARS_MAX
    open = isTooLong ? '' : open + piece
  }

  function take(isOpen: boolean): CsvLine {
    const line = { text: isTooLong ? null : open, from: whole, isOpen }
    open = ''
    isTooLong = false
    return line
  }

  return {
    push,
    end: () => (open === '' && !isTooLong ? [] : [take(true)]),
    wholeChars: () => whole,
    forget: () => {
      take(false)
      afterReturn = false
      taken = 0
      whole = 0
    },
  }
}
