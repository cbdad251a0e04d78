import { createByteText } from './byte-text.ts'
import { EVIDENCE_CHARS_MAX, EVIDENCE_ROWS_MAX } from './limits.ts'
import { createXmlRecords } from './xml-records.ts'
import { selectElements, selectTexts, type XmlElement } from './xml-select.ts'

/**
 * The rows of a printed receipt that a journal carries: OPOS print XML, base64 of text, or text.
 * Empty for pictures and printer commands.
 */
export function printedRows(text: string): string[] {
  const rows = text.startsWith('<') ? oposRows(text) : textRows(fromBase64(text) ?? text)
  return rows.slice(0, EVIDENCE_ROWS_MAX).map((row) => row.trimEnd().slice(0, EVIDENCE_CHARS_MAX))
}

/** `TextLine/Text[@Text]`, as Retalix and NCR write it. */
function oposRows(text: string): string[] {
  const rows: string[] = []
  const bytes = createByteText()
  const records = createXmlRecords(['TextLine'], bytes, {
    record: (line) => rows.push(lineText(line)),
    problem: () => undefined,
  })
  records.push(Buffer.from(text, 'utf8').toString('latin1'))
  return rows
}

function lineText(line: XmlElement): string {
  const pieces = selectElements(line, 'Text').map(
    (piece) => piece.attributes.get('Text') ?? piece.text,
  )
  return pieces.length > 0 ? pieces.join('') : selectTexts(line, '.').join(' ')
}

function textRows(text: string): string[] {
  return isReadable(text) ? text.split(/\r\n|\r|\n/) : []
}

/** Null when it is no base64 of a readable text: a name of letters only is base64, too. */
function fromBase64(text: string): string | null {
  const packed = text.replaceAll(/\s/g, '')
  if (packed.length < 24 || packed.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(packed))
    return null
  const bytes = createByteText()
  const decoded = bytes.decode(Buffer.from(packed, 'base64').toString('latin1'))
  return isReadable(decoded) && /\s/.test(decoded) ? decoded : null
}

/** Of a hundred characters, two at most may be none that is printed. */
function isReadable(text: string): boolean {
  const odd = text.match(/[^\t\n\r\x20-\x7e\u00a0-\u{10ffff}]/gu)?.length ?? 0
  return odd * 50 <= text.length
}
