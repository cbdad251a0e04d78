import type { FoundDialect } from '../../../../src/contract/screen/sources.ts'
import type { PrinterSettings } from '../../../../src/main/station/pos/receipts/printer-state.ts'
import type { PrintedReceipt } from './receipt-lines.ts'

/** A printing library of others in one of the printer languages that it speaks. */
export interface Generator {
  readonly name: string
  /** The language that its bytes are in. */
  readonly dialect: FoundDialect
  /** What the profile of a shop with that printer says. */
  readonly settings: Partial<PrinterSettings>
  /** Its character set has no accents. */
  readonly isAscii?: boolean
  readonly print: (receipt: PrintedReceipt) => Promise<Uint8Array>
}
