import { BLANK_ROWS_KEPT_MAX, CODE_BYTES_MAX, CODES_MAX, PAPER_ROWS_MAX } from './limits.ts'
import type { PrintedPage } from './page-builder.ts'
import type { PaperEnd, PrintedPaper } from './printed-paper.ts'
import type { PrinterState } from './printer-state.ts'
import { createRowBuilder, type RowBuilder } from './row-builder.ts'

/** Puts papers together from what a printer does: rows, codes, pictures, ends. */
export interface PaperBuilder {
  readonly text: (bytes: Uint8Array, from: number, to: number) => void
  readonly lineFeed: () => void
  /** A row that has text ends, but what comes before the next line feed may print over it. */
  readonly carriageReturn: () => void
  readonly tab: () => void
  readonly moveTo: (dots: number) => void
  readonly moveBy: (dots: number) => void
  /** Feeds, cuts and vertical moves print what is in the row; an empty one adds nothing. */
  readonly endRowWithText: () => void
  /** Forgets the row: it was never printed. */
  readonly cancelRow: () => void
  readonly picture: (length: number) => void
  /** The data of a barcode or 2-D code. */
  readonly code: (data: readonly number[]) => void
  readonly unknown: () => void
  /** A command that only another language has: unknown too. */
  readonly foreign: () => void
  /** A page that was drawn comes out. */
  readonly printPage: (page: PrintedPage) => void
  /** Something came that comes out later. */
  readonly receive: () => void
  readonly endPaper: (endedBy: PaperEnd) => void
  /** True when rows stand on the paper, pictures and codes apart. */
  readonly hasRows: () => boolean
  readonly hasContent: () => boolean
  /** True when something was printed since the last call. */
  readonly hasPrinted: () => boolean
  /** The papers that ended since the last call. */
  readonly take: () => PrintedPaper[]
}

export interface PaperBuilderOptions {
  readonly printer: PrinterState
  readonly columns: number | null
  /** So many blank rows end a paper; null where cuts do. */
  readonly blankRowsEnd: number | null
}

interface Building extends PaperBuilderOptions {
  readonly row: RowBuilder
  /** A row that a bare CR ended: the next may be printed over it. */
  held: string | null
  paper: PaperSoFar
  blankRows: number
  printed: boolean
  ended: PrintedPaper[]
}

interface PaperSoFar {
  rows: string[]
  codes: string[]
  pictureBytes: number
  unknownCommands: number
  foreignCommands: number
  isTooLong: boolean
  isUnclear: boolean
}

export function createPaperBuilder(options: PaperBuilderOptions): PaperBuilder {
  const building: Building = {
    ...options,
    row: createRowBuilder(options.columns),
    ...{ held: null, paper: emptyPaper(), blankRows: 0, printed: false, ended: [] },
  }
  return { ...rowsOf(building), ...papersOf(building) }
}

function rowsOf(
  building: Building,
): Pick<
  PaperBuilder,
  | 'text'
  | 'lineFeed'
  | 'carriageReturn'
  | 'tab'
  | 'moveTo'
  | 'moveBy'
  | 'endRowWithText'
  | 'cancelRow'
> {
  const { row, printer } = building
  return {
    text: (bytes, from, to) => text(building, bytes, from, to),
    lineFeed: () => {
      building.printed = true
      endRow(building)
    },
    carriageReturn: () => {
      building.printed = true
      if (row.isEmpty()) return
      const next = row.end()
      flushHeld(building)
      building.held = next
    },
    tab: () => {
      building.printed = true
      row.tab(printer.tabStops())
    },
    moveTo: row.moveTo,
    moveBy: row.moveBy,
    endRowWithText: () => endRowWithText(building),
    cancelRow: () => {
      row.end()
      flushHeld(building)
    },
  }
}

function papersOf(building: Building): Omit<PaperBuilder, keyof ReturnType<typeof rowsOf>> {
  return {
    picture: (length) => {
      building.paper.pictureBytes += length
      building.printed = true
    },
    code: (data) => keepCode(building, data),
    unknown: () => {
      building.paper.unknownCommands += 1
    },
    foreign: () => {
      building.paper.unknownCommands += 1
      building.paper.foreignCommands += 1
    },
    printPage: ({ rows, isPlaced }) => {
      endRowWithText(building)
      for (const row of rows) addRow(building, row)
      building.paper.isUnclear ||= !isPlaced
    },
    receive: () => {
      building.printed = true
    },
    endPaper: (endedBy) => endPaper(building, endedBy),
    hasRows: () => building.paper.rows.length > 0 || building.held !== null,
    hasContent: () => hasContent(building.paper) || building.held !== null,
    hasPrinted: () => {
      const { printed } = building
      building.printed = false
      return printed
    },
    take: () => {
      const { ended } = building
      building.ended = []
      return ended
    },
  }
}

function text(building: Building, bytes: Uint8Array, from: number, to: number): void {
  const { row, printer } = building
  const widthDots = printer.byteDots()
  building.printed = true
  let at = from
  while (at < to) {
    const room = row.room(widthDots)
    if (room <= 0) endRow(building)
    else {
      const end = Math.min(to, at + room)
      row.text(bytes, at, end, printer.encoding(), widthDots)
      at = end
    }
  }
}

function endRowWithText(building: Building): void {
  building.printed = true
  if (building.row.isEmpty()) flushHeld(building)
  else endRow(building)
}

/** A row that was ended by a bare CR and one that fits over it are one row on the paper. */
function endRow(building: Building): void {
  const text = building.row.end()
  const { held } = building
  building.held = null
  const whole = held === null ? text : overprinted(held, text)
  if (whole === null) addRow(building, held ?? '')
  addRow(building, whole ?? text)
}

function flushHeld(building: Building): void {
  const { held } = building
  if (held === null) return
  building.held = null
  addRow(building, held)
}

/** Bold by printing twice, two colours, an amount after a CR; null where characters collide. */
function overprinted(under: string, over: string): string | null {
  if (over === '') return under
  let whole = ''
  for (let index = 0; index < Math.max(under.length, over.length); index += 1) {
    const [low, high] = [under[index] ?? ' ', over[index] ?? ' ']
    if (low !== high && low !== ' ' && high !== ' ') return null
    whole += high === ' ' ? low : high
  }
  return whole
}

function addRow(building: Building, text: string): void {
  const { rows } = building.paper
  // Blank rows before the first text say nothing and would let a flood of line feeds fill the paper.
  if (text === '' && rows.length === 0) return
  building.blankRows = text === '' ? building.blankRows + 1 : 0
  if (building.blankRowsEnd !== null && building.blankRows >= building.blankRowsEnd) {
    endPaper(building, 'blank-rows')
    return
  }
  if (building.blankRows > BLANK_ROWS_KEPT_MAX) return
  if (rows.length < PAPER_ROWS_MAX) rows.push(text)
  else building.paper.isTooLong ||= text !== ''
}

function keepCode(building: Building, data: readonly number[]): void {
  const { codes } = building.paper
  if (data.length === 0 || codes.length >= CODES_MAX) return
  const text = Buffer.from(data.slice(0, CODE_BYTES_MAX)).toString('latin1')
  codes.push(text.replaceAll(/\p{Cc}/gu, ''))
  building.printed = true
}

function endPaper(building: Building, endedBy: PaperEnd): void {
  flushHeld(building)
  const { paper } = building
  if (!hasContent(paper)) return
  building.paper = emptyPaper()
  building.blankRows = 0
  const last = paper.rows.findLastIndex((row) => row !== '')
  building.ended.push({ ...paper, rows: paper.rows.slice(0, last + 1), endedBy })
}

function hasContent(paper: PaperSoFar): boolean {
  return paper.rows.length > 0 || paper.codes.length > 0 || paper.pictureBytes > 0
}

function emptyPaper(): PaperSoFar {
  return {
    rows: [],
    codes: [],
    pictureBytes: 0,
    unknownCommands: 0,
    foreignCommands: 0,
    isTooLong: false,
    isUnclear: false,
  }
}
