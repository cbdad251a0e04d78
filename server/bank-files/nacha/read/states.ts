import type { CodeMeaning } from './classes.ts'
import { fieldIn, numberIn } from './fields.ts'
import type { Row } from './rows.ts'

/** A batch whose control record is still to come. */
export interface OpenBatch {
  readonly header: Row
  readonly sec: string
  readonly serviceClass: string
  readonly isInternational: boolean
  /** A batch of notices of change. */
  readonly isChange: boolean
  /** The batch takes back an earlier one, so money may go the other way. */
  readonly isReversal: boolean
  records: number
  hash: number
  creditMinor: number
  debitMinor: number
  entries: number
  lastTrace: string
  /** What the first entry was; all others have to be of that kind. */
  kind: EntryKind | undefined
}

export type EntryKind = 'forward' | 'return' | 'change'

/** An entry whose addenda are still to come. */
export interface OpenEntry {
  readonly row: Row
  readonly meaning: CodeMeaning | undefined
  readonly amountMinor: number
  readonly trace: string
  readonly addenda: Row[]
}

/** A fresh state of the batch that this record opens. */
export function openBatch(header: Row): OpenBatch {
  const sec = header.text.slice(50, 53)
  const description = header.text.slice(53, 63)
  return {
    header,
    sec,
    serviceClass: header.text.slice(1, 4),
    isInternational: header.layout === 'iatBatchHeader',
    isChange: sec === 'COR',
    isReversal: description.trim() === 'REVERSAL',
    records: 0,
    hash: 0,
    creditMinor: 0,
    debitMinor: 0,
    entries: 0,
    lastTrace: '',
    kind: undefined,
  }
}

/** Forward, or what its addenda make of it. */
export function kindOf({ addenda, meaning }: OpenEntry): EntryKind {
  if (addenda.some(({ layout }) => layout === 'change' || layout === 'refusedChange')) {
    return 'change'
  }
  if (addenda.some(isReturnRow) || meaning?.use === 'return') return 'return'
  return 'forward'
}

/** An addendum that says why an entry came back. */
export function isReturnRow({ layout }: Row): boolean {
  return layout === 'return' || layout === 'dishonoured' || layout === 'contested'
}

/** Adds an entry to what its batch has counted. */
export function countEntry(
  batch: OpenBatch,
  { row, meaning, amountMinor, trace }: OpenEntry,
): void {
  batch.entries += 1
  batch.records += 1
  batch.hash += numberIn(row, 'rdfi')
  if (meaning?.direction === 'credit') batch.creditMinor += amountMinor
  if (meaning?.direction === 'debit') batch.debitMinor += amountMinor
  batch.lastTrace = row.layout === 'advEntry' ? fieldIn(row, 'sequence') : trace
}
