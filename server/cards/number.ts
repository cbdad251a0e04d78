import {
  CARD_NUMBER_LENGTH,
  type CardNumber,
  cardNumber,
  hasLuhnDigit,
  isBankCard,
  isProxyNumber,
  luhnDigit,
  type Pin,
} from '../../src/contract/card-number.ts'
import { invariant } from '../../src/contract/parse.ts'
import type { RefusalCode } from '../../src/contract/refusals.ts'
import { isUsablePrefix, PREFIX_LENGTH_MAX, takesForeignCards } from '../programs/index.ts'
import type { Database } from '../storage/database.ts'
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

/** A new PIN of so many digits, {@link PIN_DIGITS} unless its program says another number. */
export function makePin(randomBytes: RandomBytes, digits = PIN_DIGITS): Pin {
  return randomDigits(digits, randomBytes) as Pin
}

/**
 * Why a number is not even looked up; undefined when it may be. Once cards of another system were
 * imported, a check digit counts only behind the first digits of a program: of other numbers nobody
 * knows whether they have one. Says nothing of whether there is such a card.
 */
export async function numberRefusal(
  database: Pick<Database, 'read'>,
  number: CardNumber,
): Promise<RefusalCode | undefined> {
  if (isBankCard(number)) return 'BANK_CARD_REFUSED'
  if (isProxyNumber(number)) return 'PROXY_NUMBER_REFUSED'
  if (!/^\d+$/.test(number) || hasLuhnDigit(number)) return undefined
  const isJudged = (await isOurPrefix(database, number)) || !(await takesForeignCards(database))
  return isJudged ? 'NUMBER_CHECK_DIGIT' : undefined
}

/** Whether a number begins as those of a program do. */
async function isOurPrefix({ read }: Pick<Database, 'read'>, number: string): Promise<boolean> {
  const row = await read
    .selectFrom('program')
    .where('card_prefix', 'in', prefixesOf(number))
    .select('id')
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

function prefixesOf(number: string): string[] {
  return Array.from({ length: PREFIX_LENGTH_MAX }, (_, at) => number.slice(0, at + 1))
}

/** Evenly distributed digits: bytes of 250 and more are thrown away, as 256 is no multiple of 10. */
export function randomDigits(count: number, randomBytes: RandomBytes): string {
  let digits = ''
  while (digits.length < count) {
    for (const byte of randomBytes(count)) {
      if (byte < 250 && digits.length < count) digits += String(byte % 10)
    }
  }
  return digits
}
