import { createByteText } from './byte-text.ts'
import { EVIDENCE_CHARS_MAX, EVIDENCE_ROWS_MAX, PRINTED_CHARS_MAX } from './limits.ts'
import { createXmlRecords } from './xml-records.ts'
import { selectElements, selectTexts, type XmlElement } from './xml-select.ts'

/**
 * The rows of a printed receipt that a journal carries: OPOS print XML, base64 of text, or text.
 * Empty for pictures and printer commands.
 */
export function printedRows(text: string): string[] {
  if (text.length > PRINTED_CHARS_MAX) return []
  const rows = text.startsWith('<') ? oposRows(text) : textRows(unpacked(text))
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

/** Base64 of text is that text, of anything else nothing; a word of letters only is base64, too. */
function unpacked(text: string): string {
  const packed = text.replaceAll(/\s/g, '')
  const isPacked = packed.length % 4 === 0 && /^[A-Za-z0-9+/]{22,}={0,2}$/.test(packed)
  if (!isPacked) return text
  const decoded = createByteText().decode(Buffer.from(packed, 'base64').toString('latin1'))
  if (isReadable(decoded) && /\s/.test(decoded)) return decoded
  return packed.length < PACKED_CHARS_MIN ? text : ''
}

/** Longer runs without a blank are no words of a receipt. */
const PACKED_CHARS_MIN = 64

/** Of a hundred characters, two at most may be none that is printed. */
function isReadable(text: string): boolean {
  const odd = text.match(/[^\t\n\r\x20-\x7e\u00a0-\u{10ffff}]/gu)?.length ?? 0
  return odd * 50 <= text.length
}
