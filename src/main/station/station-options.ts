import type { ReceiptPrinter } from '../../contract/screen/counter.ts'
import type { SourceConfig } from '../../contract/screen/sources.ts'

/** How a station is set up. */
export interface StationOptions {
  /** Folder of the journal; made when it is not there. One station at a time may use it. */
  readonly directory: string
  /** Where card links point to before activation; the activation link brings the server's address. */
  readonly serverUrl?: string | null | undefined
  /** What this PC calls itself when its activation link is scanned rather than typed. */
  readonly deviceName: string
  /** Sources that the command line gives, beside those that were set up on the screen. */
  readonly sources?: readonly SourceConfig[] | undefined
  /** Words that name the gift card tender, in the place of the default profile's own. */
  readonly tenderWords?: readonly string[] | undefined
  /** Text that scanners which type put around each code; taken off. */
  readonly wedge?: { readonly prefix: string; readonly suffix: string } | undefined
  /** Papers of the station are marked: nothing on them is real. */
  readonly isTraining?: boolean | undefined
  /** Where the station prints its own receipts until somebody sets a printer. */
  readonly receiptPrinter?: ReceiptPrinter | null | undefined
  /** Disk space held back for settling when the disk is full; by default RESERVE_BYTES. */
  readonly reserveBytes?: number | undefined
  /** Bound of the journal in pages of 4 KiB; by default the disk is the bound. */
  readonly journalPagesMax?: number | undefined
}
