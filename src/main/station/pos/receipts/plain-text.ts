import { commonControl, type PrinterDialect } from './dialect.ts'
import { prepareLanguage } from './language.ts'
import { TEAR_ROWS } from './limits.ts'

/** Printers without commands, and drivers that send none: text, row ends, form feeds. */
export const PLAIN_TEXT: PrinterDialect = {
  language: prepareLanguage({
    // Stray commands of another language: their first two bytes are skipped and counted.
    lengths: { '1B': 2, '1C': 2, '1D': 2 },
    controls: [0x09, 0x0a, 0x0c, 0x0d],
    codes: [],
  }),
  changeModes: (modes) => modes,
  blankRowsEnd: TEAR_ROWS,
  control: (desk, byte) => {
    if (byte === 0x0c) {
      desk.paper.endRowWithText()
      desk.paper.endPaper('form-feed')
    } else commonControl(desk, byte)
  },
  command: ({ paper }) => paper.unknown(),
}
