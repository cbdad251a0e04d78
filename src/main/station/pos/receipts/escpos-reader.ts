import { ESCPOS } from './escpos.ts'
import { createLanguageReader } from './language-reader.ts'
import type { ByteReader } from './printed-paper.ts'
import type { PrinterSettings } from './printer-state.ts'

export type { PaperEnd, PrintedPaper as EscposPaper } from './printed-paper.ts'

/** Reads ESC/POS. */
export function createEscposReader(settings: PrinterSettings, idleMs: number): ByteReader {
  return createLanguageReader(ESCPOS, settings, idleMs)
}
