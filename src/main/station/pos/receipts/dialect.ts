import type { Language } from './language.ts'
import type { PageBuilder } from './page-builder.ts'
import type { PaperBuilder } from './paper-builder.ts'
import type { ModeChange, PrinterSettings, PrinterState } from './printer-state.ts'

/** What the commands of one printer language do. */
export interface PrinterDialect {
  readonly language: Language
  readonly changeModes: ModeChange
  /** So many blank rows end a paper; null where cuts do. */
  readonly blankRowsEnd: number | null
  readonly control: (desk: Desk, byte: number) => void
  /** Before the modes change by it. Long payloads are cut; `length` is the command's own. */
  readonly command: (desk: Desk, bytes: readonly number[], length: number) => void
}

/** What a dialect works on. */
export interface Desk {
  readonly paper: PaperBuilder
  /** What is drawn in page mode. */
  readonly page: PageBuilder
  readonly printer: PrinterState
  readonly settings: PrinterSettings
}

/** The cut: what is in the row is printed and the paper ends. */
export function cut({ paper }: Desk): void {
  paper.endRowWithText()
  paper.endPaper('cut')
}

/** ESC @ empties the print buffer: what has no line feed yet is never printed. */
export function initialise({ paper, settings }: Desk): void {
  paper.cancelRow()
  if (settings.initEndsPaper && paper.hasRows()) paper.endPaper('init')
}

/** HT, LF and CR are the same in all languages. */
export function commonControl({ paper }: Desk, byte: number): void {
  if (byte === 0x09) paper.tab()
  else if (byte === 0x0a) paper.lineFeed()
  else if (byte === 0x0d) paper.carriageReturn()
}

/** A 16-bit number of a command, low byte first. */
export function little(bytes: readonly number[], index: number): number {
  return (bytes[index] ?? 0) + 256 * (bytes[index + 1] ?? 0)
}

/** The same number with its sign. */
export function signedLittle(bytes: readonly number[], index: number): number {
  const value = little(bytes, index)
  return value > 0x7fff ? value - 0x10000 : value
}
