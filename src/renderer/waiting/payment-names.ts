import type { WaitingPayment } from '../../contract/screen/state.ts'
import type { SpokenWords } from '../words/words.tsx'

/** Where a payment comes from, in words: its till and its receipt, as far as they were printed. */
export function nameParts({ till, receiptNumber }: WaitingPayment, { t }: SpokenWords): string[] {
  const parts: string[] = []
  if (till !== null) parts.push(t('waiting.till', { till }))
  if (receiptNumber !== null) parts.push(t('waiting.receipt', { number: receiptNumber }))
  return parts
}
