import { isAscii, isUtf8 } from 'node:buffer'
import type { Currency } from '../../../../contract/money.ts'
import type { Dialect } from '../../../../contract/screen/sources.ts'
import { maskNumbers, maskReference } from '../../masking.ts'
import { createByteReader } from './byte-reader.ts'
import { createLabelReader } from './labels.ts'
import { FILE_PAPERS_MAX } from './limits.ts'
import type { PaperEnd, PrintedPaper } from './printed-paper.ts'
import type { ReceiptProfile } from './profile.ts'
import type { Doubt } from './row-tender.ts'
import { createInterpreter, type PaperReading } from './tenders.ts'
import { createTwinMemory } from './twins.ts'

/** One paper: what stands on it and what it means. Card numbers are masked. */
export interface ReadPaper extends PaperReading {
  readonly rows: readonly string[]
  readonly endedBy: PaperEnd
}

/** Turns the papers of one POS into readings. `setting`: the shop's currency, if it is known. */
export type PaperReader = (paper: PrintedPaper, setting: Currency | null) => ReadPaper

/** Prepares the profile once for any number of papers. Pure. */
export function createPaperReader(profile: ReceiptProfile): PaperReader {
  const interpret = createInterpreter(profile)
  const labels = createLabelReader(profile)
  return (paper, setting) => {
    const reading = interpret(paper.rows, setting)
    const rows = paper.rows.map((row) => maskNumbers(row, labels.labelOf(row) !== null))
    const receiptNumber = reading.receiptNumber && maskReference(reading.receiptNumber)
    const whole = { ...reading, receiptNumber, rows, endedBy: paper.endedBy }
    if (paper.isTooLong) return withoutTenders(whole, 'paper-too-long')
    return paper.isUnclear ? withoutTenders(whole, 'rows-unclear') : whole
  }
}

/** Its end, or what stands side by side on it, is not known, and so what it means. */
function withoutTenders(paper: ReadPaper, reason: Doubt['reason']): ReadPaper {
  const doubt: Doubt = { row: paper.rows.length - 1, reason }
  return { ...paper, tenders: [], doubts: [...paper.doubts, doubt] }
}

/**
 * Reads captured bytes whole. Papers without text are left out; a second print of a receipt is a
 * copy. `setting` decides the decimals when the paper names no currency. Never throws.
 */
export function readPapers(
  bytes: Uint8Array,
  profile: ReceiptProfile,
  setting: Currency | null = null,
  dialect: Dialect = 'auto',
): ReadPaper[] {
  const read = createPaperReader(profile)
  const twins = createTwinMemory()
  return printedPapers(bytes, profile, dialect)
    .filter(hasText)
    .slice(0, FILE_PAPERS_MAX)
    .map((paper) => read(paper, setting))
    .map((paper) => (twins.isSecondPrint(paper, 0) ? asCopy(paper) : paper))
}

/** A file of plain text is in UTF-8 today, and its last row often lacks the end that a job has. */
function printedPapers(bytes: Uint8Array, { printer }: ReceiptProfile, dialect: Dialect) {
  const isText = dialect === 'text' || (dialect === 'auto' && !bytes.some(isCommand))
  const isUnicode = isText && isUtf8(bytes) && !isAscii(bytes)
  const settings = isUnicode ? { ...printer, initialPage: 'utf8' } : printer
  const reader = createByteReader(isText ? 'text' : dialect, settings, Number.POSITIVE_INFINITY)
  const last = isText
    ? [...reader.push(bytes, 0), ...reader.push(ROW_END, 0)]
    : reader.push(bytes, 0)
  return [...last, ...reader.end()]
}

const ROW_END = Uint8Array.of(0x0a)
/** Controls of plain text: tab, row ends, form feed. Any other belongs to a printer language. */
const TEXT_CONTROLS = new Set([0x09, 0x0a, 0x0c, 0x0d])

function isCommand(byte: number): boolean {
  return byte < 0x20 && !TEXT_CONTROLS.has(byte)
}

/** A second print of a paper: nothing on it is a new payment. */
export function asCopy<Paper extends ReadPaper>(paper: Paper): Paper {
  const tenders = paper.tenders.map((tender) => ({ ...tender, kind: 'copy' as const }))
  return { ...paper, kind: 'copy', tenders }
}

/** Pictures alone, or a barcode alone, are no paper that can be read. */
export function hasText(paper: PrintedPaper): boolean {
  return paper.rows.length > 0
}
