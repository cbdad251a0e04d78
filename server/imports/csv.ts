import { FIELD_BYTES_MAX, FIELDS_MAX } from './limits.ts'

/** A row as it stood in the file. */
export interface CsvRow {
  /** From 1, the header being 1: what a spreadsheet shows. */
  readonly row: number
  readonly fields: readonly string[]
}

/** Why a file cannot be read on. */
export interface CsvProblem {
  readonly row: number
  readonly what:
    | 'quote open at the end'
    | 'text after a quote'
    | 'field too long'
    | 'too many fields'
}

/** Takes the text of a file piece by piece. After a problem nothing more comes. */
export interface CsvParser {
  readonly push: (text: string) => readonly CsvRow[]
  /** What is left when the file is over. */
  readonly end: () => readonly CsvRow[]
  readonly problem: () => CsvProblem | undefined
}

type Place = 'start' | 'plain' | 'quoted' | 'quote seen'

/** RFC 4180 with `,` or `;`, whichever the first row has more of, and with or without a BOM. */
export function openCsv(): CsvParser {
  let separator: string | undefined
  let waiting = ''
  let [place, field]: [Place, string] = ['start', '']
  let fields: string[] = []
  let row = 1
  let rows: CsvRow[] = []
  let problem: CsvProblem | undefined

  const fail = (what: CsvProblem['what']): void => {
    problem ??= { row, what }
  }
  const endField = (): void => {
    fields.push(field)
    if (fields.length > FIELDS_MAX) fail('too many fields')
    ;[place, field] = ['start', '']
  }
  const endRow = (): void => {
    endField()
    const isBlank = fields.length === 1 && fields[0] === ''
    if (!isBlank) rows.push({ row, fields })
    fields = []
    row += 1
  }
  const add = (character: string): void => {
    field += character
    if (field.length > FIELD_BYTES_MAX) fail('field too long')
  }
  const take = (character: string): void => {
    if (place === 'quoted') {
      if (character === '"') place = 'quote seen'
      else add(character)
    } else if (character === '"' && place === 'start') place = 'quoted'
    else if (character === '"' && place === 'quote seen') {
      add('"')
      place = 'quoted'
    } else if (character === separator) endField()
    else if (character === '\n') endRow()
    else if (character === '\r') return
    else if (place === 'quote seen') fail('text after a quote')
    else {
      place = 'plain'
      add(character)
    }
  }
  const takeAll = (text: string): readonly CsvRow[] => {
    for (const character of text) {
      if (problem) break
      take(character)
    }
    const found = rows
    rows = []
    return found
  }
  return {
    push: (text) => {
      if (separator !== undefined) return takeAll(text)
      waiting += text
      if (!waiting.includes('\n') && waiting.length < FIELD_BYTES_MAX * FIELDS_MAX) return []
      separator = separatorOf(waiting)
      return takeAll(waiting.replace(/^\uFEFF/, ''))
    },
    end: () => {
      const text = separator === undefined ? waiting.replace(/^\uFEFF/, '') : ''
      separator ??= separatorOf(waiting)
      const before = takeAll(text)
      if (place === 'quoted') fail('quote open at the end')
      if (!problem && (field !== '' || fields.length > 0 || place !== 'start')) endRow()
      const found = [...before, ...rows]
      rows = []
      return found
    },
    problem: () => problem,
  }
}

function separatorOf(text: string): string {
  const [first = ''] = text.split('\n', 1)
  const outside = first.replace(/"[^"]*"/g, '')
  const count = (mark: string) => outside.split(mark).length
  return count(';') > count(',') ? ';' : ','
}
