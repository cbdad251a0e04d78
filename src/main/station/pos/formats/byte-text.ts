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
}

/** `encoding`: what the format says; a byte order mark is stronger. */
export function createByteText(encoding = 'utf-8'): ByteText {
  let declared = known(encoding) ?? 'utf-8'
  let head: Buffer | null = Buffer.alloc(0)
  let wide: iconv.DecoderStream | null = null

  function take(bytes: Uint8Array): string {
    if (wide !== null) return narrow(wide.write(Buffer.from(bytes)))
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  }

  function begin(bytes: Buffer): string {
    const found = markOf(bytes) ?? (isWide(declared) ? declared : null)
    head = null
    if (found !== null && isWide(found)) {
      wide = iconv.getDecoder(found)
      declared = 'utf-8'
    } else if (found !== null) declared = found
    return take(bytes)
  }

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
  }
}

/** Enough to know a byte order mark, or `<` in 16 bits. */
const HEAD_BYTES = 4

function markOf(bytes: Buffer): string | null {
  const [a, b, c] = bytes
  if (a === 0xff && b === 0xfe) return 'utf-16le'
  if (a === 0xfe && b === 0xff) return 'utf-16be'
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8'
  if (a !== undefined && a !== 0 && b === 0) return 'utf-16le'
  if (a === 0 && b !== undefined && b !== 0) return 'utf-16be'
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
