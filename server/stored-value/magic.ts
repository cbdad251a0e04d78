import type { CardNumber } from '../../src/contract/card-number.ts'
import type { ErrorCode, RefusalCode } from '../../src/contract/refusals.ts'

/**
 * The refusals that numbers of a test network force, by the two digits before the check digit. A
 * number never changes its meaning; a new code gets the next free one.
 */
export const MAGIC_REFUSALS: Readonly<Record<string, RefusalCode>> = {
  '01': 'REQUEST_ID_REUSED',
  '02': 'REQUEST_IN_PROGRESS',
  '03': 'VOIDED_BEFORE_ARRIVAL',
  '04': 'PAYMENT_ALREADY_TAKEN',
  '05': 'POSSIBLE_DUPLICATE',
  '06': 'AMOUNT_INVALID',
  '07': 'NUMBER_CHECK_DIGIT',
  '08': 'BANK_CARD_REFUSED',
  '09': 'CARD_NOT_FOUND_OR_PIN_INVALID',
  '10': 'PIN_LOCKED',
  '11': 'VELOCITY_LIMIT',
  '12': 'CARD_NOT_ACCEPTED_HERE',
  '13': 'OPERATION_NOT_ALLOWED',
  '14': 'CURRENCY_MISMATCH',
  '15': 'CARD_DEACTIVATED',
  '16': 'CARD_EXPIRED',
  '17': 'CARD_BLOCKED',
  '18': 'CARD_NOT_ACTIVE',
  '19': 'CARD_ALREADY_ACTIVE',
  '20': 'NOT_RELOADABLE',
  '21': 'ORIGINAL_NOT_FOUND',
  '22': 'ORIGINAL_NOT_REVERSIBLE',
  '23': 'REFUND_EXCEEDS_REDEEMED',
  '24': 'LIMIT_SINGLE_LOAD',
  '25': 'LIMIT_BALANCE',
  '26': 'FUNDS_HELD',
  '27': 'INSUFFICIENT_FUNDS',
  '28': 'CARD_STATE_CONFLICT',
  '29': 'HOLD_NOT_FOUND',
  '30': 'CAPTURE_EXCEEDS_HOLD',
  '31': 'APPROVAL_REQUIRED',
  '32': 'APPROVAL_NOT_GIVEN',
  '33': 'PROXY_NUMBER_REFUSED',
  '34': 'CARD_ACTIVATION_PENDING',
  '35': 'LIMIT_RELOADS',
}

/** The errors that are not the caller's doing, likewise. */
export const MAGIC_ERRORS: Readonly<Record<string, ErrorCode>> = {
  '90': 'UNAVAILABLE',
  '91': 'RATE_LIMITED',
  '92': 'INTERNAL',
}

/** Of any card: nothing is done, and no answer says so. The same request sent again is done. */
export const TIMEOUT_NOT_DONE_MINOR = 9_101
/** Of any card: it is done, and no answer says so. The same request sent again is answered. */
export const TIMEOUT_DONE_MINOR = 9_102

/** The digits that a number of a test network forces something by; undefined for any other card. */
export function magicOf(number: CardNumber): string | undefined {
  return MAGIC_NUMBER.exec(number)?.[1]
}

/** 19 digits: six of the program, ten zeros, two that say what, the check digit. */
const MAGIC_NUMBER = /^\d{6}0{10}(\d\d)\d$/
