import ReceiptPrinterEncoder from '@point-of-sale/receipt-printer-encoder'
import type { ReceiptPrinter } from '../../../contract/screen/counter.ts'
import type { OwnPaper, PaperLine } from './paper.ts'

/** Characters of font A on the two usual widths of paper. */
const COLUMNS: Readonly<Record<ReceiptPrinter['widthMm'], number>> = { 58: 32, 80: 48 }
/** Pages that every ESC/POS printer of the last twenty years has, and that hold our languages. */
const CODE_PAGES = ['cp437', 'cp858', 'windows1252'] as const

/** The paper as ESC/POS, with a cut at its end. Long lines are wrapped, never cut off. */
export function escposOf(paper: OwnPaper, widthMm: ReceiptPrinter['widthMm']): Uint8Array {
  const columns = COLUMNS[widthMm]
  const encoder = new ReceiptPrinterEncoder({
    language: 'esc-pos',
    columns,
    codepageMapping: 'epson',
    codepageCandidates: [...CODE_PAGES],
    feedBeforeCut: 4,
    newline: '\n',
  })
  encoder.initialize().codepage('auto')
  for (const line of paper) addLine(encoder, line, columns)
  return encoder.newline().cut('full').encode()
}

function addLine(encoder: ReceiptPrinterEncoder, line: PaperLine, columns: number): void {
  if (line.kind === 'rule') encoder.rule({ style: 'single' })
  else if (line.kind === 'pair') addPair(encoder, line, columns)
  else {
    const isStrong = line.style !== 'plain'
    encoder.align(isStrong ? 'center' : 'left').bold(isStrong)
    encoder.line(line.text).bold(false).align('left')
  }
}

/** On one row where there is room, else the value on a row of its own. */
function addPair(
  encoder: ReceiptPrinterEncoder,
  { left, right, bold }: Extract<PaperLine, { kind: 'pair' }>,
  columns: number,
): void {
  const gap = columns - left.length - right.length
  encoder.bold(bold)
  if (gap > 0) encoder.line(`${left}${' '.repeat(gap)}${right}`)
  else encoder.line(left).line(right.padStart(columns))
  encoder.bold(false)
}
