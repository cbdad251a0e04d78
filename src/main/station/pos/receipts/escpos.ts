import {
  commonControl,
  cut,
  type Desk,
  initialise,
  little,
  type PrinterDialect,
  signedLittle,
} from './dialect.ts'
import { ESCPOS_LENGTHS } from './escpos-commands.ts'
import { changeEscposModes } from './escpos-modes.ts'
import { pageCommand, pageControl, setPageArea } from './escpos-page.ts'
import { prepareLanguage } from './language.ts'
import { digit } from './printer-state.ts'

/** How the bytes of ESC/POS are cut into commands. */
export const ESCPOS_TABLES = {
  lengths: ESCPOS_LENGTHS,
  controls: [0x09, 0x0a, 0x0c, 0x0d, 0x18],
  strays: [0x1f],
  codes: ['1D6B', '1D286B', '1B286B', '1B5A'],
}

/** ESC/POS: Epson's language and that of nearly all others. */
export const ESCPOS: PrinterDialect = {
  language: prepareLanguage(ESCPOS_TABLES),
  changeModes: changeEscposModes,
  blankRowsEnd: null,
  control: escposControl,
  command: escposCommand,
}

export function escposControl(desk: Desk, byte: number): void {
  if (desk.printer.isPageMode()) pageControl(desk, byte)
  else if (byte === 0x0c) {
    desk.paper.endRowWithText()
    desk.paper.endPaper('form-feed')
  } else commonControl(desk, byte)
}

export function escposCommand(desk: Desk, bytes: readonly number[], length: number): void {
  const [prefix = 0, second = 0] = bytes
  if (desk.printer.isPageMode() && pageCommand(desk, bytes)) return
  if (prefix === 0x1b) escCommand(desk, second, bytes, length)
  else if (prefix === 0x1d) gsCommand(desk, second, bytes, length)
}

function escCommand(desk: Desk, second: number, bytes: readonly number[], length: number): void {
  const { paper, printer, page } = desk
  switch (second) {
    case 0x40:
      initialise(desk)
      page.reset()
      break
    case 0x24:
      paper.moveTo(little(bytes, 2) * printer.unitDots())
      break
    case 0x5c:
      paper.moveBy(signedLittle(bytes, 2) * printer.unitDots())
      break
    case 0x1d:
    case 0x1e:
      // Star's, whose lengths are nearly always this one.
      paper.foreign()
      break
    case 0x28:
      paper.code(symbolData(bytes))
      break
    case 0x2a:
      paper.picture(length)
      break
    case 0x54:
      page.setDirection(digit(bytes[2] ?? 0))
      break
    case 0x57:
      setPageArea(desk, bytes)
      break
    case 0x5a:
      paper.endRowWithText()
      paper.code(bytes.slice(7))
      break
    case 0x69:
    case 0x6d:
      cut(desk)
      break
    default:
      if (ROW_ENDING_ESC.has(second)) paper.endRowWithText()
  }
}

/** Feeds and page mode, which begins with a row of its own, end a row that has text. */
const ROW_ENDING_ESC = new Set([0x4a, 0x4b, 0x4c, 0x64, 0x65])

function gsCommand(desk: Desk, second: number, bytes: readonly number[], length: number): void {
  const { paper } = desk
  switch (second) {
    case 0x56:
      cut(desk)
      break
    case 0x6b:
      paper.code(barcodeData(bytes))
      break
    case 0x28:
      if (bytes[2] === 0x4c) paper.picture(length)
      else paper.code(symbolData(bytes))
      break
    case 0x2f:
    case 0x38:
    case 0x51:
    case 0x76:
      paper.picture(length)
      break
    default:
  }
}

/** GS k: types from 65 on are counted, others end with NUL; 97 is a QR code with settings of its own. */
function barcodeData(bytes: readonly number[]): readonly number[] {
  if (bytes[2] === 97) return bytes.slice(7)
  const isCounted = (bytes[2] ?? 0) > 64
  return isCounted ? bytes.slice(4) : bytes.slice(3).filter((byte) => byte !== 0)
}

/** GS ( k: function 80 stores the data. */
function symbolData(bytes: readonly number[]): readonly number[] {
  return bytes[2] === 0x6b && bytes[6] === 80 ? bytes.slice(8) : []
}
