import { CSV_ROW_CHARS_MAX } from './limits.ts'

export interface CsvRows {
  /** Whole rows without their ends; null for one that is too long. */
  readonly push: (text: string) => (string | null)[]
  /** The last row, when the file ends without a line end. */
  readonly end: () => (string | null)[]
  /** Characters up to the end of the last whole row. */
  readonly safeChars: () => number
  readonly forget: () => void
}

/**
 * Cuts whole rows out of text that comes in any pieces. A line end inside quotes is none; a quote
 * counts only where a field begins, so that `15" pizza` opens nothing.
 */
export function createCsvRows(quote: string | null): CsvRows {
  let open = ''
  let isQuoted = false
  let isFieldStart = true
  let isTooLong = false
  let afterReturn = false
  /** Right behind a closing quote: another one means a quote inside. */
  let afterQuote = false
  let taken = 0
  let safe = 0

  function push(text: string): (string | null)[] {
    const found: (string | null)[] = []
    let from = 0
    for (let at = 0; at < text.length; at += 1) {
      const char = text.charAt(at)
      const isEnd = !isQuoted && (char === '\n' || char === '\r')
      if (isEnd) {
        const isSecond = char === '\n' && afterReturn
        if (!isSecond) found.push(take(text.slice(from, at)))
        from = at + 1
        safe = taken + from
      } else step(char)
      afterReturn = isEnd && char === '\r'
      if (isTooLong || open.length + at - from > CSV_ROW_CHARS_MAX) {
        isTooLong = true
        isQuoted = false
        open = ''
        from = at + 1
      }
    }
    open += text.slice(from)
    taken += text.length
    return found
  }

  function step(char: string): void {
    const isAgain = char === quote && afterQuote
    afterQuote = char === quote && isQuoted
    if (char === quote) {
      isQuoted = !isQuoted && (isFieldStart || isAgain)
      isFieldStart = false
    } else if (!isQuoted) isFieldStart = isDelimiter(char)
  }

  function take(rest: string): string | null {
    const row = isTooLong ? null : open + rest
    open = ''
    isFieldStart = true
    afterQuote = false
    isTooLong = false
    return row
  }

  return {
    push,
    end: () => {
      const row = take('')
      isQuoted = false
      return row === '' ? [] : [row]
    },
    safeChars: () => safe,
    forget: () => {
      take('')
      isQuoted = false
      taken = 0
      safe = 0
    },
  }
}

/** Any of those that are known: the row is cut before its delimiter is. */
function isDelimiter(char: string): boolean {
  return DELIMITERS.includes(char) || char === ' '
}

const DELIMITERS = [',', ';', '\t', '|']

/** The delimiter that a row has most of; the comma in doubt. */
export function delimiterOf(row: string): string {
  const counted = DELIMITERS.map((mark) => ({ mark, count: row.split(mark).length }))
  return counted.reduce((best, one) => (one.count > best.count ? one : best)).mark
}
