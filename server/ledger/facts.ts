import type { CardId, LocationId, NetworkId, ProgramId, RequestId } from '../../src/contract/ids.ts'
import type { Currency, Minor } from '../../src/contract/money.ts'
import type { CardForm, CardState, OperationKind } from '../../src/contract/operations.ts'
import type { ProgramRules } from '../../src/contract/program-rules.ts'

/** A card as the decision meets it. Amounts in minor units of `currency`. */
export interface CardFacts {
  /** The internal number: names the card's account. */
  readonly number: number
  readonly cardId: CardId
  readonly programId: ProgramId
  readonly form: CardForm
  readonly state: CardState
  readonly currency: Currency
  readonly lastFour: string
  readonly hasPin: boolean
  readonly balanceMinor: Minor
  readonly heldMinor: Minor
  /** The first instant at which it is over; null: never. */
  readonly expiresAtMs: number | null
  /** Loads after the first one that stand. */
  readonly reloads: number
  readonly activatedAtMs: number | null
}

/** A program with the version of its rules that is valid when the decision is made. */
export interface ProgramFacts extends ProgramRules {
  readonly programId: ProgramId
  readonly networkId: NetworkId
  readonly currency: Currency
  /** The IANA zone in which its days begin and end. */
  readonly timeZone: string
  /** Undefined: every open location of the network; otherwise only these. */
  readonly listedLocations: ReadonlySet<string> | undefined
  readonly ruleVersion: number
}

/** The location where the caller stands. */
export interface LocationFacts {
  readonly locationId: LocationId
  readonly networkId: NetworkId
  readonly currency: Currency
  readonly open: boolean
}

/** An earlier operation that holds the same claim and was not undone. */
export interface ClaimFacts {
  readonly journalId: number
  readonly timeMs: number
  readonly requestId: RequestId
  /** Its stored answer. */
  readonly answer: string
}

/** What became of a hold. */
export interface HoldFacts {
  readonly heldMinor: Minor
  /** When it ends by itself, in ms since 1970 UTC. */
  readonly expiresAtMs: number
  /** The operation that ended it: a redemption or a release; undefined while it is open. */
  readonly endedBy: OperationKind | undefined
}

/** The operation that a void or refund is about, as it was recorded, and what was undone of it. */
export interface OriginalFacts {
  readonly journalId: number
  readonly timeMs: number
  readonly callerKey: string
  readonly locationId: LocationId | null
  readonly kind: OperationKind
  readonly outcome: 'posted' | 'refused' | 'repeated' | 'empty'
  readonly debitAccount: string | null
  readonly creditAccount: string | null
  /** What really moved; null when nothing did. */
  readonly amountMinor: Minor | null
  readonly voidedBy: number | null
  readonly refundedMinor: Minor
  /** The claims that it took. */
  readonly claims: readonly Uint8Array[]
  /** Undefined unless it is a hold. */
  readonly hold: HoldFacts | undefined
  /** True for a cash-out that closed its card. */
  readonly closedCard: boolean
  /** For an activation or import: an operation after it on the card that was not undone whole. */
  readonly usedSince: boolean
}

/** What the end of a card at its date did: an extension takes it back. */
export interface ExpiredFacts {
  readonly journalId: number
  readonly timeMs: number
  /** Where the value went; null when there was none. */
  readonly creditAccount: string | null
  readonly amountMinor: Minor
  /** The state that the card was in; undefined when that is not on record. */
  readonly from: CardState | undefined
}

/** All that a decision may depend on besides the request itself. */
export interface Facts {
  /** Time of the commit group in ms since 1970 UTC. */
  readonly nowMs: number
  /** The journal id that this operation will have. */
  readonly journalId: number
  /** The internal number that a new card would get. */
  readonly nextCardNumber: number
  readonly location: LocationFacts | undefined
  /** The currency in which nothing is written as zero: of a void that found nothing. */
  readonly homeCurrency: Currency
  /** A void of this request, or of its business key, came first. */
  readonly voidedBefore: boolean
  readonly paymentClaim: ClaimFacts | undefined
  readonly businessClaim: ClaimFacts | undefined
  /** The card asked for, or the card of the original. */
  readonly card: CardFacts | undefined
  /** Whether a card has the number of the one to be imported, in whichever network. */
  readonly isNumberTaken: boolean
  /**
   * The card that takes the place of `card`: the one that a merge or replacement names, and of an
   * original whose card was replaced since, the last of its successors.
   */
  readonly successor: CardFacts | undefined
  /** The program of the successor. */
  readonly successorProgram: ProgramFacts | undefined
  /** The program of that card, or of the new card asked for. */
  readonly program: ProgramFacts | undefined
  readonly original: OriginalFacts | undefined
  /** For an unblock: the state that the card was blocked in; undefined when that is not on record. */
  readonly blockedFrom: CardState | undefined
  /** For an extension: the end of the card; undefined when that is not on record. */
  readonly expired: ExpiredFacts | undefined
  /** The keys that this operation would claim, or that a void of nothing would bury. */
  readonly keys: {
    readonly payment: Uint8Array | undefined
    readonly business: Uint8Array | undefined
    readonly tombstone: Uint8Array | undefined
  }
}
