import iconv from 'iconv-lite'

/**
 * Bytes of a journal as a text of one character a byte, so that it can be cut anywhere and each
 * value decoded on its own: values of one folder differ in their encodings, and some lie about it.
 * UTF-16 is turned into UTF-8 first.
 */
export interface ByteText {
  readonly push: (bytes: Uint8Array) => string
  readonly end: () => string
  /** What the document says of itself. An encoding that is not known is left. */
  readonly declare: (encoding: string) => void
  /** A value as it is meant. What is not the declared encoding is read as Windows-1252. */
  readonly decode: (raw: string) => string
  /** One byte was one character all the time. */
  readonly isBytewise: () => boolean
  /** A value as it stands in the text: what {@link decode} makes it of. */
  readonly encode: (value: string) => string
  /** How many bytes a part of the text was. */
  readonly bytesOf: (part: string) => number
}

/**
 * `encoding`: what the format says; a byte order mark is stronger. `fileHead`: the first bytes of a
 * file that is read from a later place.
 */
export function createByteText(encoding = 'utf-8', fileHead?: Uint8Array): ByteText {
  let declared = known(encoding) ?? 'utf-8'
  let head: Buffer | null = Buffer.alloc(0)
  let wide: iconv.DecoderStream | null = null

  function take(bytes: Uint8Array): string {
    if (wide !== null) return narrow(wide.write(Buffer.from(bytes)))
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  }

  function begin(bytes: Buffer): string {
    settle(bytes)
    return take(bytes)
  }

  function settle(first: Buffer): void {
    const found = markOf(first) ?? (isWide(declared) ? declared : null)
    head = null
    if (found !== null && isWide(found)) {
      // The mark is text like any other: it counts where bytes are counted.
      wide = iconv.getDecoder(found, { stripBOM: false })
      declared = 'utf-8'
    } else if (found !== null) declared = found
  }

  if (fileHead !== undefined) settle(Buffer.from(fileHead))

  return {
    push: (bytes) => {
      if (head === null) return take(bytes)
      head = Buffer.concat([head, bytes])
      return head.length < HEAD_BYTES ? '' : begin(head)
    },
    end: () => {
      const rest = head === null ? '' : begin(head)
      return wide === null ? rest : rest + narrow(wide.end() ?? '')
    },
    declare: (name) => {
      if (wide === null && !isWide(name)) declared = known(name) ?? declared
    },
    decode: (raw) => (/^[\0-\x7f]*$/.test(raw) ? raw : decodeBytes(raw, declared)),
    isBytewise: () => wide === null,
    encode: (value) =>
      wide === null ? iconv.encode(value, declared).toString('latin1') : narrow(value),
    bytesOf: (part) => (wide === null ? part.length : wideBytesOf(part)),
  }
}

/** Two bytes for each unit of UTF-16. */
function wideBytesOf(narrowed: string): number {
  let bytes = 0
  for (let at = 0; at < narrowed.length; at += 1) {
    const code = narrowed.charCodeAt(at)
    // The first byte of a character in UTF-8 says how long it is; the others say nothing.
    if (code < 0x80 || code >= 0xc0) bytes += code >= 0xf0 ? 4 : 2
  }
  return bytes
}

/** Enough to know a byte order mark, or two letters in 16 bits. */
const HEAD_BYTES = 4

function markOf(bytes: Buffer): string | null {
  const [a, b, c, d] = bytes
  if (a === 0xff && b === 0xfe) return 'utf-16le'
  if (a === 0xfe && b === 0xff) return 'utf-16be'
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8'
  // Two letters, for a single zero may be noise of a line.
  const isLetter = (byte: number | undefined) => byte !== 0
  if (a !== undefined && a !== 0 && b === 0 && isLetter(c) && !isLetter(d ?? 0)) return 'utf-16le'
  if (a === 0 && b !== undefined && b !== 0 && !isLetter(c ?? 0) && isLetter(d)) return 'utf-16be'
  return null
}

function isWide(encoding: string): boolean {
  return /^utf-?16|^ucs-?2|^iso-10646/i.test(encoding)
}

function known(encoding: string): string | null {
  const name = encoding.trim().toLowerCase()
  if (/^(utf-?8|us-ascii|ascii)$/.test(name)) return 'utf-8'
  if (isWide(name)) return name
  return iconv.encodingExists(name) ? name : null
}

/** The mark at the beginning is no text. */
function narrow(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })

function decodeBytes(raw: string, encoding: string): string {
  const bytes = Buffer.from(raw, 'latin1')
  if (encoding !== 'utf-8') return iconv.decode(bytes, encoding)
  try {
    return UTF8.decode(bytes)
  } catch {
    return iconv.decode(bytes, 'windows-1252')
  }
}
