import type { LocationId } from '../../src/contract/ids.ts'
import type { Currency, Minor } from '../../src/contract/money.ts'
import type { CardState, OperationAnswer, OperationKind } from '../../src/contract/operations.ts'
import type { RefusalCode, Reply } from '../../src/contract/refusals.ts'
import type { NewCard } from './request.ts'

/** One balanced movement: what is debited is credited. */
export interface Posting {
  readonly debitAccount: string
  readonly creditAccount: string
  /** Above zero. */
  readonly amountMinor: Minor
  readonly currency: Currency
}

/** How a card is after the operation. */
export interface CardChange {
  readonly balanceMinor: Minor
  readonly state: CardState
  /** What is held of it; undefined when that stays as it is. */
  readonly heldMinor?: Minor
  /** The new time of activation; undefined when it stays as it is. */
  readonly activatedAtMs?: number | null
  /** When it is over from now on; undefined when that stays as it is. */
  readonly expiresAtMs?: number | null
  /** Loads after the first one; undefined when that stays as it is. */
  readonly reloads?: number
  /** The internal number of the card that takes its place, for ever; undefined when none does. */
  readonly successorNumber?: number
}

/** What has been undone of an operation, after this one. */
export interface ReversalChange {
  readonly journalId: number
  readonly amountMinor: Minor
  readonly voidedBy: number | null
  readonly refundedMinor: Minor
}

interface Reasoned {
  /** Why a person did it, in their words. */
  readonly reason: string
  readonly approvedBy?: string
  /** The state that the card was blocked in. */
  readonly blockedFrom?: CardState
  /** The state in which its date ended the card. */
  readonly expiredFrom?: CardState
}

/** What is kept of a hold, and of the redemption that a hold became. */
export interface HoldNote {
  /** What was held, in minor units. */
  readonly heldMinor: Minor
  /** Of a hold: when it ends by itself, in ms since 1970 UTC. */
  readonly expiresAtMs?: number
}

/** What is kept of an activation whose card waits for its time or for an approval. */
export interface WaitNote {
  /** In ms since 1970 UTC; null when only a person ends it. */
  readonly activatesAtMs: number | null
}

/** What is kept of an operation that changed how long its card lives, or how often it was loaded. */
export interface LifeNote {
  /** The first instant at which the card is over, in ms since 1970 UTC; null: never. */
  readonly cardExpiresAtMs?: number | null
  /** Loads after the first one that stand. */
  readonly reloads?: number
}

/** What is kept of an imported card: how it was where it comes from. Times in ms since 1970 UTC. */
export interface ImportNote {
  readonly initialMinor: Minor
  readonly issuedAtMs: number
  readonly lastUsedAtMs: number | null
  readonly endsAtMs: number | null
  readonly reference: string | null
}

/** What is kept with the card that took the place of another one. */
export interface SuccessorNote extends LifeNote {
  readonly replacedLastFour: string
  /** Of a merge or replacement: why, when a person said so. */
  readonly reason?: string
  /** Of a replacement: when the card was activated whose place it took, in ms since 1970 UTC. */
  readonly activatedAtMs?: number | null
}

/** What is kept with the card that was replaced. */
export interface ReplacedNote {
  /** The internal number of its successor. */
  readonly successor: number
}

/** What is kept of an operation that pays a location. */
export interface SettlingNote {
  /** What it is a part of. */
  readonly reference: string
  readonly reason?: string
}

/** What is kept of an operation besides its answer, for people and for later operations. */
export type Note = (
  | Reasoned
  | HoldNote
  | WaitNote
  | ImportNote
  | SuccessorNote
  | ReplacedNote
  | SettlingNote
  | object
) &
  LifeNote

/** What an operation does to a second card: a row of its own, the next after that of the first. */
export interface OtherLine {
  readonly cardNumber: number
  readonly posting: Posting | null
  readonly card: CardChange
  readonly note: Note
  readonly reply: Reply<OperationAnswer>
}

/** What the ledger decided: the whole of what the engine writes, and the answer. */
export interface Decision {
  readonly outcome: 'posted' | 'refused' | 'repeated' | 'empty'
  /** What the operation became: a void after the window is a refund. */
  readonly kind: OperationKind
  readonly code: RefusalCode | null
  /** The internal number of the card it is about; null when there is none. */
  readonly cardNumber: number | null
  readonly newCard: NewCard | null
  /** Where it counts: the location whose payable moves, else the caller's. */
  readonly locationId: LocationId | null
  readonly requestedMinor: Minor
  readonly posting: Posting | null
  readonly card: CardChange | null
  readonly originalJournalId: number | null
  readonly ruleVersion: number | null
  readonly claims: readonly Uint8Array[]
  readonly releases: readonly Uint8Array[]
  readonly tombstone: Uint8Array | null
  readonly reversal: ReversalChange | null
  readonly note: Note | null
  /** Null when it is about one card, as most are. */
  readonly other: OtherLine | null
  readonly reply: Reply<OperationAnswer>
}
