import type { Currency, Minor } from '../../src/contract/money.ts'

/** The ways by which money reaches a bank account. */
export const RAILS = ['nacha', 'cpa005', 'bambora', 'forte', 'sepa'] as const
export type RailName = (typeof RAILS)[number]

/** A bank account in clear: only in memory, on its way into a file. */
export type BankDetails =
  | {
      readonly country: 'us'
      /** Nine digits, the last of them the check digit. */
      readonly routing: string
      readonly account: string
      readonly accountType: 'checking' | 'savings'
      readonly holder: 'business' | 'person'
    }
  | {
      readonly country: 'ca'
      /** Three digits. */
      readonly institution: string
      /** Five digits, the branch. */
      readonly transit: string
      readonly account: string
    }
  | { readonly country: 'sepa'; readonly iban: string; readonly bic: string | null }

/**
 * What a transfer is for: pays a location, collects what it owes, or tries out an account: with no
 * amount (`prenote`) or with one cent (`test`).
 */
export const PURPOSES = ['payout', 'collection', 'prenote', 'test'] as const
export type Purpose = (typeof PURPOSES)[number]

/** One bank transfer: all that a file needs of it, frozen. */
export interface Transfer {
  /** Ours, of 15 capital letters and digits at most, unique for ever; banks bring it back. */
  readonly reference: string
  /** Ours too, from 1, unique for ever within a bank profile: traces are made of it. */
  readonly sequence: number
  readonly purpose: Purpose
  /** Above zero; 0 for a prenote. */
  readonly amountMinor: Minor
  readonly payeeName: string
  readonly bank: BankDetails
  /** What the payee reads beside it; null for nothing. */
  readonly remittance: string | null
}

/** One file for a bank, frozen: the same file gives the same bytes, for ever. */
export interface FrozenFile<Settings> {
  readonly settings: Settings
  /** Of this bank profile, from 1 and one more each: modifiers and creation numbers are made of it. */
  readonly number: number
  /** How many files of this profile were made on that day before this one. */
  readonly numberOfDay: number
  /** In the bank's zone, as `2026-11-20` and `09:41`. */
  readonly createdOn: string
  readonly createdAt: string
  /** The bank day on which money is to be there, as `2026-11-23`. */
  readonly valueOn: string
  readonly currency: Currency
  readonly transfers: readonly Transfer[]
}

/** A way of writing bank files. Pure: no clock, no disk, no randomness. */
export interface FileRail<Settings> {
  readonly name: RailName
  /** Why this transfer fits in no file of these settings, in words for an operator; undefined when it does. */
  readonly problemOf: (transfer: Transfer, settings: Settings) => string | undefined
  /** The most that one transfer may carry: by the format, the bank and the law, in minor units. */
  readonly entryMaxMinor: (settings: Settings) => number
  /** Files of one day that a bank can tell apart; null for as many as there are. */
  readonly filesADay: number | null
  /** In the order given, cut where the limits of the format or of the bank ask for another file. */
  readonly split: (
    transfers: readonly Transfer[],
    settings: Settings,
  ) => ReadonlyArray<readonly Transfer[]>
  /** The bytes, in pieces. Throws for what `problemOf` names. */
  readonly render: (file: FrozenFile<Settings>) => Iterable<Uint8Array>
  /** As banks like it, without a folder: `ach-20261120-0007.txt`. */
  readonly fileName: (file: FrozenFile<Settings>) => string
  /** How the transfer is named in what the bank sends back (trace, item trace, end-to-end id). */
  readonly traceOf: (file: FrozenFile<Settings>, transfer: Transfer) => string
}

/** One broken rule of a file. */
export interface FileProblem {
  /** A fixed word: `entry-hash`, `record-length`. */
  readonly rule: string
  /** From 1; 0 when it is about the whole file. */
  readonly line: number
  /** Plain words, with what was found and what belongs there. No account number. */
  readonly message: string
}

/** What a bank says of one transfer. */
export interface BankOutcome {
  /**
   * `returned`: the money came back. `refused`: it never went. `changed`: it went, other details are
   * to be used from now on. `dishonoured` and `contested`: about an earlier return. `accepted`: on its
   * way. `paid`: it arrived.
   */
  readonly kind:
    | 'returned'
    | 'refused'
    | 'changed'
    | 'dishonoured'
    | 'contested'
    | 'accepted'
    | 'paid'
  /** As {@link FileRail.traceOf} gave it; null where the bank names none. */
  readonly trace: string | null
  /** Our reference, where the bank brings it back. */
  readonly reference: string | null
  readonly amountMinor: Minor | null
  readonly currency: Currency | null
  /** The bank's own code, as it stands there: `R03`, `C01`, `905`, `AC04`. Known or not. */
  readonly code: string
  /** The bank's words, or those of the code's table; for people. */
  readonly text: string
  /** Of a change: what is other now. */
  readonly change: BankChange | null
  /** What names this very notice, so that it counts once however often it is delivered. */
  readonly noticeKey: string
  readonly line: number
}

/** Bank details that a bank corrected: what is not named stays. */
export interface BankChange {
  readonly routing?: string
  readonly account?: string
  readonly accountType?: 'checking' | 'savings'
  readonly institution?: string
  readonly transit?: string
  readonly iban?: string
  readonly payeeName?: string
}

export const BANK_FORMATS = [
  'nacha',
  'cpa005',
  'bambora-report',
  'forte-report',
  'pain.002',
  'camt.053',
  'unknown',
] as const
export type BankFormat = (typeof BANK_FORMATS)[number]

/** What reading a file came to. Reading never throws, whatever the bytes are. */
export interface FileReading {
  readonly format: BankFormat
  readonly problems: readonly FileProblem[]
  /** Money entries, prenotes among them; notices of change and returns too. */
  readonly entries: number
  readonly creditsMinor: Minor
  readonly debitsMinor: Minor
  readonly returns: number
  readonly changes: number
  /** What it says of our transfers; empty for a file that only asks a bank to pay. */
  readonly outcomes: readonly BankOutcome[]
  /** What others paid onto our account, to be marked; statements of the account only. */
  readonly incoming?: readonly IncomingTransfer[]
}

/** Money that came onto our account, or (`isTakenBack`) went again with the same reference. */
export interface IncomingTransfer {
  /** What the payer gave to be found by: structured, end-to-end, or the words. */
  readonly reference: string
  readonly remittance: string
  readonly amountMinor: Minor
  readonly currency: Currency
  /** `2026-11-20`; null where the bank leaves it out. */
  readonly bookedOn: string | null
  readonly valueOn: string | null
  readonly payerName: string | null
  /** Masked to its last four characters. */
  readonly payerAccount: string | null
  readonly isTakenBack: boolean
  /** The same money has the same key in every statement that names it. */
  readonly noticeKey: string
  readonly line: number
}
