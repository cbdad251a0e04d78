import {
  CARD_NUMBER_LENGTH,
  type CardNumber,
  cardNumber,
  hasLuhnDigit,
  isBankCard,
  luhnDigit,
  type Pin,
} from '../../src/contract/card-number.ts'
import { invariant } from '../../src/contract/parse.ts'
import type { RefusalCode } from '../../src/contract/refusals.ts'
import { isUsablePrefix } from '../programs/index.ts'
import { PIN_DIGITS } from './limits.ts'

/** Bytes from a cryptographic source. */
export type RandomBytes = (count: number) => Uint8Array

/** A number of 19 digits: the prefix, random digits, the Luhn digit. Never a bank's. */
export function makeCardNumber(prefix: string, randomBytes: RandomBytes): CardNumber {
  invariant(isUsablePrefix(prefix), 'a program has a prefix that cards may begin with')
  const random = randomDigits(CARD_NUMBER_LENGTH - 1 - prefix.length, randomBytes)
  const digits = `${prefix}${random}`
  const number = cardNumber(`${digits}${luhnDigit(digits)}`)
  invariant(!isBankCard(number), 'an issued number lies outside the ranges of banks')
  return number
}

/** A new PIN of {@link PIN_DIGITS} digits. */
export function makePin(randomBytes: RandomBytes): Pin {
  return randomDigits(PIN_DIGITS, randomBytes) as Pin
}

/** Why a number is not even looked up; undefined when it may be. */
export function numberRefusal(number: CardNumber): RefusalCode | undefined {
  if (isBankCard(number)) return 'BANK_CARD_REFUSED'
  return hasLuhnDigit(number) ? undefined : 'NUMBER_CHECK_DIGIT'
}

/** Evenly distributed digits: bytes of 250 and more are thrown away, as 256 is no multiple of 10. */
function randomDigits(count: number, randomBytes: RandomBytes): string {
  let digits = ''
  while (digits.length < count) {
    for (const byte of randomBytes(count)) {
      if (byte < 250 && digits.length < count) digits += String(byte % 10)
    }
  }
  return digits
}
