import PDFDocument from 'pdfkit'
import type { OwnPaper, PaperLine } from './paper.ts'

const POINTS_PER_MM = 72 / 25.4
const WIDTH = 80 * POINTS_PER_MM
const MARGIN = 12
const LINE = 15

/** The paper as a PDF of one page, as wide as a till roll and as long as it has to be. */
export async function pdfOf(paper: OwnPaper): Promise<Uint8Array> {
  const inside = WIDTH - 2 * MARGIN
  const height = 2 * MARGIN + heightOf(paper, inside)
  const document = new PDFDocument({
    size: [WIDTH, height],
    margin: 0,
    info: { Title: 'Countermark' },
  })
  const chunks: Uint8Array[] = []
  document.on('data', (chunk: Uint8Array) => chunks.push(chunk))
  const ended = new Promise<void>((resolve) => document.once('end', resolve))
  let top = MARGIN
  for (const line of paper) top = drawLine(document, line, top, inside)
  document.end()
  await ended
  return Buffer.concat(chunks)
}

/** Drawn once beside the paper: only the library knows where a long line breaks. */
function heightOf(paper: OwnPaper, inside: number): number {
  const trial = new PDFDocument({ size: [WIDTH, 10_000], margin: 0 })
  let top = 0
  for (const line of paper) top = drawLine(trial, line, top, inside)
  return top
}

/** Draws one line and gives the place of the next. */
function drawLine(
  document: PDFKit.PDFDocument,
  line: PaperLine,
  top: number,
  inside: number,
): number {
  if (line.kind === 'rule') {
    const middle = top + LINE / 2
    document
      .moveTo(MARGIN, middle)
      .lineTo(MARGIN + inside, middle)
      .lineWidth(0.5)
      .stroke()
    return top + LINE
  }
  if (line.kind === 'pair') {
    document.font(line.bold ? 'Helvetica-Bold' : 'Helvetica').fontSize(9.5)
    document.text(line.left, MARGIN, top, { width: inside, lineBreak: false })
    const isWide = document.widthOfString(line.left) + document.widthOfString(line.right) > inside
    const next = isWide ? top + LINE : top
    document.text(line.right, MARGIN, next, { width: inside, align: 'right' })
    return next + LINE
  }
  const isStrong = line.style !== 'plain'
  document
    .font(isStrong ? 'Helvetica-Bold' : 'Helvetica')
    .fontSize(line.style === 'title' ? 13 : 9.5)
  document.text(line.text, MARGIN, top, { width: inside, align: isStrong ? 'center' : 'left' })
  return Math.max(top + LINE, document.y + 3)
}
