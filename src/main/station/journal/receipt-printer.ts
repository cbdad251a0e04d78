import { parseJson } from '../../../contract/parse.ts'
import { type ReceiptPrinter, receiptPrinterSchema } from '../../../contract/screen/counter.ts'
import type { Written } from './guarded-database.ts'
import type { Store } from './store.ts'

/** The printer of the station's own receipts, as it was set at the counter. */
export interface ReceiptPrinterSetting {
  /** Undefined when it was never set; null when there is to be none. */
  readonly get: () => ReceiptPrinter | null | undefined
  readonly set: (printer: ReceiptPrinter | null) => Written<void>
}

const NAME = 'receipt-printer'

export function createReceiptPrinterSetting(store: Store): ReceiptPrinterSetting {
  return {
    get: () => {
      const row = store.get<{ value: string }>('SELECT value FROM setting WHERE name = ?', NAME)
      const parsed = parseJson(receiptPrinterSchema.nullable(), row?.value ?? '')
      return parsed.ok ? parsed.value : undefined
    },
    set: (printer) =>
      store.writeNew(() => {
        store.run(
          'INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)',
          ...[NAME, JSON.stringify(printer)],
        )
      }),
  }
}
