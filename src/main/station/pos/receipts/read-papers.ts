import type { Currency } from '../../../../contract/money.ts'
import { maskNumbers, maskReference } from '../../masking.ts'
import { createEscposReader, type EscposPaper, type PaperEnd } from './escpos-reader.ts'
import { createLabelReader } from './labels.ts'
import { FILE_PAPERS_MAX } from './limits.ts'
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
export type PaperReader = (paper: EscposPaper, setting: Currency | null) => ReadPaper

/** Prepares the profile once for any number of papers. Pure. */
export function createPaperReader(profile: ReceiptProfile): PaperReader {
  const interpret = createInterpreter(profile)
  const labels = createLabelReader(profile)
  return (paper, setting) => {
    const reading = interpret(paper.rows, setting)
    const rows = paper.rows.map((row) => maskNumbers(row, labels.labelOf(row) !== null))
    const receiptNumber = reading.receiptNumber && maskReference(reading.receiptNumber)
    const whole = { ...reading, receiptNumber, rows, endedBy: paper.endedBy }
    return paper.isTooLong ? withoutTenders(whole) : whole
  }
}

/** The end of such a paper was not read, so what it means is not known. */
function withoutTenders(paper: ReadPaper): ReadPaper {
  const doubt: Doubt = { row: paper.rows.length - 1, reason: 'paper-too-long' }
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
): ReadPaper[] {
  const reader = createEscposReader(profile.printer, Number.POSITIVE_INFINITY)
  const read = createPaperReader(profile)
  const twins = createTwinMemory()
  const papers = [...reader.push(bytes, 0), ...reader.end()].filter(hasText)
  return papers
    .slice(0, FILE_PAPERS_MAX)
    .map((paper) => read(paper, setting))
    .map((paper) => (twins.isSecondPrint(paper, 0) ? asCopy(paper) : paper))
}

/** A second print of a paper: nothing on it is a new payment. */
export function asCopy<Paper extends ReadPaper>(paper: Paper): Paper {
  const tenders = paper.tenders.map((tender) => ({ ...tender, kind: 'copy' as const }))
  return { ...paper, kind: 'copy', tenders }
}

/** Pictures alone, or a barcode alone, are no paper that can be read. */
export function hasText(paper: EscposPaper): boolean {
  return paper.rows.length > 0
}
