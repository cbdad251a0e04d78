import type { FoundDialect } from '../../../../contract/screen/sources.ts'
import type { PrinterDialect } from './dialect.ts'
import { ESCPOS } from './escpos.ts'
import { ITHACA } from './ithaca.ts'
import { PLAIN_TEXT } from './plain-text.ts'
import { STAR } from './star.ts'

/** The printer languages that can be read, by their names in settings. */
export const PRINTER_DIALECTS: Readonly<Record<FoundDialect, PrinterDialect>> = {
  escpos: ESCPOS,
  'star-line': STAR,
  'star-prnt': STAR,
  ithaca: ITHACA,
  text: PLAIN_TEXT,
}
