import type { Currency } from '../../../../contract/money.ts'
import type { CapturedPaper, ReadTender } from '../../ports.ts'

/** What the POS says of a transaction as a whole. */
export type JournalFlag = 'void' | 'suspended' | 'training' | 'copy' | 'return'

/** One of the names by which a journal knows a tender, and where it stands: `@TenderType`, `TenderID`. */
export interface TenderName {
  readonly field: string
  readonly value: string
}

/** A tender of a journal, gift card or not. The label is the shop's own name where it has one. */
export interface JournalTender extends Omit<ReadTender, 'currency'> {
  /** As written, else as set; null when neither is known. */
  readonly currency: Currency | null
  readonly names: readonly TenderName[]
  /** The format takes it for a gift card. */
  readonly isGift: boolean
  /** The line's number in the transaction, as written. */
  readonly line: string | null
}

/** Something that was not read, and why: nothing is guessed. */
export interface JournalDoubt {
  readonly row: number
  readonly reason: string
}

/** One transaction of a journal. Card numbers are masked. */
export interface JournalRecord
  extends Omit<CapturedPaper, 'source' | 'tenders' | 'externalId' | 'endedAtMs'> {
  /** Store, till, business date and sequence: the same whenever this transaction is read again. */
  readonly key: string
  /** Name of the format that it was read by. */
  readonly format: string
  readonly store: string | null
  readonly sequence: string | null
  readonly businessDate: string | null
  readonly currency: Currency | null
  readonly flags: readonly JournalFlag[]
  /** All of them; {@link capturedPaper} keeps those that are gift cards. */
  readonly tenders: readonly JournalTender[]
  readonly doubts: readonly JournalDoubt[]
  /** Station clock when its last byte came. */
  readonly readAtMs: number
}

/** A place in a journal that could not be read. What follows it is read all the same. */
export interface JournalProblem {
  readonly code: JournalProblemCode
  /** What is wrong and what to do next. */
  readonly message: string
}
export type JournalProblemCode =
  | 'not-a-journal'
  | 'doctype'
  | 'malformed'
  | 'cut-short'
  | 'too-large'
  | 'columns-unknown'
  | 'row-unreadable'

export type JournalRead =
  | { readonly kind: 'record'; readonly record: JournalRecord }
  | { readonly kind: 'problem'; readonly problem: JournalProblem }

/** How often a transaction's key was read: the number of its next row, where a row is a tender. */
export type KeyCounts = Map<string, number>

/** Reads one file, connection or body from its beginning. Pure, bounded; never throws. */
export interface JournalReader {
  /** Takes bytes cut anywhere. `atMs`: station clock, a note on what they complete. */
  readonly push: (bytes: Uint8Array, atMs: number) => JournalRead[]
  /** The file is whole: what was still open is reported as cut short. */
  readonly end: (atMs: number) => JournalRead[]
  /**
   * Bytes up to the end of the last whole record, counted from the first that was pushed. After a
   * restart, a new reader that is given the head of the file by {@link prime} can go on from there.
   * Zero where that is not possible (UTF-16): read from the beginning, records keep their keys.
   */
  readonly safeOffset: () => number
  /** Takes the first bytes of a file for its encoding, header and columns only. */
  readonly prime: (head: Uint8Array) => void
}

/**
 * The paper of a record for the core: its gift-card tenders whose currency is known. A suspended sale
 * has none yet: it comes again when it is paid.
 */
export function capturedPaper(record: JournalRecord, source: string): CapturedPaper {
  const { rows, till, receiptNumber, printedDate, clerk, totalMinor, flags } = record
  const isSuspended = flags.includes('suspended')
  // As a void it would take the sale back that it becomes.
  const kind = isSuspended && !flags.includes('void') ? 'sale' : record.kind
  return {
    source,
    endedAtMs: record.readAtMs,
    rows,
    tenders: isSuspended ? [] : record.tenders.flatMap(giftTender),
    till,
    receiptNumber,
    printedDate,
    kind,
    clerk,
    totalMinor,
    externalId: record.key,
  }
}

function giftTender(tender: JournalTender): ReadTender[] {
  const { currency, isGift, label, amountMinor, row, kind, sign, confidence, reasons, rows } =
    tender
  if (!isGift || currency === null) return []
  return [{ label, amountMinor, currency, row, kind, sign, confidence, reasons, rows }]
}
