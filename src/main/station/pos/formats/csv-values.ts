/** How the values of a row are written. */
export interface CsvMarks {
  readonly delimiter: string
  readonly quote: string | null
}

export interface CsvValues {
  /**
   * Adds a line: the row is `whole` with it, or goes on in the next one (`open`), or its quotes make
   * no sense (`odd`): one inside of a value that goes over several lines.
   */
  readonly add: (line: string) => 'whole' | 'open' | 'odd'
  readonly values: () => readonly string[]
}

/**
 * Reads the values of one row. A quote opens a value only where the value begins, and closes it only
 * where it ends, blanks apart; every other one is a letter: `15" pizza`, `"15" pizza"`.
 */
export function createCsvValues({ delimiter, quote }: CsvMarks): CsvValues {
  const values: string[] = []
  let value = ''
  let isQuoted = false
  let isOdd = false
  let lines = 0

  function add(line: string): 'whole' | 'open' | 'odd' {
    lines += 1
    if (isQuoted) value += '\n'
    let at = isQuoted ? 0 : begin(line, 0)
    for (;;) {
      at = isQuoted ? takeQuoted(line, at) : takePlain(line, at)
      if (isQuoted) return isOdd ? 'odd' : 'open'
      values.push(value)
      value = ''
      if (at >= line.length) return isOdd && lines > 1 ? 'odd' : 'whole'
      at = begin(line, at + delimiter.length)
    }
  }

  /** Where the value begins: behind its quote, if it has one. */
  function begin(line: string, from: number): number {
    if (quote === null) return from
    const at = behindBlanks(line, from)
    isQuoted = line.startsWith(quote, at)
    return isQuoted ? at + quote.length : from
  }

  function takePlain(line: string, from: number): number {
    const end = line.indexOf(delimiter, from)
    const to = end < 0 ? line.length : end
    value = line.slice(from, to)
    return to
  }

  function takeQuoted(line: string, from: number): number {
    const mark = quote ?? ''
    let at = from
    for (;;) {
      const next = line.indexOf(mark, at)
      value += line.slice(at, next < 0 ? line.length : next)
      if (next < 0) return line.length
      const behind = behindBlanks(line, next + mark.length)
      const isDouble = line.startsWith(mark, next + mark.length)
      if (!isDouble && (behind >= line.length || line.startsWith(delimiter, behind))) {
        isQuoted = false
        return behind
      }
      isOdd ||= !isDouble
      value += mark
      at = next + mark.length * (isDouble ? 2 : 1)
    }
  }

  function behindBlanks(line: string, from: number): number {
    let at = from
    while ((line[at] === ' ' || line[at] === '\t') && line[at] !== delimiter) at += 1
    return at
  }

  return { add, values: () => values }
}
