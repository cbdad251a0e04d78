/** A card as its holder gives it. */
export interface GivenCard {
  /** 8 to 20 digits or capital letters, without blanks. */
  readonly number: string
  readonly pin?: string | undefined
}

/** The same card as a camera reads it. */
export interface ScannedCard {
  /** The last part of the link in the code that is printed on the card. */
  readonly token: string
  readonly pin?: string | undefined
}

/** A card by what is printed on it. */
export type NamedCard = GivenCard | ScannedCard

interface Intended {
  /**
   * Your id of this one intended operation: 1 to 120 letters, digits or `. _ : / + -`. Make it from
   * what your own records have (order, line, attempt), so that the same call after a crash has the
   * same id.
   */
  readonly requestId: string
}

interface Money {
  /** In minor units of the currency: 2500 = 25.00. */
  readonly amountMinor: number
  /** ISO 4217. */
  readonly currency: string
}

interface Sale {
  readonly orderId?: string | undefined
  readonly lineId?: string | undefined
  readonly allowRepeat?: boolean | undefined
  readonly clerk?: string | undefined
}

type FundedBy = 'cash' | 'card' | 'external'

/** From when a card can be used that is sold now. */
interface Later {
  /** In ms since 1970 UTC. Also from when a claim link opens. */
  readonly activateAtMs?: number | undefined
  /** True: once somebody has approved it with `reviewCard`. */
  readonly review?: boolean | undefined
}

/** With `card` a printed card from stock, with `programId` a new virtual one. */
export type ActivateParams = Intended &
  Money &
  Sale &
  Later & { readonly fundedBy?: FundedBy | undefined } & (
    | { readonly card: NamedCard; readonly programId?: undefined }
    | {
        readonly programId: string
        readonly card?: undefined
        /** As the program says unless given. */
        readonly delivery?: 'number' | 'claim_link' | undefined
      }
  )

export type FundParams = Intended &
  Money &
  Sale & { readonly card: NamedCard; readonly fundedBy?: FundedBy | undefined }

export type RedeemParams = Intended &
  Money &
  Sale & {
    readonly card: NamedCard
    readonly partial?: 'deny' | 'allow' | undefined
  }

export type CashOutParams = Intended &
  Omit<Money, 'amountMinor'> &
  Sale & {
    readonly card: NamedCard
    /** All that is available when it is not given. */
    readonly amountMinor?: number | undefined
    /** Closes the card for ever once nothing is left on it. */
    readonly close?: boolean | undefined
  }

export type HoldParams = Intended &
  Money &
  Sale & {
    readonly card: NamedCard
    /** When the hold ends by itself, in ms; unless given 30 minutes for a till, else 7 days. */
    readonly ttlMs?: number | undefined
  }

export type CaptureParams = Intended &
  Omit<Money, 'amountMinor'> & {
    readonly original: NamedOriginal
    /** All that is held when it is not given. */
    readonly amountMinor?: number | undefined
    readonly clerk?: string | undefined
  }

export type ReleaseParams = Intended & {
  readonly original: NamedOriginal
  readonly clerk?: string | undefined
}

/** The card by its number, its token or its id: whoever has the scope for this needs no PIN. */
export type AnyCard =
  | {
      readonly card: Omit<GivenCard, 'pin'> | Omit<ScannedCard, 'pin'>
      readonly cardId?: undefined
    }
  | { readonly cardId: string; readonly card?: undefined }

/** What people answer for: why, and who. */
interface Reasoned {
  readonly reason: string
  readonly clerk?: string | undefined
}

/** `amountMinor` above zero gives value to the card, below zero takes it away. */
export type AdjustParams = Intended & Money & AnyCard & Reasoned
export type CreditParams = Intended & Money & AnyCard & Sale & Pick<Reasoned, 'reason'>
export type StandingParams = Intended & AnyCard & Reasoned
export type ChangeStatusParams = StandingParams & { readonly status: 'deactivated' }
export type ReviewParams = StandingParams & { readonly decision: 'approve' | 'reject' }
export type ExpireParams = StandingParams & { readonly valueTo: 'suspense' | 'breakage' }

/** All of one card onto another, with PINs; or by id, for people with a role. */
export type MergeParams = Intended &
  Omit<Money, 'amountMinor'> & { readonly clerk?: string | undefined } & (
    | { readonly card: NamedCard; readonly into: NamedCard }
    | { readonly cardId: string; readonly intoCardId: string; readonly reason: string }
  )

/** `into`: a printed card from stock, by number or id, or a new virtual one. */
export type ReplaceParams = StandingParams & {
  readonly into: NamedCard | { readonly cardId: string } | { readonly form: 'virtual' }
}

type NamedOriginal = { readonly requestId: string } | { readonly operationId: string }

export type RefundParams = Intended &
  Money & { readonly original: NamedOriginal; readonly clerk?: string | undefined }

export type VoidParams = Intended & {
  readonly original:
    | NamedOriginal
    | (Money & {
        readonly orderId: string
        readonly lineId?: string | undefined
        readonly card: NamedCard
      })
  readonly clerk?: string | undefined
}

export interface BalanceParams {
  readonly card: NamedCard
  readonly currency?: string | undefined
}

/** A card that is given a PIN, by its number or its id. */
export type CreatePinParams = Intended &
  AnyCard & { readonly reason: string; readonly clerk?: string | undefined }
/** `unlock`: also forget wrong PINs of before; the key then needs the scope `unlock-pin`. */
export type ResetPinParams = CreatePinParams & { readonly unlock?: boolean | undefined }
