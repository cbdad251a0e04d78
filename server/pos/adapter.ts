import type { PosProblem, PosSecrets } from '../../src/contract/admin/pos.ts'
import type { Currency, Minor } from '../../src/contract/money.ts'
import type { PosEntryKind, PosKind } from '../../src/contract/wire/pos.ts'

/** A callback as it came in. Signatures are over the bytes, never over what was parsed of them. */
export interface Callback {
  readonly body: Uint8Array
  /** A header by its name in small letters; empty when it is not there. */
  readonly header: (name: string) => string
  /** The address that the owner typed at the POS. */
  readonly notificationUrl: string
}

/** What an adapter has to know of a connection to read for it. */
export interface PosAccount {
  readonly account: string
  readonly places: readonly string[]
  readonly tenders: readonly string[]
  /** The location's: payments in another are left out. */
  readonly currency: Currency
}

/** One thing that the POS did with the gift-card tender. */
export interface PosReading {
  readonly kind: PosEntryKind
  /** The payment's id at the POS; null when only its sale is known ({@link PosReading.ofSaleId}). */
  readonly paymentId: string | null
  readonly saleId: string | null
  /** A refund may name only the sale whose payment it gives back. */
  readonly ofSaleId: string | null
  /** The POS's id of a void or refund; null of a payment. */
  readonly changeId: string | null
  /** Above zero. */
  readonly amountMinor: Minor
  readonly currency: Currency
  readonly label: string
  readonly till: string | null
  readonly receiptNumber: string | null
  readonly clerk: string | null
  readonly totalMinor: Minor | null
  readonly atMs: number
}

/** What was found in a callback or an answer. */
export interface Findings {
  readonly readings: readonly PosReading[]
  /** What has to be asked for, one by one, because the POS says no more than an id. */
  readonly details: readonly string[]
  readonly problems: readonly PosProblem[]
}

export const NOTHING_FOUND: Findings = { readings: [], details: [], problems: [] }

export function joinFindings(all: readonly Findings[]): Findings {
  return {
    readings: all.flatMap(({ readings }) => readings),
    details: [...new Set(all.flatMap(({ details }) => details))],
    problems: [...new Set(all.flatMap(({ problems }) => problems))],
  }
}

/** What a callback whose signature is right says. */
export type CallbackReading =
  /** Of another kind, or about somebody else: acknowledged and counted. */
  | { readonly is: 'unknown' }
  | {
      readonly is: 'event'
      /** The same for every try of the same event, and made of what is signed. */
      readonly key: string
      /** When the POS made it, as it signed it. */
      readonly atMs: number
      readonly findings: Findings
    }

/** How far a connection was polled. */
export interface PollCursor {
  readonly sinceMs: number
  /** Until when the pages that are being read go; null between two looks. */
  readonly untilMs: number | null
  /** The POS's own mark of the next page, or of where it stands; null at the beginning. */
  readonly page: string | null
}

/** A GET of the POS's API. */
export interface PosRequest {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
}

export interface PosPage {
  readonly findings: Findings
  /** Kept in the cursor, also when there is no more. */
  readonly page: string | null
  readonly isMore: boolean
}

/** What a request answered, and its headers by their name in small letters. */
export interface PosAnswer {
  readonly text: string
  readonly header: (name: string) => string
}

/** Where a session has to be opened before anything is asked. */
export interface PosLogin {
  readonly path: string
  readonly body: (secrets: PosSecrets) => unknown
  /** The token and how long it is good in ms; undefined when the answer is no such thing. */
  readonly read: (text: string) => { readonly token: string; readonly goodMs: number } | undefined
}

/** One cloud POS: pure; knows no network, no clock and no database. */
export interface PosAdapter {
  readonly kind: PosKind
  /** True when the callback is signed with this connection's key, as the POS documents it. */
  readonly verify: (callback: Callback, secrets: PosSecrets) => boolean
  readonly readCallback: (callback: Callback, account: PosAccount) => CallbackReading
  /** The code of a POS that wants it typed before it sends anything; undefined for anything else. */
  readonly verificationCode?: (callback: Callback) => string | undefined
  readonly login?: PosLogin
  /** The longest span that one list may be asked for, in ms; no bound when not given. */
  readonly spanMaxMs?: number
  readonly list: (
    cursor: PollCursor & { readonly untilMs: number },
    account: PosAccount,
    token: string,
  ) => PosRequest
  /** Undefined when the answer is not of the documented form. */
  readonly readList: (
    answer: PosAnswer,
    cursor: PollCursor,
    account: PosAccount,
  ) => PosPage | undefined
  readonly detail?: (id: string, account: PosAccount, token: string) => PosRequest
  readonly readDetail?: (text: string, id: string, account: PosAccount) => Findings | undefined
}
