/** ISO/IEC 7812: an account number has at most 19 digits. */
export const CARD_DIGITS_MAX = 19
/**
 * From 14 digits on, a bank's first digits are enough to forget a number, whatever its check digit.
 * Numbers of 13 digits are mostly product codes: there the check digit must agree as well.
 */
export const BANK_RANGE_DIGITS_MIN = 14
