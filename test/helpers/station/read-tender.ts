import { currency, minor } from '../../../src/contract/money.ts'
import type { ReadTender } from '../../../src/main/station/ports.ts'

/** A gift card payment as a receipt gives it, read without a doubt from row 2. */
export function readTender(amountMinor: number, change: Partial<ReadTender> = {}): ReadTender {
  return {
    label: 'GIFT CARD',
    amountMinor: minor(amountMinor),
    currency: currency('CAD'),
    row: 2,
    kind: 'payment',
    sign: 'plus',
    confidence: 1,
    reasons: [],
    rows: [2],
    ...change,
  }
}
