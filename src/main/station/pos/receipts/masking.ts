import { hasLuhnDigit, maskNumber } from '../../../../contract/card-number.ts'

const WHOLE = /(?<!\d)\d{12,19}(?!\d)/g
const IN_FOURS = /(?<!\d)\d{4}([ -])\d{4}\1\d{4}(?:\1\d{1,7})?(?:\1\d{1,4})?(?!\d)/g

/**
 * A row without card numbers: some POS print them whole. Digits of a card's length are masked when
 * their check digit is right, or all of them on a row that names a gift card. Rows go to journals
 * and screens, so this happens before they leave the reader.
 */
export function maskRow(row: string, namesCard: boolean): string {
  const mask = (digits: string) => {
    const number = digits.replaceAll(/\D/g, '')
    const isCard = number.length <= 19 && (namesCard || hasLuhnDigit(number))
    return isCard ? maskNumber(number) : digits
  }
  return row.replaceAll(IN_FOURS, mask).replaceAll(WHOLE, mask)
}
