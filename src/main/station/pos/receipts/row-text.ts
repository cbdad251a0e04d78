import iconv from 'iconv-lite'
import { INTERNATIONAL_PLACES, INTERNATIONAL_SETS, OWN_PAGES } from './code-pages.ts'

/** How the bytes of one run of text are to be read. */
export interface Encoding {
  /** An iconv-lite name, one of our own pages, or `jis` (two 7-bit bytes a character). */
  readonly page: string
  /** The country of ESC R; 0 is ASCII. Only single-byte pages have one. */
  readonly international: number
}

/** Bytes of one row that share an encoding, from this place to the next run or the row's end. */
export interface TextRun {
  readonly encoding: Encoding
  readonly from: number
}

/** The text of a row without trailing blanks. Bytes that mean nothing become U+FFFD; never throws. */
export function decodeRow(row: Uint8Array, runs: readonly TextRun[]): string {
  let text = ''
  let isPlain = true
  for (const [index, { encoding, from }] of runs.entries()) {
    const bytes = row.subarray(from, runs[index + 1]?.from ?? row.length)
    if (isAscii(bytes, encoding)) text += asciiOf(bytes)
    else {
      isPlain = false
      text += decode(bytes, encoding)
    }
  }
  return (isPlain ? text : clean(text)).trimEnd()
}

/** Control characters never leave the reader: rows are shown and logged. */
function clean(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '')
}

/** Most text of most shops: nothing to look up. */
function isAscii(bytes: Uint8Array, { page, international }: Encoding): boolean {
  if (international !== 0 || NOT_ASCII.has(page)) return false
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index] ?? 0
    if (byte < 0x20 || byte > 0x7e) return false
  }
  return true
}

/** Pages whose lower half is not ASCII throughout. */
const NOT_ASCII = new Set(['jis', 'cp864'])

function asciiOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
}

function decode(bytes: Uint8Array, encoding: Encoding): string {
  if (encoding.page === 'jis') return iconv.decode(Buffer.from(bytes.map(jisByte)), 'eucjp')
  const upper = OWN_PAGES[encoding.page]
  const text =
    upper === undefined
      ? iconv.decode(Buffer.from(bytes), encoding.page)
      : Array.from(bytes, (byte) => ownCharacter(byte, upper)).join('')
  return international(text, encoding)
}

/** True when the page is one that {@link decodeRow} reads. */
export function isReadablePage(page: string): boolean {
  return page in OWN_PAGES || page === 'jis' || iconv.encodingExists(page)
}

function ownCharacter(byte: number, upper: string): string {
  return byte < 0x80 ? String.fromCharCode(byte) : upper.charAt(byte - 0x80)
}

/** JIS and EUC-JP differ by the top bit; spaces stay spaces. */
function jisByte(byte: number): number {
  return byte > 0x20 && byte < 0x7f ? byte | 0x80 : byte
}

function international(text: string, encoding: Encoding): string {
  const set = INTERNATIONAL_SETS[encoding.international]
  if (set === undefined) return text
  return Array.from(text, (character) => {
    const place = INTERNATIONAL_PLACES.indexOf(character)
    return place < 0 ? character : set.charAt(place)
  }).join('')
}
