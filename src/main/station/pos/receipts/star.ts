import {
  commonControl,
  cut,
  type Desk,
  initialise,
  little,
  type PrinterDialect,
  signedLittle,
} from './dialect.ts'
import { prepareLanguage } from './language.ts'
import { STAR_LENGTHS, STAR_RASTER_LENGTHS } from './star-commands.ts'
import { changeStarModes } from './star-modes.ts'

/** VT, FF, SO, DC4 and CAN beside the common ones. */
const CONTROLS = [0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x14, 0x18]
/** GS begins no command of Star's. */
const STRAYS = [0x1d]
/** Bar codes, PDF417 and QR data. */
const CODES = ['1B62', '1B1D7844', '1B1D7944']
const RASTER = { enter: '1B2A7241', leave: '1B2A7242', lengths: STAR_RASTER_LENGTHS }

/** How the bytes of Star's languages are cut into commands. */
export const STAR_TABLES = {
  lengths: STAR_LENGTHS,
  controls: CONTROLS,
  strays: STRAYS,
  codes: CODES,
  raster: RASTER,
}

/** Star's line mode and StarPRNT: their pictures differ, the rest is one language. */
export const STAR: PrinterDialect = {
  language: prepareLanguage(STAR_TABLES),
  changeModes: changeStarModes,
  blankRowsEnd: null,
  control: starControl,
  command: starCommand,
}

function starControl(desk: Desk, byte: number): void {
  const { paper, printer } = desk
  if (byte === 0x0b) paper.endRowWithText()
  else if (byte === 0x0c) {
    paper.endRowWithText()
    paper.endPaper('form-feed')
  } else if (byte === 0x18) paper.cancelRow()
  else if (byte === 0x0e || byte === 0x14) printer.apply([byte])
  else commonControl(desk, byte)
}

function starCommand(desk: Desk, bytes: readonly number[], length: number): void {
  const { paper } = desk
  const [prefix, second = 0] = bytes
  if (prefix !== 0x1b) {
    paper.picture(length)
    return
  }
  switch (second) {
    case 0x0c:
      // FF of the picture mode: the page comes out.
      paper.endPaper('form-feed')
      break
    case 0x1c:
      paper.picture(length)
      break
    case 0x1d:
      gsCommand(desk, bytes, length)
      break
    case 0x40:
      initialise(desk)
      break
    case 0x62:
      paper.code(bytes.slice(6, -1))
      break
    case 0x64:
      cut(desk)
      break
    default:
      if (ROW_ENDING.has(second)) paper.endRowWithText()
      if (PICTURES.has(second)) paper.picture(length)
  }
}

/** ESC a, ESC I, ESC J and ESC j feed. */
const ROW_ENDING = new Set([0x49, 0x4a, 0x61, 0x6a])
/** ESC K, L, X and k. */
const PICTURES = new Set([0x4b, 0x4c, 0x58, 0x6b])

function gsCommand({ paper }: Desk, bytes: readonly number[], length: number): void {
  switch (bytes[2]) {
    case 0x41:
      paper.moveTo(little(bytes, 3))
      break
    case 0x52:
      paper.moveBy(signedLittle(bytes, 3))
      break
    case 0x53:
      paper.picture(length)
      break
    case 0x78:
      if (bytes[3] === 0x44) paper.code(bytes.slice(6))
      break
    case 0x79:
      if (bytes[3] === 0x44) paper.code(bytes.slice(8))
      break
    case 0x50:
      // Page mode: what is placed or printed anew stands on another row.
      paper.endRowWithText()
      break
    default:
  }
}
