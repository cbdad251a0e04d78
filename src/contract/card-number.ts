import { z } from 'zod'
import { checkedText } from './parse.ts'

/**
 * A gift card's number. Ours have 19 digits: prefix, at least 12 random digits, Luhn. Those of cards
 * that were imported from another system have 8 to 20 digits and capital letters, a digit among them.
 * A plain string at run time so that it can be sent; branded so that it cannot be passed where a
 * text is wanted. Never log it, store it or put it in a URL: use {@link maskNumber}.
 */
export type CardNumber = string & { readonly __cardNumber: unique symbol }

/** Length of the numbers that we issue. */
export const CARD_NUMBER_LENGTH = 19
/** The shortest run of digits that is taken for a card's number where anything may stand. */
export const CARD_NUMBER_LENGTH_MIN = 12
/** Random digits in an issued number: fewer can be guessed (spec: 10 digits give 170 hits an hour). */
export const CARD_NUMBER_RANDOM_DIGITS_MIN = 12

/**
 * The prefix used when a program names none. `9` + a country code that ISO 3166-1 leaves to users
 * (997) lies outside every bank and telecom range.
 */
export const DEFAULT_CARD_PREFIX = '997001'

/** The Luhn check digit (ISO/IEC 7812-1 annex B) for digits that lack it. */
export function luhnDigit(digits: string): string {
  let sum = 0
  for (let index = 0; index < digits.length; index += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 48
    const doubled = index % 2 === 0 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return String((10 - (sum % 10)) % 10)
}

/** True when the last digit is the Luhn digit of the others. */
export function hasLuhnDigit(digits: string): boolean {
  return /^\d{2,}$/.test(digits) && luhnDigit(digits.slice(0, -1)) === digits.slice(-1)
}

/** Ranges of the card networks of banks (first digits), from their published issuer ranges. */
const BANK_RANGES: ReadonlyArray<readonly [from: string, to: string]> = [
  ['4', '4'],
  ['51', '55'],
  ['2221', '2720'],
  ['34', '34'],
  ['37', '37'],
  ['300', '305'],
  ['3095', '3095'],
  ['36', '36'],
  ['38', '39'],
  ['3528', '3589'],
  ['6011', '6011'],
  ['644', '649'],
  ['65', '65'],
  ['62', '62'],
  ['81', '82'],
  ['50', '50'],
  ['56', '58'],
  ['6304', '6304'],
  ['6759', '6759'],
  ['6761', '6763'],
  ['2200', '2204'],
  ['9704', '9704'],
  ['9792', '9792'],
]

/**
 * True when the digits could be a bank's payment card: 13 to 19 digits in a bank network's range
 * with a right check digit. Such a number is refused on sight and never stored, logged or sent.
 */
export function isBankCard(digits: string): boolean {
  if (!/^\d{13,19}$/.test(digits) || !hasLuhnDigit(digits)) return false
  return isBankPrefix(digits)
}

/** True when these first digits lie in a bank network's range; programs may not use such a prefix. */
export function isBankPrefix(digits: string): boolean {
  return BANK_RANGES.some(([from, to]) => {
    const head = digits.slice(0, from.length)
    return head.length === from.length && head >= from && head <= to
  })
}

/**
 * From 14 digits on, a bank's first digits are enough to forget a number, whatever its check digit.
 * Numbers of 13 digits are mostly product codes: there the check digit must agree as well.
 */
const BANK_RANGE_DIGITS_MIN = 14

/**
 * A bank's number, also one with a digit misread: no program may use a bank's prefix, so nothing is
 * lost by forgetting it, and a customer's number never goes out because one digit was wrong.
 */
export function looksLikeBankCard(text: string): boolean {
  if (!/^\d+$/.test(text)) return false
  return isBankCard(text) || (text.length >= BANK_RANGE_DIGITS_MIN && isBankPrefix(text))
}

/**
 * First digits of proxy numbers, which stand for a gift that its holder has not opened. No program
 * may number cards so; the digit 0 is nobody's who issues cards.
 */
export const PROXY_PREFIX = '000000'

/** True for a proxy number: it names a gift to whoever sold it, and can never be spent. */
export function isProxyNumber(number: string): boolean {
  const isOfForm = number.length === CARD_NUMBER_LENGTH && number.startsWith(PROXY_PREFIX)
  return isOfForm && hasLuhnDigit(number)
}

/** `•••• 1234`: all that may be shown or written of a number. */
export function maskNumber(number: string): string {
  return maskLastFour(number.slice(-4))
}

/** The same from the four digits that are kept. */
export function maskLastFour(lastFour: string): string {
  return `•••• ${lastFour}`
}

/** Brands a text that was checked for form. Throws when it is none of a card's number. */
export function cardNumber(text: string): CardNumber {
  if (!CARD_NUMBER.test(text)) throw new RangeError('not the form of a card number')
  return text as CardNumber
}

/** With a digit, so that a word is none. */
const CARD_NUMBER = /^(?=[A-Z]*\d)[0-9A-Z]{8,20}$/

/** The form only: a wrong check digit is understood and gets the refusal NUMBER_CHECK_DIGIT. */
export const cardNumberSchema = checkedText<CardNumber>(
  z.string().regex(CARD_NUMBER, 'a card number has 8 to 20 digits or capital letters'),
)

/** The last four characters of a number: digits, in numbers of ours. */
export const lastFourSchema = z.string().regex(/^[0-9A-Z]{4}$/)

/** A PIN: 4 to 8 digits. */
export type Pin = string & { readonly __pin: unique symbol }

export const pinSchema = checkedText<Pin>(z.string().regex(/^\d{4,8}$/, 'a PIN has 4 to 8 digits'))
