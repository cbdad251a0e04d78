import { CODE_PAGES, type CodePageFamily } from './code-pages.ts'
import { TAB_STOPS_MAX } from './limits.ts'
import { COLUMN_DOTS } from './row-builder.ts'
import { type Encoding, isReadablePage } from './row-text.ts'

/** What a profile says about the printer that the POS believes it has. */
export interface PrinterSettings {
  readonly codePages: CodePageFamily
  /** The page after switching on, an iconv-lite name. */
  readonly initialPage: string
  /** Two-byte text of FS &; null: as the stream itself suggests. */
  readonly kanji: string | null
  /** Some Asian printers are in two-byte mode from the start. */
  readonly startsInKanji: boolean
  /** Width at which the printer breaks rows by itself; null: only line feeds end rows. */
  readonly columns: number | null
  /** ESC @ after text ends the paper. False for POS that reset the style in mid-receipt. */
  readonly initEndsPaper: boolean
}

/** The modes of the printer that decide how bytes become characters and columns. */
export interface PrinterState {
  readonly encoding: () => Encoding
  /** Dots that one byte takes. */
  readonly byteDots: () => number
  readonly tabStops: () => readonly number[]
  /** Dots of one horizontal motion unit. */
  readonly unitDots: () => number
  readonly isPageMode: () => boolean
  /** Takes a command that changes a mode; others are ignored. */
  readonly apply: (bytes: readonly number[]) => void
}

const FONT_B_DOTS = 9
const DOTS_PER_INCH = 203
const KOREA = 13
const JAPAN = 8

interface Modes {
  page: string
  international: number
  kanjiOn: boolean
  kanjiSystem: string | null
  fontDots: number
  widthTimes: number
  spacingDots: number
  stops: number[]
  unitDots: number
  pageMode: boolean
}

export function createPrinterState(settings: PrinterSettings): PrinterState {
  let modes = initial(settings)
  let encoding = encodingOf(modes, settings)
  return {
    encoding: () => encoding,
    byteDots: () => (modes.fontDots + modes.spacingDots) * modes.widthTimes,
    tabStops: () => modes.stops,
    unitDots: () => modes.unitDots,
    isPageMode: () => modes.pageMode,
    apply: (bytes) => {
      modes = change(modes, settings, bytes)
      const next = encodingOf(modes, settings)
      const isSame = next.page === encoding.page && next.international === encoding.international
      if (!isSame) encoding = next
    },
  }
}

function initial(settings: PrinterSettings): Modes {
  return {
    page: settings.initialPage,
    international: 0,
    kanjiOn: settings.startsInKanji,
    kanjiSystem: null,
    fontDots: COLUMN_DOTS,
    widthTimes: 1,
    spacingDots: 0,
    stops: [],
    unitDots: 1,
    pageMode: false,
  }
}

function encodingOf(modes: Modes, settings: PrinterSettings): Encoding {
  if (!modes.kanjiOn) return { page: modes.page, international: modes.international }
  return { page: settings.kanji ?? kanjiPage(modes), international: 0 }
}

/** FS C is Japanese only; the country set tells Korean and Japanese printers from Chinese ones. */
function kanjiPage(modes: Modes): string {
  if (modes.kanjiSystem) return modes.kanjiSystem
  if (modes.international === KOREA) return 'euckr'
  return modes.international === JAPAN ? 'shiftjis' : 'gb18030'
}

function change(modes: Modes, settings: PrinterSettings, bytes: readonly number[]): Modes {
  switch (bytes[0]) {
    case 0x1b:
      return changeByEsc(modes, settings, bytes)
    case 0x1c:
      return changeByFs(modes, bytes)
    case 0x1d:
      return changeByGs(modes, bytes)
    default:
      return modes
  }
}

function changeByEsc(modes: Modes, settings: PrinterSettings, bytes: readonly number[]): Modes {
  const n = bytes[2] ?? 0
  switch (bytes[1]) {
    case 0x40:
      return initial(settings)
    case 0x20:
      return { ...modes, spacingDots: n }
    case 0x21:
      return { ...modes, fontDots: fontDots(n & 1), widthTimes: n & 0x20 ? 2 : 1 }
    case 0x44:
      return { ...modes, stops: tabStops(bytes) }
    case 0x4c:
      return { ...modes, pageMode: true }
    case 0x53:
      return { ...modes, pageMode: false }
    case 0x4d:
      return { ...modes, fontDots: fontDots(n & 1) }
    case 0x52:
      return { ...modes, international: digit(n) }
    case 0x74: {
      const page = CODE_PAGES[settings.codePages][n]
      return page && isReadablePage(page) ? { ...modes, page } : modes
    }
    default:
      return modes
  }
}

function changeByFs(modes: Modes, bytes: readonly number[]): Modes {
  const n = bytes[2] ?? 0
  switch (bytes[1]) {
    case 0x26:
      return { ...modes, kanjiOn: true }
    case 0x2e:
      return { ...modes, kanjiOn: false }
    case 0x43:
      return { ...modes, kanjiSystem: digit(n) === 0 ? 'jis' : 'shiftjis' }
    case 0x28:
      return chooseUtf8(modes, bytes)
    default:
      return modes
  }
}

/** FS ( C fn 48: m = 2 (or its digit) makes the printer read UTF-8, 1 goes back. */
function chooseUtf8(modes: Modes, bytes: readonly number[]): Modes {
  if (n(bytes, 2) !== 0x43 || n(bytes, 5) !== 48) return modes
  if (digit(n(bytes, 6)) === 2) return { ...modes, page: 'utf8', international: 0 }
  return modes.page === 'utf8' ? { ...modes, page: 'cp437' } : modes
}

function changeByGs(modes: Modes, bytes: readonly number[]): Modes {
  switch (bytes[1]) {
    case 0x21:
      return { ...modes, widthTimes: ((n(bytes, 2) >> 4) & 7) + 1 }
    case 0x50: {
      const unitsPerInch = n(bytes, 2)
      return { ...modes, unitDots: unitsPerInch === 0 ? 1 : DOTS_PER_INCH / unitsPerInch }
    }
    default:
      return modes
  }
}

/** Many commands take the digit's character for the number. */
function digit(value: number): number {
  return value >= 0x30 && value <= 0x39 ? value - 0x30 : value
}

function fontDots(font: number): number {
  return font === 1 ? FONT_B_DOTS : COLUMN_DOTS
}

function tabStops(bytes: readonly number[]): number[] {
  return bytes
    .slice(2, 2 + TAB_STOPS_MAX)
    .filter((column, index, all) => column > 0 && (index === 0 || column > (all[index - 1] ?? 0)))
}

function n(bytes: readonly number[], index: number): number {
  return bytes[index] ?? 0
}
