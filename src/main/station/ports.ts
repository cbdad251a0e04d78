import type { CardNumber, Pin } from '../../contract/card-number.ts'
import type { Currency, Minor } from '../../contract/money.ts'
import type { Burst, Framing, ReadingWay, Symbology } from '../../contract/screen/scanners.ts'
import type { SourceKind, SourceTest, SourceView } from '../../contract/screen/sources.ts'
import type { Health } from '../../contract/screen/state.ts'

/** Everything the station takes from outside. Fakes stand behind these and nowhere else. */
export interface StationPorts {
  readonly clock: Clock
  readonly random: Random
  readonly secrets: Secrets
  readonly log: Log
  readonly sockets: Sockets
  readonly http: Http
  /** Sources beside those that are set up: started when the station starts, stopped with it. */
  readonly sources: readonly Source[]
  readonly scanners: readonly Scanner[]
}

export interface Clock {
  /** Ms since 1970 UTC by this PC: a note on records, never an order. */
  readonly nowMs: () => number
  /** Ms that only go forward: for time-outs and durations. */
  readonly monotonicMs: () => number
  /** Calls back once. Returns how to cancel. */
  readonly after: (delayMs: number, callback: () => void) => () => void
}

export interface Random {
  /** Bytes from a cryptographic source. */
  readonly bytes: (count: number) => Uint8Array
}

/** The OS key store, or a file that only its owner can read where there is none. */
export interface Secrets {
  /** The device's Ed25519 private key (PKCS #8 DER) and who it is; undefined before activation. */
  readonly load: () => Promise<Uint8Array | undefined>
  readonly save: (secret: Uint8Array) => Promise<void>
  readonly clear: () => Promise<void>
}

/** Structured log lines. Values that could hold a card number are refused by the implementation. */
export interface Log {
  readonly info: (event: string, fields?: LogFields) => void
  readonly warn: (event: string, fields?: LogFields) => void
  readonly error: (event: string, fields?: LogFields) => void
}
export type LogFields = Readonly<Record<string, string | number | boolean | null>>

/** Opens client sockets (WebSocket). The message events carry whole text frames. */
export interface Sockets {
  readonly connect: (url: string) => StationSocket
}

export interface StationSocket {
  readonly send: (text: string) => void
  readonly close: (code?: number) => void
  readonly onOpen: (listener: () => void) => void
  readonly onMessage: (listener: (text: string) => void) => void
  /** Once, with the close code; also when the connection never opened (1006). */
  readonly onClose: (listener: (code: number, reason: string) => void) => void
}

/** The single request made outside the socket: activation. */
export interface Http {
  readonly postJson: (
    url: string,
    body: unknown,
  ) => Promise<{ readonly status: number; readonly body: unknown }>
}

/** A way the station learns of payments. One file each under pos/sources/. */
export interface Source {
  /** The id of its settings; stands on its papers. */
  readonly name: string
  readonly kind: SourceKind
  /** Rejects when it cannot begin; it is then tried again. */
  readonly start: (sink: SourceSink) => Promise<void>
  readonly stop: () => Promise<void>
  /** The sources of this station listen at other places now. */
  readonly listenersChanged?: () => void
  readonly health: () => Health
  /** What the test button shows. Disturbs nothing; never rejects. */
  readonly test: () => Promise<SourceTest>
  /** What else a technician may see. */
  readonly details?: () => SourceDetails
}

/** See {@link SourceView}. */
export type SourceDetails = Partial<
  Pick<SourceView, 'listening' | 'foundDialect' | 'notes' | 'tokenFile'>
>

/**
 * Names and values that outlast the station's program. Written after the papers that were handed
 * over before, never ahead of them.
 */
export interface SourceMemory {
  readonly names: () => readonly string[]
  readonly read: (name: string) => string | undefined
  readonly write: (name: string, value: string) => void
  readonly forget: (name: string) => void
}

/** What a source tells the core. */
export interface SourceSink {
  readonly onPaper: (paper: CapturedPaper) => void
  readonly onHealth: () => void
}

/** One paper as it was read: its rows and the gift-card tenders on it. */
export interface CapturedPaper {
  readonly source: string
  /** Station clock when the paper ended. */
  readonly endedAtMs: number
  readonly rows: readonly string[]
  readonly tenders: readonly ReadTender[]
  readonly till: string | null
  readonly receiptNumber: string | null
  /** The date on the paper as it is printed, with its time if there is one; null without a date. */
  readonly printedDate: string | null
  /** A reprint, copy or training paper: shown in the list of papers, never a new payment. */
  readonly kind: 'sale' | 'copy' | 'training' | 'void'
  /** Who rang it, as printed. */
  readonly clerk: string | null
  /** The sale's total as printed, in minor units. */
  readonly totalMinor: Minor | null
  /**
   * The POS's own lasting id of this sale, where it has one (journal transaction key, id of a cloud
   * payment): the payment's key is made of it.
   */
  readonly externalId: string | null
}

/** A gift-card tender as it was read, whichever way it came in. */
export interface ReadTender {
  readonly label: string
  /** Above zero; kind and sign say which way. */
  readonly amountMinor: Minor
  readonly currency: Currency
  /** Index of the row that holds the amount. */
  readonly row: number
  /** Only a payment is money that a card has to pay. */
  readonly kind: 'payment' | 'void' | 'refund' | 'change' | 'copy' | 'training'
  /** As printed, after the profile's rule for signs. */
  readonly sign: 'plus' | 'minus'
  /** From 0 to 1. */
  readonly confidence: number
  /** Why the confidence is below 1, in fixed words. */
  readonly reasons: readonly string[]
  /** Indexes of the rows that it was read from. */
  readonly rows: readonly number[]
}

/** A device that reads cards: serial, HID, scripted. The keyboard wedge comes through the screen. */
export interface Scanner {
  readonly name: string
  readonly start: (sink: ScannerSink) => Promise<void>
  readonly stop: () => Promise<void>
  readonly health: () => Health
}

export interface ScannerSink {
  /** The text of one reading, terminators stripped; printable characters and FNC1 (GS) only. */
  readonly onReading: (text: string, about: ReadingAbout) => void
  /** Something came that can be no reading: the wrong speed or parity. */
  readonly onGarbled?: (about: ReadingAbout) => void
  readonly onHealth: () => void
}

/** How a reading came in: shown to whoever sets the scanner up, and not kept. */
export interface ReadingAbout {
  readonly way: ReadingWay
  /** The scanner's port or product. */
  readonly scanner: string
  readonly framing: Framing
  /** What the scanner said beside the text; an AIM identifier in the text says it too. */
  readonly symbology: Symbology | null
  /** Of a scanner that types. */
  readonly burst?: Burst | undefined
}

/** What a reading turned out to be. */
export type CardReading =
  | {
      readonly kind: 'card'
      readonly number: CardNumber
      readonly pin: Pin | null
      readonly from: 'track1' | 'track2' | 'digits' | 'link'
    }
  /** A claim or card link: the server knows what it stands for. */
  | { readonly kind: 'link'; readonly link: string }
  /** A device activation link, scanned from the e-mail. */
  | { readonly kind: 'activation'; readonly link: string }
  /** A bank's card: forgotten on sight; not even its last four digits are kept. */
  | { readonly kind: 'bank-card' }
  | { readonly kind: 'wrong-check-digit' }
  /** A swipe of which no track could be read: it may have been any card. */
  | { readonly kind: 'not-read' }
  | { readonly kind: 'not-a-card' }
