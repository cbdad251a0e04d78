import { GAP_COLUMNS_MAX, PAGE_PIECES_MAX } from './limits.ts'
import { COLUMN_DOTS, createRowBuilder, type RowBuilder } from './row-builder.ts'
import type { Encoding } from './row-text.ts'

/**
 * Builds a page that is drawn in any order and printed at once. Places are in dots from the upper
 * left corner of the area that was set last.
 */
export interface PageBuilder extends Pick<RowBuilder, 'text' | 'moveTo' | 'moveBy' | 'tab'> {
  readonly carriageReturn: () => void
  /** So many rows down (up when negative), to the beginning of the row. */
  readonly feedRows: (rows: number) => void
  readonly feedDots: (dots: number) => void
  /** Down from the area's upper edge, in the same column. */
  readonly moveDownTo: (dots: number) => void
  readonly moveDownBy: (dots: number) => void
  /** The height of a row; null: the printer's own. */
  readonly setRowDots: (dots: number | null) => void
  /** Both go to the beginning of the area. */
  readonly setArea: (area: PageArea) => void
  readonly setDirection: (direction: number) => void
  /** What stands in the present area is not printed. */
  readonly clearArea: () => void
  /** Nothing of the page is printed; the next one begins with the whole paper as its area. */
  readonly discard: () => void
  /** As after switching on. */
  readonly reset: () => void
  /** What comes out that has not come out before; the page stays as it is. */
  readonly print: () => PrintedPage
}

export interface PageArea {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface PrintedPage {
  readonly rows: readonly string[]
  /** False: which pieces stand side by side cannot be told. */
  readonly isPlaced: boolean
}

/** A place down the page: rows of the printer's own height count apart, it differs by printer. */
interface Height {
  readonly dots: number
  readonly rows: number
}

interface Piece {
  readonly text: string
  readonly area: PageArea
  readonly direction: number
  readonly x: number
  readonly endX: number
  readonly y: Height
  isPrinted: boolean
}

interface Drawing {
  readonly row: ReturnType<typeof createRowBuilder>
  pieces: Piece[]
  isTooMuch: boolean
  area: PageArea
  direction: number
  rowDots: number | null
  /** Where the piece that is being drawn begins, and where the next character goes. */
  beginX: number
  x: number
  y: Height
  hasReturned: boolean
}

const WHOLE_PAPER: PageArea = {
  x: 0,
  y: 0,
  width: Number.POSITIVE_INFINITY,
  height: Number.POSITIVE_INFINITY,
}
const TOP: Height = { dots: 0, rows: 0 }
/** A sixth of an inch on a printer that counts dots, and on one that counts halves of them. */
const OWN_ROW_DOTS = { low: 30, high: 60 } as const
/** Less apart than half a character: one row. */
const SAME_ROW_DOTS = 12

export function createPageBuilder(): PageBuilder {
  const drawing: Drawing = {
    ...{ row: createRowBuilder(null), pieces: [], isTooMuch: false },
    ...{ area: WHOLE_PAPER, direction: 0, rowDots: null },
    ...{ beginX: 0, x: 0, y: TOP, hasReturned: false },
  }
  const feed = (by: Height) => {
    place(drawing, 0, { dots: drawing.y.dots + by.dots, rows: drawing.y.rows + by.rows })
  }
  const down = (y: Height) => place(drawing, drawing.x, y)
  const start = (change: Partial<Drawing>) => {
    keepPiece(drawing)
    Object.assign(drawing, change)
    place(drawing, 0, TOP)
  }
  const discard = () => {
    drawing.row.end()
    Object.assign(drawing, { pieces: [], isTooMuch: false })
    start({ area: WHOLE_PAPER })
  }
  return {
    ...columnsOf(drawing),
    text: (...what) => text(drawing, ...what),
    feedRows: (rows) =>
      feed(
        drawing.rowDots === null ? { dots: 0, rows } : { dots: rows * drawing.rowDots, rows: 0 },
      ),
    feedDots: (dots) => feed({ dots, rows: 0 }),
    moveDownTo: (dots) => down({ dots, rows: 0 }),
    moveDownBy: (dots) => down({ ...drawing.y, dots: drawing.y.dots + dots }),
    setRowDots: (rowDots) => {
      drawing.rowDots = rowDots
    },
    setArea: (area) => start({ area }),
    setDirection: (direction) => start({ direction }),
    clearArea: () => clearArea(drawing),
    discard,
    reset: () => {
      discard()
      Object.assign(drawing, { direction: 0, rowDots: null })
    },
    print: () => print(drawing),
  }
}

function columnsOf(
  drawing: Drawing,
): Pick<PageBuilder, 'moveTo' | 'moveBy' | 'tab' | 'carriageReturn'> {
  const moveTo = (x: number) => place(drawing, x, drawing.y)
  return {
    moveTo,
    moveBy: (by) => {
      // A kerning step is no gap.
      if (Math.abs(by) * 2 < COLUMN_DOTS) drawing.x += by
      else moveTo(Math.max(0, drawing.x + by))
    },
    tab: (stops) => {
      const column = Math.round(drawing.x / COLUMN_DOTS)
      const next = stops.find((stop) => stop > column) ?? (Math.floor(column / 8) + 1) * 8
      moveTo(next * COLUMN_DOTS)
    },
    carriageReturn: () => {
      drawing.hasReturned = true
    },
  }
}

/** The next piece begins there. A CR without LF before it was a row end of its own. */
function place(drawing: Drawing, x: number, y: Height): void {
  keepPiece(drawing)
  Object.assign(drawing, { beginX: x, x, y, hasReturned: false })
}

function text(
  drawing: Drawing,
  bytes: Uint8Array,
  from: number,
  to: number,
  encoding: Encoding,
  widthDots: number,
): void {
  if (drawing.hasReturned) newRow(drawing)
  let at = from
  while (at < to) {
    const fitting = Math.floor((drawing.area.width - drawing.x) / widthDots)
    const room = Math.min(drawing.row.room(widthDots), Math.max(drawing.x === 0 ? 1 : 0, fitting))
    if (room <= 0) newRow(drawing)
    else {
      const end = Math.min(to, at + room)
      drawing.row.text(bytes, at, end, encoding, widthDots)
      drawing.x += (end - at) * widthDots
      at = end
    }
  }
}

function newRow(drawing: Drawing): void {
  const { y, rowDots } = drawing
  place(
    drawing,
    0,
    rowDots === null ? { ...y, rows: y.rows + 1 } : { ...y, dots: y.dots + rowDots },
  )
}

function keepPiece(drawing: Drawing): void {
  const { row, pieces, area, direction, beginX, x, y } = drawing
  if (row.isEmpty()) return
  const text = row.end()
  if (text.trim() === '') return
  if (pieces.length >= PAGE_PIECES_MAX) drawing.isTooMuch = true
  else
    pieces.push({
      ...{ text, area, direction, isPrinted: false },
      ...{ x: area.x + beginX, endX: area.x + x, y: { ...y, dots: area.y + y.dots } },
    })
}

function clearArea(drawing: Drawing): void {
  const { area, row } = drawing
  row.end()
  drawing.pieces = drawing.pieces.filter((piece) => piece.area !== area && !isInside(piece, area))
}

function isInside(piece: Piece, { x, y, width, height }: PageArea): boolean {
  const top = heightOf(piece, OWN_ROW_DOTS.low)
  return piece.x >= x && piece.x < x + width && top >= y && top < y + height
}

function heightOf({ y }: Piece, rowDots: number): number {
  return y.dots + y.rows * rowDots
}

function print(drawing: Drawing): PrintedPage {
  keepPiece(drawing)
  drawing.beginX = drawing.x
  const { pieces, isTooMuch } = drawing
  const rows = rowsOf(pieces, OWN_ROW_DOTS.low)
  const said = rows.filter((row) => row.some(({ isPrinted }) => !isPrinted)).map(rowText)
  const others = rowsOf(pieces, OWN_ROW_DOTS.high)
  const isSame = others.map(rowText).join('\n') === rows.map(rowText).join('\n')
  for (const piece of pieces) piece.isPrinted = true
  return { rows: said, isPlaced: isSame && isUpright(pieces) && !isTooMuch }
}

/** Turned pieces are read in their own direction; what lies beside them is not known. */
function isUpright(pieces: readonly Piece[]): boolean {
  const [first] = pieces
  return pieces.every(
    ({ direction, area }) =>
      direction === first?.direction && (direction === 0 || area === first.area),
  )
}

/** Top to bottom, and from left to right. */
function rowsOf(pieces: readonly Piece[], rowDots: number): Piece[][] {
  const rows: Piece[][] = []
  let top = Number.NEGATIVE_INFINITY
  const sorted = pieces.toSorted((one, other) => heightOf(one, rowDots) - heightOf(other, rowDots))
  for (const piece of sorted) {
    const height = heightOf(piece, rowDots)
    if (height - top < SAME_ROW_DOTS) rows.at(-1)?.push(piece)
    else {
      rows.push([piece])
      top = height
    }
  }
  return rows.map((row) => row.toSorted((one, other) => one.x - other.x))
}

/** As the eye sees it: at least one blank between two pieces. What is printed twice is bold. */
function rowText(row: readonly Piece[]): string {
  let text = ''
  let endX = 0
  let last: Piece | undefined
  for (const piece of row) {
    if (last?.text === piece.text && piece.x - last.x < SAME_ROW_DOTS) continue
    const gap = Math.min(Math.round((piece.x - endX) / COLUMN_DOTS), GAP_COLUMNS_MAX)
    text += ' '.repeat(Math.max(text === '' ? 0 : 1, gap)) + piece.text
    endX = piece.endX
    last = piece
  }
  return text.trimEnd()
}
