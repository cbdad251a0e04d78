import type { CardId, LocationId, NetworkId, ProgramId, RequestId } from '../../src/contract/ids.ts'
import type { CardForm, Channel } from '../../src/contract/operations.ts'

/** Who asks. The edge has already checked who they are and that they may ask for this kind. */
export interface Caller {
  /** `device:<id>`, `client:<id>` or `staff:<id>`: request ids are unique within a caller. */
  readonly key: string
  /** Where it happens: the device's or client's location; null for a webstore without one. */
  readonly locationId: LocationId | null
  /** When given, cards and operations of other networks are as if they did not exist. */
  readonly networkId?: NetworkId
  readonly channel: Channel
  readonly clerk: string | null
  /**
   * True for people with a role over their network, who may undo what others did. Everyone else
   * undoes what they did themselves, and what was done at their own location.
   */
  readonly wholeNetwork?: boolean
}

/** What every request has. */
export interface RequestBase {
  readonly caller: Caller
  readonly requestId: RequestId
  /** SHA-256 over the caller's content in canonical form, secrets replaced by their HMAC. */
  readonly contentHash: Uint8Array
  /**
   * The newest row of the card's journal when the edge let the request pass; null for a card without
   * rows. Where another one is the newest by now nothing is done, and the edge looks again.
   */
  readonly asOf?: number | null | undefined
}

/** How the ledger is told which card: by HMAC of its number, or by id when that is known. */
export type CardSelector =
  | { readonly by: 'lookup'; readonly lookup: Uint8Array }
  | { readonly by: 'id'; readonly cardId: CardId }

/**
 * What the edge found out about the PIN before the ledger is asked (argon2id is far too slow for
 * the writer): `absent` = none was sent; the program's rules decide whether that is enough;
 * `locked` = it was not judged, after too many wrong ones for that number.
 */
export type PinFact = 'right' | 'wrong' | 'absent' | 'locked'

/** A card that does not exist yet: made at the edge, accepted or refused by the database. */
export interface NewCard {
  readonly cardId: CardId
  readonly programId: ProgramId
  readonly form: CardForm
  readonly lookup: Uint8Array
  readonly sealed: Uint8Array
  readonly keyVersion: number
  readonly lastFour: string
  readonly pinHash: string | null
  readonly batch: string | null
  /** When it expires, in ms since 1970 UTC; never when not given. */
  readonly expiresAtMs?: number | null
}

/** What a card that was sold still waits for before it can be used. */
export type Waiting =
  /** For its holder, who opens its claim link. New cards only. */
  | { readonly for: 'holder' }
  /** For a time, in ms since 1970 UTC, or for a person who approves it: then the time is null. */
  | { readonly for: 'approval'; readonly activatesAtMs: number | null }

/** What the caller calls the sale: makes the business key, with card, kind, amount and currency. */
export interface Order {
  readonly orderId: string
  readonly lineId: string | null
  /** True when a second identical operation is meant: the business key is not looked at. */
  readonly allowRepeat: boolean
  /**
   * The request whose answer the caller surely has. When the sale is that request's, a second one
   * may be meant: it is refused in place of being answered as a retry.
   */
  readonly knownFirst?: RequestId | undefined
}

/** What a caller says of a load: kept with it and shown, and nothing follows from it. */
export interface SaidOfLoad {
  readonly fundReason?: string
  readonly promoCode?: string
}
