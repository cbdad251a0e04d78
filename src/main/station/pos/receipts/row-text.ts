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

/**
 * The text of the first `count` bytes of a row without trailing blanks and control characters. Bytes
 * that mean nothing become U+FFFD; never throws.
 */
export function decodeRow(row: Buffer, count: number, runs: readonly TextRun[]): string {
  let text = ''
  for (let index = 0; index < runs.length; index += 1) {
    const { encoding, from } = runs[index] ?? NO_RUN
    const to = runs[index + 1]?.from ?? count
    if (isAscii(row, from, to, encoding)) text += row.toString('latin1', from, to)
    else text += decode(row, from, to, encoding)
  }
  return text.trimEnd()
}

const NO_RUN: TextRun = { encoding: { page: 'cp437', international: 0 }, from: 0 }

/** Most text of most shops: nothing to look up. */
function isAscii(row: Buffer, from: number, to: number, encoding: Encoding): boolean {
  if (encoding.international !== 0 || NOT_ASCII.has(encoding.page)) return false
  for (let index = from; index < to; index += 1) {
    const byte = row[index] ?? 0
    if (byte < 0x20 || byte > 0x7e) return false
  }
  return true
}

/** Pages whose lower half is not ASCII throughout. */
const NOT_ASCII = new Set(['jis', 'cp864'])

function decode(row: Buffer, from: number, to: number, encoding: Encoding): string {
  const { page } = encoding
  if (!isSingleByte(page)) return clean(decodeWide(row.subarray(from, to), encoding))
  const characters = charactersOf(encoding)
  let text = ''
  for (let index = from; index < to; index += 1) text += characters[row[index] ?? 0] ?? ''
  return text
}

function decodeWide(bytes: Buffer, encoding: Encoding): string {
  if (encoding.page === 'jis') return iconv.decode(Buffer.from(bytes.map(jisByte)), 'eucjp')
  return international(iconv.decode(bytes, encoding.page), encoding)
}

const SINGLE_BYTE = /^(?:cp\d{3,4}|win125\d|iso8859\d{1,2}|rk1048|tcvn)$/
const DOUBLE_BYTE = /^cp9(?:32|36|49|50)$/

function isSingleByte(page: string): boolean {
  return page in OWN_PAGES || (SINGLE_BYTE.test(page) && !DOUBLE_BYTE.test(page))
}

/** What each byte of a single-byte page prints, by country; made once for each page. */
const made = new Map<string, (readonly string[])[]>()

function charactersOf(encoding: Encoding): readonly string[] {
  const { page } = encoding
  const country = encoding.international in INTERNATIONAL_SETS ? encoding.international : 0
  const countries = made.get(page) ?? []
  made.set(page, countries)
  const characters =
    countries[country] ??
    Array.from({ length: 256 }, (_, byte) =>
      clean(international(characterOf(page, byte), encoding)),
    )
  countries[country] = characters
  return characters
}

function characterOf(page: string, byte: number): string {
  const upper = OWN_PAGES[page]
  if (upper === undefined) return iconv.decode(Buffer.of(byte), page)
  return byte < 0x80 ? String.fromCharCode(byte) : upper.charAt(byte - 0x80)
}

/** Control characters never leave the reader: rows are shown and logged. */
function clean(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '')
}

/** True when the page is one that {@link decodeRow} reads. */
export function isReadablePage(page: string): boolean {
  return page in OWN_PAGES || page === 'jis' || iconv.encodingExists(page)
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
