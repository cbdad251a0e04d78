import { each, type LengthTable } from './command-length.ts'
import { cut, type Desk, type PrinterDialect } from './dialect.ts'
import { ESCPOS, escposCommand } from './escpos.ts'
import { ESCPOS_LENGTHS } from './escpos-commands.ts'
import { prepareLanguage } from './language.ts'

/** Where Ithaca's PcOS language differs. Source: the programmer's guides of series 80 and 90 Plus. */
const ITHACA_LENGTHS: LengthTable = {
  ...ESCPOS_LENGTHS,
  ...each('1B', '30 31 34 46 48 5D 76 7A', 2),
  ...each('1B', '35 41 43 50 56 57 72 73 77 78 79 7E', 3),
  '1B4300': 4,
  '1B42': { kind: 'list' },
  '1B58': 4,
  '1B19': 4,
  ...each('1B', '4B 4C 59 5A', { kind: 'counted', at: 2, size: 2, base: 4 }),
  '1B5B': { kind: 'counted', at: 3, size: 2, base: 5 },
}

/** ESC/POS commands are understood too; the cutter, the drawer and a few others are its own. */
export const ITHACA: PrinterDialect = {
  ...ESCPOS,
  language: prepareLanguage({
    lengths: ITHACA_LENGTHS,
    controls: [0x09, 0x0a, 0x0c, 0x0d, 0x18],
    codes: ['1D6B', '1D286B', '1B286B'],
  }),
  changeModes: (modes, settings, bytes) => {
    if (bytes[0] === 0x1b && bytes[1] === 0x57) {
      return { ...modes, widthTimes: (bytes[2] ?? 0) & 1 ? 2 : 1 }
    }
    return isOwn(bytes) ? modes : ESCPOS.changeModes(modes, settings, bytes)
  },
  command: ithacaCommand,
}

/** ESC P NUL and ESC v cut; ESC K, L, Y and Z are pictures. */
function ithacaCommand(desk: Desk, bytes: readonly number[], length: number): void {
  if (!isOwn(bytes)) escposCommand(desk, bytes, length)
  else if (bytes[1] === 0x50 || bytes[1] === 0x76) cut(desk)
  else if (PICTURES.has(bytes[1] ?? 0)) desk.paper.picture(length)
}

const PICTURES = new Set([0x4b, 0x4c, 0x59, 0x5a])
const OWN = new Set([...PICTURES, 0x50, 0x56, 0x57, 0x72, 0x76])

function isOwn(bytes: readonly number[]): boolean {
  return bytes[0] === 0x1b && OWN.has(bytes[1] ?? 0)
}
