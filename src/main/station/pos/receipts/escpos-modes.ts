import { CODE_PAGES } from './code-pages.ts'
import {
  digit,
  fontDots,
  initialModes,
  type Modes,
  type PrinterSettings,
  tabStops,
} from './printer-state.ts'
import { isReadablePage } from './row-text.ts'

const DOTS_PER_INCH = 203

/** The modes after an ESC/POS command. */
export function changeEscposModes(
  modes: Modes,
  settings: PrinterSettings,
  bytes: readonly number[],
): Modes {
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
      return initialModes(settings)
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
    case 0x50:
      return {
        ...modes,
        unitDots: dotsOfUnit(n(bytes, 2)),
        rowUnitDots: dotsOfUnit(n(bytes, 3)),
      }
    default:
      return modes
  }
}

/** GS P: 0 is the printer's own unit. */
function dotsOfUnit(unitsPerInch: number): number {
  return unitsPerInch === 0 ? 1 : DOTS_PER_INCH / unitsPerInch
}

function n(bytes: readonly number[], index: number): number {
  return bytes[index] ?? 0
}
