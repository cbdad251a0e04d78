import type { CodePageFamily } from './code-pages.ts'
import { TAB_STOPS_MAX } from './limits.ts'
import { COLUMN_DOTS } from './row-builder.ts'
import type { Encoding } from './row-text.ts'

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
  /** Dots of one vertical motion unit. */
  readonly rowUnitDots: () => number
  readonly isPageMode: () => boolean
  /** Takes a command that changes a mode; others are ignored. */
  readonly apply: (bytes: readonly number[]) => void
}

const FONT_B_DOTS = 9
const KOREA = 13
const JAPAN = 8

/** What the commands so far have set. */
export interface Modes {
  page: string
  international: number
  kanjiOn: boolean
  kanjiSystem: string | null
  fontDots: number
  widthTimes: number
  spacingDots: number
  stops: number[]
  unitDots: number
  rowUnitDots: number
  pageMode: boolean
}

/** The modes after a command of one printer language; the same ones when it changes none. */
export type ModeChange = (
  modes: Modes,
  settings: PrinterSettings,
  bytes: readonly number[],
) => Modes

export function createPrinterState(settings: PrinterSettings, change: ModeChange): PrinterState {
  let modes = initialModes(settings)
  let encoding = encodingOf(modes, settings)
  return {
    encoding: () => encoding,
    byteDots: () => (modes.fontDots + modes.spacingDots) * modes.widthTimes,
    tabStops: () => modes.stops,
    unitDots: () => modes.unitDots,
    rowUnitDots: () => modes.rowUnitDots,
    isPageMode: () => modes.pageMode,
    apply: (bytes) => {
      const changed = change(modes, settings, bytes)
      if (changed === modes) return
      modes = changed
      const next = encodingOf(modes, settings)
      const isSame = next.page === encoding.page && next.international === encoding.international
      if (!isSame) encoding = next
    },
  }
}

/** As after switching on. */
export function initialModes(settings: PrinterSettings): Modes {
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
    rowUnitDots: 1,
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

/** Many commands take the digit's character for the number. */
export function digit(value: number): number {
  return value >= 0x30 && value <= 0x39 ? value - 0x30 : value
}

/** Dots that a character of font A (0) or B (1) takes. */
export function fontDots(font: number): number {
  return font === 1 ? FONT_B_DOTS : COLUMN_DOTS
}

/** ESC D n1 … NUL: the columns of the tab stops. */
export function tabStops(bytes: readonly number[]): number[] {
  return bytes
    .slice(2, 2 + TAB_STOPS_MAX)
    .filter((column, index, all) => column > 0 && (index === 0 || column > (all[index - 1] ?? 0)))
}
