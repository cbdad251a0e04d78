import { createHash } from 'node:crypto'
import type { Currency } from '../../../../contract/money.ts'
import type { SourceConfigOf } from '../../../../contract/screen/sources.ts'
import type { CapturedPaper } from '../../ports.ts'
import {
  capturedPaper,
  createJournalReader,
  type JournalRead,
  type JournalReader,
  type JournalSetup,
  journalSetup,
  type KeyCounts,
  shippedFormats,
} from '../formats/index.ts'
import { TEAR_ROWS } from '../receipts/limits.ts'
import type { PrintedPaper } from '../receipts/printed-paper.ts'
import { createFeedReader, type FeedPaper } from './feed-reader.ts'
import type { CompletePaper } from './intake.ts'
import { JOURNAL_HEAD_BYTES, JOURNAL_REST_BYTES_MAX } from './limits.ts'

type FolderConfig = SourceConfigOf<'journal-folder'>

/** What was found in a file. */
export type Found =
  | { readonly kind: 'rows'; readonly paper: PrintedPaper; readonly complete: CompletePaper }
  | { readonly kind: 'record'; readonly paper: CapturedPaper }
  | { readonly kind: 'problem'; readonly message: string }

/** Reads one file from a place where a record or paper begins. */
export interface FileReading {
  readonly push: (bytes: Uint8Array) => Found[]
  /** Nothing was added for a while: what is whole but for its end is taken. */
  readonly settle: () => Found[]
  /** Nothing was added for long: what is cut short at the end will get no end any more. */
  readonly cutShort: () => Found[]
  /** The record that lacks nothing but its end, if there is one; more of it may come. */
  readonly nearlyWhole: () => Found[]
  /** Bytes from the beginning of this reading to the end of the last whole record. */
  readonly safeOffset: () => number
}

export interface ReadingPlace {
  /** The first bytes of the file. */
  readonly head: Uint8Array
  /** The bytes before the reading's beginning, some rows of them. */
  readonly before: Uint8Array
  /** Where the reading begins in the file. */
  readonly startsAt: number
  readonly mtimeMs: number
}

export interface ReadingOptions {
  readonly config: FolderConfig
  readonly currency: () => Currency | null
  readonly nowMs: () => number
}

/** Names that a journal folder's format may have. */
export function journalFormatNames(): readonly string[] {
  return ['auto', 'text', ...shippedFormats().keys()]
}

/** How these settings read a journal; `text`: printed rows. Throws with what to do when they cannot. */
export function setupOf({ format, formatSettings }: FolderConfig): JournalSetup | 'text' {
  if (format === 'text') return 'text'
  const setup = journalSetup(format, formatSettings)
  if (setup.ok) return setup.value
  const { path, message } = setup.problem
  const names = journalFormatNames().join(', ')
  throw new Error(`the journal's format, ${path}: ${message}; choose one of ${names}`)
}

export function createFileReading(options: ReadingOptions, place: ReadingPlace): FileReading {
  const setup = setupOf(options.config)
  // What is not XML or JSON may be a text or a CSV; without a word about its columns it is a text.
  const mayBeText = options.config.format === 'auto' && !beginsAsData(place.head)
  return setup === 'text' || mayBeText
    ? textReading(options, place)
    : recordReading(options, setup, place)
}

/** XML and JSON begin with their own marks; everything else is printed rows. */
function beginsAsData(head: Uint8Array): boolean {
  const first = Buffer.from(head)
    .toString('latin1')
    .replaceAll(/[\0\xef\xbb\xbf\xfe\xff\s]/g, '')
  return /^[<{[]/.test(first)
}

function textReading({ config }: ReadingOptions, place: ReadingPlace): FileReading {
  const head = place.startsAt > 0 ? place.head : undefined
  const reader = createFeedReader(config.framing, TEAR_ROWS, head)
  const found = (paper: FeedPaper): Found => ({
    kind: 'rows',
    paper,
    complete: (captured) => withLastingId(captured, place.startsAt + paper.endsAt, place.mtimeMs),
  })
  return {
    push: (bytes) => reader.push(bytes).map(found),
    settle: () => reader.end('idle').map(found),
    cutShort: () => [],
    nearlyWhole: () => [],
    safeOffset: reader.safeOffset,
  }
}

/**
 * A paper without a receipt number is known again by its rows and its place in the file, so that a
 * file that is read twice gives one payment. Where the paper does not even print its time, the file's
 * time counts too: two equal sales in two files are two.
 */
function withLastingId(paper: CapturedPaper, endsAt: number, mtimeMs: number): CapturedPaper {
  if (paper.receiptNumber !== null) return paper
  const showsTime = paper.printedDate?.includes(':') ?? false
  const rows = createHash('sha256').update(paper.rows.join('\n')).digest('base64url')
  const externalId = `${rows}.${endsAt}${showsTime ? '' : `.${Math.floor(mtimeMs / 1_000)}`}`
  return { ...paper, externalId }
}

function recordReading(
  { config, currency, nowMs }: ReadingOptions,
  { format, gift }: JournalSetup,
  place: ReadingPlace,
): FileReading {
  const open = (isBegun: boolean, counted: KeyCounts): JournalReader => {
    const made = createJournalReader(format, { currency: currency(), gift, keys: counted })
    if (isBegun) made.prime(head)
    return made
  }
  /** The file's first bytes: those of a file that is new are not there at its first look. */
  let head: Uint8Array = place.startsAt > 0 ? place.head : new Uint8Array()
  const keys: KeyCounts = new Map()
  // The rows of a sale stand together: those before tell which number its next one has.
  open(place.startsAt > place.before.length, keys).push(wholeRowsOf(place), nowMs())
  const reader = open(place.startsAt > 0, keys)
  let rest = Buffer.alloc(0)
  let restFrom = 0
  const found = (reads: readonly JournalRead[]): Found[] =>
    reads.map((read) =>
      read.kind === 'record'
        ? { kind: 'record', paper: capturedPaper(read.record, config.id) }
        : { kind: 'problem', message: read.problem.message },
    )
  const keep = (bytes: Uint8Array) => {
    if (place.startsAt === 0 && head.length < JOURNAL_HEAD_BYTES) {
      head = Buffer.concat([head, bytes]).subarray(0, JOURNAL_HEAD_BYTES)
    }
    rest = Buffer.concat([rest, bytes])
    letGo(reader.safeOffset() - restFrom)
    if (rest.length > JOURNAL_REST_BYTES_MAX) letGo(rest.length)
  }
  const letGo = (count: number) => {
    if (count <= 0) return
    rest = rest.subarray(count)
    restFrom += count
  }
  /** Reads what has no end as if the file ended there. */
  const tryRest = (): JournalRead[] => {
    const isFromRecord = restFrom === reader.safeOffset()
    if (rest.length === 0 || !isFromRecord) return []
    const trial = open(place.startsAt + restFrom > 0, new Map(keys))
    return [...trial.push(rest, nowMs()), ...trial.end(nowMs())]
  }
  const nearlyWhole = () => found(tryRest().filter(({ kind }) => kind === 'record'))
  return {
    push: (bytes) => {
      const reads = found(reader.push(bytes, nowMs()))
      keep(bytes)
      return reads
    },
    // The reader itself goes on: more of the record may come. Its key keeps it from counting twice.
    settle: nearlyWhole,
    cutShort: () => found(tryRest().filter(isCutShort)),
    nearlyWhole,
    safeOffset: reader.safeOffset,
  }
}

function isCutShort(read: JournalRead): boolean {
  return read.kind === 'problem' && read.problem.code === 'cut-short'
}

/** The bytes before, without the row that they begin inside of. */
function wholeRowsOf({ before, startsAt }: ReadingPlace): Uint8Array {
  if (before.length >= startsAt) return before
  const end = before.findIndex((byte) => byte === 0x0a || byte === 0x0d)
  return end < 0 ? new Uint8Array() : before.subarray(end + 1)
}
