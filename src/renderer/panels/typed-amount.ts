import {
  AMOUNT_MINOR_MAX,
  type Currency,
  type Minor,
  parseAmount,
  ZERO,
} from '../../contract/money.ts'

/** The longest amount text: the largest amount with its decimals. */
export const AMOUNT_TEXT_MAX = String(AMOUNT_MINOR_MAX).length + 2

/** Reads what a person typed: `25`, `25.5`, `25,50`. Undefined for anything else and for zero. */
export function readTypedAmount(text: string, currency: Currency): Minor | undefined {
  const plain = text.trim().replace(',', '.').replace(/\.$/, '').replace(/^\./, '0.')
  const amountMinor = parseAmount(plain, currency)
  return amountMinor !== undefined && amountMinor > ZERO ? amountMinor : undefined
}

/** The text after one more key of the keypad: one mark at most, no more decimals than there are. */
export function typeCharacter(text: string, character: string, exponent: number): string {
  const isMark = !/\d/.test(character)
  const decimals = /[.,](\d*)$/.exec(text)?.[1]
  if (isMark && (decimals !== undefined || exponent === 0)) return text
  if (decimals !== undefined && decimals.length >= exponent) return text
  return text.length >= AMOUNT_TEXT_MAX ? text : text + character
}
