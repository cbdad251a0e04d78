import type { ZipPart } from './zip.ts'

/** A cell: text as it is (never a formula), an amount, a time of some zone, or nothing. */
export type Cell =
  | { readonly is: 'text'; readonly text: string; readonly isBold?: boolean }
  /** As a plain decimal, shown with all decimals of its currency: fewer would show another amount. */
  | {
      readonly is: 'amount'
      readonly value: string
      readonly exponent: Exponent
      readonly isBold?: boolean
    }
  /** In days of a spreadsheet. */
  | { readonly is: 'time'; readonly days: number }
  | null

/** A table of a workbook, with the width of its columns in characters. */
export interface Sheet {
  readonly name: string
  readonly widths: readonly number[]
  readonly rows: AsyncIterable<readonly Cell[]>
}

/** Decimals of an amount, as the currency has them. */
type Exponent = 0 | 2 | 3

const EXPONENTS: readonly Exponent[] = [0, 2, 3]
/** Those of amounts follow, for each number of decimals a plain one and a bold one. */
const STYLES = { text: 0, bold: 1, time: 2 } as const
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'

/** The parts of an XLSX workbook with these sheets. */
export function workbookParts(sheets: readonly Sheet[]): ZipPart[] {
  return [
    { name: '[Content_Types].xml', text: [contentTypes(sheets.length)] },
    { name: '_rels/.rels', text: [rootLinks()] },
    { name: 'xl/workbook.xml', text: [workbook(sheets)] },
    { name: 'xl/_rels/workbook.xml.rels', text: [workbookLinks(sheets.length)] },
    { name: 'xl/styles.xml', text: [styles()] },
    ...sheets.map((sheet, at) => ({
      name: `xl/worksheets/sheet${at + 1}.xml`,
      text: sheetText(sheet),
    })),
  ]
}

/** A time as the days that a spreadsheet counts, with the wall clock of its zone. */
export function spreadsheetDays(localTime: string): number {
  const wallMs = Date.parse(`${localTime.replace(' ', 'T')}Z`)
  return wallMs / DAY_MS + DAYS_BEFORE_1970
}

const DAY_MS = 86_400_000
/** From the spreadsheet's first day to 1970-01-01. */
const DAYS_BEFORE_1970 = 25_569

async function* sheetText({ widths, rows }: Sheet): AsyncGenerator<string> {
  const columns = widths.map(
    (width, at) => `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`,
  )
  yield `${HEAD}<worksheet xmlns="${MAIN}"><cols>${columns.join('')}</cols><sheetData>`
  let number = 0
  for await (const cells of rows) {
    number += 1
    yield `<row r="${number}">${cells.map((cell, at) => cellText(cell, `${letterOf(at)}${number}`)).join('')}</row>`
  }
  yield '</sheetData></worksheet>'
}

function letterOf(at: number): string {
  return String.fromCodePoint(65 + at)
}

function cellText(cell: Cell, place: string): string {
  if (cell === null) return ''
  switch (cell.is) {
    case 'text': {
      const style = cell.isBold ? STYLES.bold : STYLES.text
      return `<c r="${place}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escaped(cell.text)}</t></is></c>`
    }
    case 'amount': {
      const style = STYLES.time + 1 + EXPONENTS.indexOf(cell.exponent) * 2 + (cell.isBold ? 1 : 0)
      return `<c r="${place}" s="${style}"><v>${cell.value}</v></c>`
    }
    default:
      return `<c r="${place}" s="${STYLES.time}"><v>${cell.days}</v></c>`
  }
}

/** Text for XML; characters that it cannot hold are left out. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

function contentTypes(sheets: number): string {
  const type = (name: string, what: string) =>
    `<Override PartName="/xl/${name}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${what}+xml"/>`
  const all = Array.from({ length: sheets }, (_, at) =>
    type(`worksheets/sheet${at + 1}.xml`, 'worksheet'),
  )
  return `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${type('workbook.xml', 'sheet.main')}${type('styles.xml', 'styles')}${all.join('')}</Types>`
}

function rootLinks(): string {
  return `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`
}

function workbook(sheets: readonly Sheet[]): string {
  const all = sheets.map(
    ({ name }, at) => `<sheet name="${escaped(name)}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`,
  )
  return `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}/relationships"><sheets>${all.join('')}</sheets></workbook>`
}

function workbookLinks(sheets: number): string {
  const all = Array.from(
    { length: sheets },
    (_, at) =>
      `<Relationship Id="rId${at + 1}" Type="${OFFICE}/relationships/worksheet" Target="worksheets/sheet${at + 1}.xml"/>`,
  )
  return `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${all.join('')}<Relationship Id="rId${sheets + 1}" Type="${OFFICE}/relationships/styles" Target="styles.xml"/></Relationships>`
}

/** The first number that a workbook may give to a format of its own. */
const FORMATS_FROM = 164

function styles(): string {
  const times = FORMATS_FROM + EXPONENTS.length
  const amounts = EXPONENTS.map(
    (exponent, at) =>
      `<numFmt numFmtId="${FORMATS_FROM + at}" formatCode="#,##0${exponent === 0 ? '' : `.${'0'.repeat(exponent)}`}"/>`,
  )
  const font = (inside: string) => `<font>${inside}<sz val="11"/><name val="Calibri"/></font>`
  const format = (number: number, bold: number) =>
    `<xf numFmtId="${number}" fontId="${bold}" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>`
  const all = [
    ...[format(0, 0), format(0, 1), format(times, 0)],
    ...EXPONENTS.flatMap((_, at) => [format(FORMATS_FROM + at, 0), format(FORMATS_FROM + at, 1)]),
  ]
  return `${HEAD}<styleSheet xmlns="${MAIN}"><numFmts count="${EXPONENTS.length + 1}">${amounts.join('')}<numFmt numFmtId="${times}" formatCode="yyyy\\-mm\\-dd hh:mm:ss"/></numFmts><fonts count="2">${font('')}${font('<b/>')}</fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="${all.length}">${all.join('')}</cellXfs></styleSheet>`
}
