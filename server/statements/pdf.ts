import PDFDocument from 'pdfkit'
import { decimalText, type Minor } from '../../src/contract/money.ts'
import type { StatementDocument, StatementRow } from './document.ts'
import { printable } from './printable.ts'
import { LOCALES, readableTime } from './times.ts'
import { WORDS } from './words.ts'

const MARGIN = 48
const ROW_HEIGHT = 15
const FOOT_HEIGHT = 30
const INK = '#1f2933'
const QUIET = '#5f6c76'
const LINE = '#d9e0e4'
const FRESH = '#0b6e66'

/** Where dollars are paid, paper is of another size. */
const LETTER_CURRENCIES: ReadonlySet<string> = new Set(['USD', 'CAD'])

/** A statement as PDF pages: its summary, and its operations with a running balance. */
export async function statementPdf(statement: StatementDocument): Promise<Buffer> {
  const size = LETTER_CURRENCIES.has(statement.place.currency) ? 'LETTER' : 'A4'
  const pdf = new PDFDocument({
    ...{ size, margin: MARGIN, bufferPages: true, autoFirstPage: true },
    lang: statement.language,
    info: { Title: printable(titleOf(statement)), Author: printable(statement.networkName) },
  })
  const chunks: Uint8Array[] = []
  pdf.on('data', (chunk: Uint8Array) => chunks.push(chunk))
  const ended = new Promise<void>((resolve) => pdf.once('end', resolve))
  drawHead(pdf, statement)
  drawSummary(pdf, statement)
  await drawOperations(pdf, statement)
  drawFeet(pdf, statement)
  pdf.end()
  await ended
  return Buffer.concat(chunks)
}

type Pdf = PDFKit.PDFDocument

function titleOf({ runNumber, language }: StatementDocument): string {
  const words = WORDS[language]
  return runNumber === null ? words.statement : `${words.settlement} ${runNumber}`
}

const insideOf = (pdf: Pdf) => pdf.page.width - 2 * MARGIN

function drawHead(pdf: Pdf, statement: StatementDocument): void {
  const { place, networkName, fromMs, toMs, language } = statement
  const words = WORDS[language]
  const time = (timeMs: number) => readableTime(timeMs, place.timeZone, language)
  pdf.font('Helvetica').fontSize(10).fillColor(FRESH).text(printable(networkName))
  pdf.font('Helvetica-Bold').fontSize(19).fillColor(INK).text(printable(place.name))
  pdf.fontSize(13).text(printable(titleOf(statement)))
  const from = fromMs === null ? '' : `${words.from} ${time(fromMs)} · `
  const period = `${from}${words.until} ${time(toMs)} · ${words.zone} ${place.timeZone}`
  pdf.font('Helvetica').fontSize(9.5).fillColor(QUIET).text(printable(period))
  pdf.moveDown(1.4)
}

function drawSummary(pdf: Pdf, statement: StatementDocument): void {
  const words = WORDS[statement.language]
  const width = insideOf(pdf) / 2 + 20
  pdf.font('Helvetica-Bold').fontSize(11.5).fillColor(INK).text(words.summary, MARGIN)
  pdf.moveDown(0.4)
  for (const { word, amountMinor, isTotal } of statement.summary) {
    const top = pdf.y
    if (isTotal) drawRule(pdf, top - 1, width)
    pdf
      .font(isTotal ? 'Helvetica-Bold' : 'Helvetica')
      .fontSize(10)
      .fillColor(INK)
    pdf.text(printable(words[word]), MARGIN, top + 3, { lineBreak: false })
    const amount = printable(amountText(statement, amountMinor, true))
    pdf.text(amount, MARGIN, top + 3, { width, align: 'right', lineBreak: false })
    pdf.y = top + ROW_HEIGHT + 2
  }
  pdf.moveDown(1.2)
}

/** With the sign of the currency, or bare where the heading names it. */
function amountText(
  { place, language }: StatementDocument,
  amountMinor: Minor,
  withCurrency = false,
): string {
  const format = amountFormat(LOCALES[language], place.currency, withCurrency)
  const text = decimalText(amountMinor, place.currency) as `${number}`
  if (withCurrency) return format.format(text)
  const parts = format.formatToParts(text).filter(({ type }) => type !== 'currency')
  return parts
    .map(({ value }) => value)
    .join('')
    .trim()
}

const amounts = new Map<string, Intl.NumberFormat>()

/** Made once: making one takes longer than a row. */
function amountFormat(locale: string, currency: string, withCurrency: boolean): Intl.NumberFormat {
  const key = `${locale} ${currency} ${withCurrency}`
  const currencyDisplay = withCurrency ? 'symbol' : 'code'
  const options = { style: 'currency', currency, currencyDisplay } as const
  const format = amounts.get(key) ?? new Intl.NumberFormat(locale, options)
  amounts.set(key, format)
  return format
}

interface Column {
  readonly title: string
  readonly width: number
  readonly align: 'left' | 'right'
  readonly cell: (row: StatementRow) => string
}

function columnsOf(pdf: Pdf, statement: StatementDocument): readonly Column[] {
  const words = WORDS[statement.language]
  const { timeZone } = statement.place
  const inside = insideOf(pdf)
  const left = (title: string, part: number, cell: Column['cell']): Column => {
    return { title, width: inside * part, align: 'left', cell }
  }
  const right = (title: string, part: number, cell: Column['cell']): Column => {
    return { ...left(title, part, cell), align: 'right' }
  }
  return [
    left(words.date, 0.24, ({ atMs }) =>
      atMs === null ? '' : readableTime(atMs, timeZone, statement.language),
    ),
    left(words.operation, 0.24, ({ what }) => what),
    left(words.card, 0.11, ({ card }) => card),
    left(words.receipt, 0.13, ({ receipt, order }) => receipt || order),
    right(words.amount, 0.14, ({ amountMinor }) =>
      amountMinor === null ? '' : amountText(statement, amountMinor),
    ),
    right(words.balance, 0.14, ({ balanceMinor }) => amountText(statement, balanceMinor)),
  ]
}

async function drawOperations(pdf: Pdf, statement: StatementDocument): Promise<void> {
  const words = WORDS[statement.language]
  const columns = columnsOf(pdf, statement)
  pdf.font('Helvetica-Bold').fontSize(11.5).fillColor(INK)
  pdf.text(`${words.operations} (${statement.place.currency})`, MARGIN)
  pdf.moveDown(0.3)
  drawCells(pdf, columns, (column) => column.title, { isHead: true })
  for await (const rows of statement.rows()) for (const row of rows) drawRow(pdf, columns, row)
}

function drawRow(pdf: Pdf, columns: readonly Column[], row: StatementRow): void {
  if (pdf.y + ROW_HEIGHT > pdf.page.height - MARGIN - FOOT_HEIGHT) {
    pdf.addPage()
    drawCells(pdf, columns, (column) => column.title, { isHead: true })
  }
  drawCells(pdf, columns, (column) => column.cell(row), { isHead: row.amountMinor === null })
}

function drawCells(
  pdf: Pdf,
  columns: readonly Column[],
  textOf: (column: Column) => string,
  { isHead }: { readonly isHead: boolean },
): void {
  const top = pdf.y
  let from = MARGIN
  pdf
    .font(isHead ? 'Helvetica-Bold' : 'Helvetica')
    .fontSize(8.5)
    .fillColor(INK)
  for (const column of columns) {
    const inside = column.width - 6
    const text = fitted(pdf, printable(textOf(column)), inside)
    if (text !== '')
      pdf.text(text, from, top + 3, { width: inside, align: column.align, lineBreak: false })
    from += column.width
  }
  drawRule(pdf, top + ROW_HEIGHT - 1, insideOf(pdf))
  pdf.y = top + ROW_HEIGHT
}

/** Cut where the column ends. */
function fitted(pdf: Pdf, text: string, width: number): string {
  if (pdf.widthOfString(text) <= width) return text
  let length = text.length
  while (length > 1 && pdf.widthOfString(`${text.slice(0, length)}…`) > width) length -= 1
  return `${text.slice(0, length)}…`
}

function drawRule(pdf: Pdf, top: number, width: number): void {
  pdf
    .moveTo(MARGIN, top)
    .lineTo(MARGIN + width, top)
    .lineWidth(0.5)
    .strokeColor(LINE)
    .stroke()
}

/** The number of pages is known when all of them are drawn. */
function drawFeet(pdf: Pdf, { place, language }: StatementDocument): void {
  const words = WORDS[language]
  const { start, count } = pdf.bufferedPageRange()
  for (let page = start; page < start + count; page += 1) {
    pdf.switchToPage(page)
    // Below the margin, where the library would begin a new page.
    pdf.page.margins.bottom = 0
    const foot = `${place.name} · ${words.page} ${page - start + 1} ${words.of} ${count}`
    pdf.font('Helvetica').fontSize(8).fillColor(QUIET)
    pdf.text(printable(foot), MARGIN, pdf.page.height - MARGIN, {
      ...{ width: insideOf(pdf), align: 'center', lineBreak: false },
    })
  }
}
