import type { Minor } from '../../../../contract/money.ts'
import type { PrintedAmount } from './amounts.ts'
import type { NamedTender } from './labels.ts'
import type { ReadingReason } from './reading-reasons.ts'
import type { RowPart } from './row-parts.ts'

/** A row that names a gift-card tender and was not read as one, and why: nothing is guessed. */
export interface Doubt {
  readonly row: number
  readonly reason: DoubtReason
}
export type DoubtReason =
  | 'no-amount'
  | 'amount-unreadable'
  | 'sign-unclear'
  | 'two-amounts'
  | 'above-total'
  | 'both-ways'
  | 'not-a-tender'
  | 'other-words'
  | 'report'
  | 'too-many-tenders'
  | 'paper-too-long'
  | 'rows-unclear'

/** A tender as its rows say it, before the rest of the paper is asked what it means. */
export interface RowTender extends NamedTender {
  readonly amount: PrintedAmount
  readonly amountMinor: Minor
  readonly row: number
  readonly rows: readonly number[]
  readonly reasons: readonly ReadingReason[]
}
export type RowReading = RowTender | Doubt

/** A part of a row that names a tender. */
export interface NamedPart {
  readonly part: RowPart
  readonly name: NamedTender
  readonly reasons: readonly ReadingReason[]
  /** The amount that follows on the same row. */
  readonly beside: PrintedAmount | null
}

/** With the row that it stands on. */
export interface NamedPlace extends NamedPart {
  readonly row: number
}
