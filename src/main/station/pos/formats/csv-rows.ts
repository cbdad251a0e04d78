import { type CsvLine, createCsvLines } from './csv-lines.ts'
import { type CsvValues, createCsvValues } from './csv-values.ts'
import { CSV_ROW_CHARS_MAX } from './limits.ts'

export interface CsvRow {
  /** As it was written. */
  readonly text: string
  readonly values: readonly string[]
  /** The file ended before the row's last line did, and so perhaps in its amount. */
  readonly isOpen: boolean
  /** Its quotes made no sense: it was read without them. */
  readonly isPlain: boolean
}

export interface CsvRows {
  /** Whole rows, blank ones left out; null for one that is too long. */
  readonly push: (text: string) => (CsvRow | null)[]
  /** What is left when the file ends. */
  readonly end: () => (CsvRow | null)[]
  /** Characters up to the end of the last whole row. */
  readonly safeChars: () => number
  readonly forget: () => void
}

export interface CsvRowsOptions {
  /** Null: the one that the first row has most of. */
  readonly delimiter: string | null
  readonly quote: string | null
  readonly decode: (raw: string) => string
}

/**
 * Makes rows out of text that comes in any pieces. A line end inside quotes is none. Where the quotes
 * make no sense, or nothing closes them, the row's first line is taken without them and the others
 * are read anew: a quote too many costs one row at most.
 */
export function createCsvRows({ quote, decode, ...given }: CsvRowsOptions): CsvRows {
  const lines = createCsvLines()
  let { delimiter } = given
  let held: Held[] = []
  let heldChars = 0
  let values: CsvValues | null = null

  function takeAll(input: readonly CsvLine[]): (CsvRow | null)[] {
    const found: (CsvRow | null)[] = []
    const waiting = input.toReversed()
    for (let line = waiting.pop(); line !== undefined; line = waiting.pop()) {
      const state = take(line)
      if (state === 'whole') found.push(row())
      else if (state === 'too-long') found.push(null)
      else if (state === 'odd') waiting.push(...giveUp(found).toReversed())
    }
    return found
  }

  function take(line: CsvLine): 'whole' | 'open' | 'odd' | 'blank' | 'too-long' {
    const text = decode(line.text ?? '').replace(/^\uFEFF/, '')
    if (held.length === 0 && line.text === null) return 'too-long'
    if (held.length === 0 && text.trim() === '') return 'blank'
    delimiter ??= delimiterOf(text)
    values ??= createCsvValues({ delimiter, quote })
    held.push({ line, text })
    heldChars += text.length + 1
    const state = values.add(text)
    const isTooMuch = line.text === null || heldChars > CSV_ROW_CHARS_MAX
    return state === 'open' && isTooMuch ? 'odd' : state
  }

  function row(): CsvRow {
    const text = held.map((one) => one.text).join('\n')
    const isOpen = held.at(-1)?.line.isOpen === true
    const whole = { text, values: values?.values() ?? [], isOpen, isPlain: false }
    letGo()
    return whole
  }

  /** Takes the first line without its quotes. Gives the others, to be read anew. */
  function giveUp(found: (CsvRow | null)[]): CsvLine[] {
    const [first, ...others] = held
    letGo()
    if (first === undefined) return []
    const { text, line } = first
    const plain = text.split(delimiter ?? ',')
    found.push({ text, values: plain, isOpen: line.isOpen, isPlain: true })
    return others.map((one) => one.line)
  }

  function letGo(): void {
    held = []
    heldChars = 0
    values = null
  }

  return {
    push: (text) => takeAll(lines.push(text)),
    end: () => {
      const found = takeAll(lines.end())
      while (held.length > 0) {
        const others = giveUp(found)
        found.push(...takeAll(others))
      }
      return found
    },
    safeChars: () => held[0]?.line.from ?? lines.wholeChars(),
    forget: () => {
      lines.forget()
      letGo()
    },
  }
}

/** A line of a row that is not whole yet. */
interface Held {
  readonly line: CsvLine
  /** As it is meant. */
  readonly text: string
}

const DELIMITERS = [',', ';', '\t', '|']

/** The delimiter that a row has most of; the comma in doubt. */
function delimiterOf(row: string): string {
  const counted = DELIMITERS.map((mark) => ({ mark, count: row.split(mark).length }))
  return counted.reduce((best, one) => (one.count > best.count ? one : best)).mark
}
