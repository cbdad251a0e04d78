import type { NetworkId } from '../../src/contract/ids.ts'
import type { Minor } from '../../src/contract/money.ts'
import type { Place } from '../settlement/index.ts'
import type { Language, SummaryWord } from './words.ts'

/** A figure of the summary, in minor units as it is shown. */
export interface SummaryLine {
  readonly word: SummaryWord
  readonly amountMinor: Minor
  /** True for a sum of the lines above. */
  readonly isTotal: boolean
}

/** A line of the account: what happened, by how much, and what was owed after it. */
export interface StatementRow {
  /** In ms since 1970 UTC; null where it belongs to the statement as a whole. */
  readonly atMs: number | null
  readonly what: string
  readonly card: string
  readonly till: string
  readonly receipt: string
  readonly clerk: string
  readonly order: string
  /** The operation or payout. */
  readonly reference: string
  /** Above zero where the location is owed more; null for a balance that is carried in. */
  readonly amountMinor: Minor | null
  readonly balanceMinor: Minor
}

/** What a statement says, whatever it is written as. */
export interface StatementDocument {
  readonly language: Language
  readonly networkName: string
  readonly place: Place
  /** The number of the settlement run; null for a statement of some days. */
  readonly runNumber: number | null
  /** The time it covers: from (null: from the beginning) up to, ms since 1970 UTC. */
  readonly fromMs: number | null
  readonly toMs: number
  readonly summary: readonly SummaryLine[]
  /** From the opening balance to the closing one, some at a time. */
  readonly rows: () => AsyncGenerator<readonly StatementRow[]>
}

/** Whose statement, and in which language. */
export interface StatementWish {
  readonly networkId: NetworkId
  readonly place: Place
  readonly language: Language
}
