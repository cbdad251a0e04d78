import type { Currency } from '../../../../contract/money.ts'
import { createCsvReader } from './csv-reader.ts'
import {
  type CsvFormat,
  type JournalFormat,
  type JsonFormat,
  withGiftValues,
  type XmlFormat,
} from './format.ts'
import type { JournalRead, JournalReader, KeyCounts } from './journal.ts'
import { createJsonReader } from './json-reader.ts'
import { PROBLEMS_MAX } from './limits.ts'
import { problem } from './problems.ts'
import { shippedFormats } from './shipped.ts'
import { createXmlReader } from './xml-reader.ts'

export interface JournalReaderOptions {
  /** The shop's currency, for journals that name none. */
  readonly currency: Currency | null
  /** What means the gift tender, `VALUE` or `FIELD=VALUE`; empty: what the formats say. */
  readonly gift?: readonly string[]
  /** Counts of another reader of the same file, which this one takes up and goes on with. */
  readonly keys?: KeyCounts
}

/**
 * Reads a journal of one format, or finds the format by what comes. One reader a file, connection or
 * body, from its beginning.
 */
export function createJournalReader(
  format: JournalFormat | 'auto',
  { currency, gift = [], keys }: JournalReaderOptions,
): JournalReader {
  const known = format === 'auto' ? [...shippedFormats().values()] : [format]
  const formats = gift.length === 0 ? known : known.map((one) => withGiftValues(one, gift))
  const make = (kind: JournalFormat['kind']): JournalReader =>
    readerOf(formats, kind, { currency, keys })
  return bounded(format === 'auto' ? findingReader(make) : make(format.kind))
}

function readerOf(
  formats: readonly JournalFormat[],
  kind: JournalFormat['kind'],
  { currency, keys }: { readonly currency: Currency | null; readonly keys: KeyCounts | undefined },
): JournalReader {
  switch (kind) {
    case 'xml':
      return createXmlReader({ formats: formats.filter(isXml), currency })
    case 'json':
      return createJsonReader({ formats: formats.filter(isJson), currency })
    case 'csv':
      return createCsvReader({ format: formats.find(isCsv) as CsvFormat, currency, keys })
  }
}

/** Waits for the first character that is not blank: it says what kind of journal it is. */
function findingReader(make: (kind: JournalFormat['kind']) => JournalReader): JournalReader {
  let found: JournalReader | null = null
  let head: Uint8Array = new Uint8Array()

  function find(bytes: Uint8Array): JournalReader | null {
    head = head.length === 0 ? bytes : Buffer.concat([head, bytes])
    const first = head.findIndex((byte) => !BLANKS.has(byte))
    const kind = first < 0 ? null : KINDS.get(head[first] ?? 0)
    if (first < 0 && head.length < HEAD_BYTES_MAX) return null
    found = make(kind ?? 'csv')
    return found
  }

  return {
    push: (bytes, atMs) => {
      if (found !== null) return found.push(bytes, atMs)
      return find(bytes)?.push(head, atMs) ?? []
    },
    end: (atMs) => found?.end(atMs) ?? [problem('not-a-journal')],
    safeOffset: () => found?.safeOffset() ?? 0,
    prime: (bytes) => (found ?? find(bytes))?.prime(head),
  }
}

/** Blanks, line ends, and the bytes of byte order marks and of 16-bit text. */
const BLANKS = new Set([0x00, 0x09, 0x0a, 0x0d, 0x20, 0xef, 0xbb, 0xbf, 0xfe, 0xff])
const KINDS: ReadonlyMap<number, JournalFormat['kind']> = new Map([
  [0x3c, 'xml'],
  [0x7b, 'json'],
  [0x5b, 'json'],
])
/** A file of so many blanks is no journal. */
const HEAD_BYTES_MAX = 64 * 1024

/** What is wrong everywhere is said a thousand times at most. */
function bounded(reader: JournalReader): JournalReader {
  let problems = 0
  const within = (reads: JournalRead[]): JournalRead[] =>
    reads.filter((read) => read.kind === 'record' || ++problems <= PROBLEMS_MAX)
  return {
    ...reader,
    push: (bytes, atMs) => within(reader.push(bytes, atMs)),
    end: (atMs) => within(reader.end(atMs)),
  }
}

function isXml(format: JournalFormat): format is XmlFormat {
  return format.kind === 'xml'
}

function isJson(format: JournalFormat): format is JsonFormat {
  return format.kind === 'json'
}

function isCsv(format: JournalFormat): format is CsvFormat {
  return format.kind === 'csv'
}
