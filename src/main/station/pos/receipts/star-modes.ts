import { STAR_PAGES } from './code-pages.ts'
import {
  digit,
  fontDots,
  initialModes,
  type Modes,
  type PrinterSettings,
  tabStops,
} from './printer-state.ts'
import { isReadablePage } from './row-text.ts'

/** The modes after a command of Star's languages. */
export function changeStarModes(
  modes: Modes,
  settings: PrinterSettings,
  bytes: readonly number[],
): Modes {
  const [prefix, second, third = 0] = bytes
  if (prefix === 0x0e || prefix === 0x14) return { ...modes, widthTimes: prefix === 0x0e ? 2 : 1 }
  if (prefix !== 0x1b) return modes
  switch (second) {
    case 0x1d:
      return changeByGs(modes, third, bytes)
    case 0x1e:
      return third === 0x46 ? { ...modes, fontDots: fontDots(digit(at(bytes, 3))) } : modes
    case 0x24:
      return settings.kanji === null || settings.kanji === 'shiftjis'
        ? { ...modes, kanjiOn: digit(third) === 1, kanjiSystem: 'shiftjis' }
        : modes
    case 0x40:
      return initialModes(settings)
    case 0x44:
      return { ...modes, stops: tabStops(bytes) }
    case 0x52:
      return { ...modes, international: country(third) }
    case 0x57:
      return { ...modes, widthTimes: digit(third) + 1 }
    case 0x69:
      return { ...modes, widthTimes: Math.min(digit(at(bytes, 3)), WIDTH_MAX) + 1 }
    case 0x70:
    case 0x71:
      return { ...modes, kanjiOn: second === 0x70, kanjiSystem: 'jis' }
    default:
      return PITCH_DOTS[second ?? 0] ? { ...modes, fontDots: PITCH_DOTS[second ?? 0] ?? 0 } : modes
  }
}

/** ESC i: widths go up to six times. */
const WIDTH_MAX = 5
/** ESC M, ESC P, ESC g, ESC :, in dots a character. */
const PITCH_DOTS: Readonly<Record<number, number>> = { 77: 12, 80: 15, 103: 14, 58: 16 }

function changeByGs(modes: Modes, third: number, bytes: readonly number[]): Modes {
  if (third === 0x74) {
    const page = STAR_PAGES[at(bytes, 3)]
    return page && isReadablePage(page) ? { ...modes, page } : modes
  }
  return third === 0x29 ? chooseUtf8(modes, bytes) : modes
}

/** ESC GS ) U, function 48: 1 makes the printer read UTF-8, 0 goes back. */
function chooseUtf8(modes: Modes, bytes: readonly number[]): Modes {
  if (at(bytes, 3) !== 0x55 || at(bytes, 6) !== 48) return modes
  if (digit(at(bytes, 7)) === 1) return { ...modes, page: 'utf8', international: 0 }
  return modes.page === 'utf8' ? { ...modes, page: 'cp437' } : modes
}

/** ESC R also takes the letters A to F for 10 to 15. */
function country(value: number): number {
  return value >= 0x41 && value <= 0x46 ? value - 0x41 + 10 : digit(value)
}

function at(bytes: readonly number[], index: number): number {
  return bytes[index] ?? 0
}
