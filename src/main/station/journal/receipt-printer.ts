import { parseJson } from '../../../contract/parse.ts'
import { type ReceiptPrinter, receiptPrinterSchema } from '../../../contract/screen/counter.ts'
import type { Written } from './guarded-database.ts'
import type { SettingRows } from './setting-rows.ts'

/** The printer of the station's own receipts, as it was set at the counter. */
export interface ReceiptPrinterSetting {
  /** Undefined when it was never set; null when there is to be none. */
  readonly get: () => ReceiptPrinter | null | undefined
  readonly set: (printer: ReceiptPrinter | null) => Written<void>
}

const NAME = 'receipt-printer'

export function createReceiptPrinterSetting({ read, write }: SettingRows): ReceiptPrinterSetting {
  return {
    get: () => {
      const parsed = parseJson(receiptPrinterSchema.nullable(), read(NAME) ?? '')
      return parsed.ok ? parsed.value : undefined
    },
    set: (printer) => write(NAME, JSON.stringify(printer)),
  }
}
