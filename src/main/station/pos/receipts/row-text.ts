import iconv from 'iconv-lite'
import { INTERNATIONAL_PLACES, INTERNATIONAL_SETS, KATAKANA_UPPER } from './code-pages.ts'

/** How the bytes of one run of text are to be read. */
export interface Encoding {
  /** An iconv-lite name, `katakana`, or `jis` (two 7-bit bytes a character). */
  readonly page: string
  /** The country of ESC R; 0 is ASCII. Only single-byte pages have one. */
  readonly international: number
}

/** Bytes of one row that share an encoding. */
export interface TextRun {
  readonly encoding: Encoding
  readonly bytes: number[]
}

/** The text of a run. Bytes that mean nothing in the page become U+FFFD; never throws. */
export function decodeRun({ encoding, bytes }: TextRun): string {
  switch (encoding.page) {
    case 'katakana':
      return international(bytes.map(katakana).join(''), encoding)
    case 'jis':
      return iconv.decode(Buffer.from(bytes.map(jisByte)), 'eucjp')
    default:
      return international(iconv.decode(Buffer.from(bytes), encoding.page), encoding)
  }
}

/** True when the page is one that {@link decodeRun} reads. */
export function isReadablePage(page: string): boolean {
  return page === 'katakana' || page === 'jis' || iconv.encodingExists(page)
}

function katakana(byte: number): string {
  return byte < 0x80 ? String.fromCharCode(byte) : KATAKANA_UPPER.charAt(byte - 0x80)
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
