import {
  CARD_NUMBER_LENGTH,
  CARD_NUMBER_RANDOM_DIGITS_MIN,
  isBankPrefix,
  PROXY_PREFIX,
} from '../../src/contract/card-number.ts'

/** Longest prefix that leaves the random digits their number; one digit is the check digit. */
export const PREFIX_LENGTH_MAX = CARD_NUMBER_LENGTH - 1 - CARD_NUMBER_RANDOM_DIGITS_MIN
/** Shorter ones would reach into the ranges of other issuers. */
const PREFIX_LENGTH_MIN = 4

/** True when a program may number its cards from these first digits. */
export function isUsablePrefix(prefix: string): boolean {
  const isRightLength = prefix.length >= PREFIX_LENGTH_MIN && prefix.length <= PREFIX_LENGTH_MAX
  const isTaken = isBankPrefix(prefix) || couldBeProxy(prefix)
  return isRightLength && /^\d+$/.test(prefix) && !isTaken
}

/** A shorter prefix of nothing but zeros would number some cards like proxies. */
function couldBeProxy(prefix: string): boolean {
  return prefix.startsWith(PROXY_PREFIX) || PROXY_PREFIX.startsWith(prefix)
}
