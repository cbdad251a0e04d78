import { type Currency, type Minor, parseAmount } from '../../../src/contract/money.ts'

/** An amount as people type it, with either decimal mark; undefined when it is none. */
export function typedAmount(text: string, currency: Currency): Minor | undefined {
  return parseAmount(text.trim().replace(',', '.'), currency)
}
