import { type Currency, type Minor, parseAmount } from '../../../../src/contract/money.ts'
import { decimalMark } from '../../../../src/ui/money.ts'

/**
 * Reads an amount as a person types it: `25`, `25.5`, `25.50`, and with the decimal mark of their
 * language (`25,50` in French). Groups of thousands are refused rather than guessed, because `1,000`
 * means a thousand to one reader and one to another. Undefined when it is not an amount above zero.
 */
export function readAmount(text: string, code: Currency, language: string): Minor | undefined {
  const amount = readTotal(text, code, language)
  return amount !== undefined && amount > 0 ? amount : undefined
}

/** As {@link readAmount}, of what may also come to nothing. */
export function readTotal(text: string, code: Currency, language: string): Minor | undefined {
  const trimmed = text.trim()
  const mark = decimalMark(language)
  const plain = trimmed.includes('.') ? trimmed : trimmed.replace(mark, '.')
  const amount = parseAmount(plain, code)
  return amount !== undefined && amount >= 0 ? amount : undefined
}
