import type { ReplyCode } from '../../src/contract/refusals.ts'

/** The systems of the field whose own codes are named beside ours. */
export const FIELD_SYSTEMS = [
  'Radial',
  'SVS',
  'Elavon',
  'Heartland',
  'Savvy',
  'Shopify',
  'Stripe, Adyen, Square',
] as const
export type FieldSystem = (typeof FIELD_SYSTEMS)[number]

type Equivalents = Partial<Record<FieldSystem, string>>

/**
 * What each system of the field answers in the same case, from their published lists. A code that is
 * not here has no equivalent in them.
 */
export const FIELD_CODES: Readonly<Partial<Record<ReplyCode, Equivalents>>> = {
  CARD_NOT_FOUND_OR_PIN_INVALID: {
    ...{ Radial: 'Fail', SVS: '3, 8, 20', Elavon: '02', Heartland: '3', Savvy: '10' },
    Shopify: 'GIFT_CARD_NOT_FOUND',
  },
  NUMBER_CHECK_DIGIT: {
    ...{ Radial: 'PAN_FAILS_LUHN_CHECK', SVS: '3', Elavon: '02', Heartland: '3' },
    ...{ Shopify: 'INVALID', 'Stripe, Adyen, Square': 'Square PAN_FAILURE' },
  },
  PIN_LOCKED: { Radial: 'Fail', SVS: '20', Savvy: '16' },
  CARD_NOT_ACTIVE: { Radial: 'Fail', SVS: '2', Elavon: '12', Heartland: '8', Savvy: '10' },
  PROXY_NUMBER_REFUSED: { Radial: 'Fail' },
  CARD_ACTIVATION_PENDING: { Radial: 'Fail' },
  CARD_ALREADY_ACTIVE: {
    ...{ Radial: 'Fail', SVS: '16, 21', Elavon: '05', Heartland: '6', Shopify: 'TAKEN' },
    'Stripe, Adyen, Square': 'Stripe card_already_activated',
  },
  CARD_BLOCKED: {
    ...{ Radial: 'Fail', Savvy: '16', 'Stripe, Adyen, Square': 'Square state BLOCKED' },
  },
  CARD_DEACTIVATED: {
    ...{ Radial: 'Fail', SVS: '2', Heartland: '4', Shopify: 'deactivated' },
    'Stripe, Adyen, Square': 'Square DEACTIVATED',
  },
  CARD_EXPIRED: {
    ...{ Radial: 'Fail', Elavon: '11', Savvy: '60' },
    'Stripe, Adyen, Square': 'Stripe expired_card',
  },
  INSUFFICIENT_FUNDS: {
    ...{ Radial: 'Fail', SVS: '5', Elavon: '06', Heartland: '5', Savvy: '30' },
    Shopify: 'INSUFFICIENT_FUNDS',
    'Stripe, Adyen, Square': 'Adyen NotEnoughBalance, Square INSUFFICIENT_FUNDS',
  },
  FUNDS_HELD: { Radial: 'Fail', SVS: '9' },
  HOLD_NOT_FOUND: { SVS: '10' },
  LIMIT_SINGLE_LOAD: {
    ...{ Radial: 'Fail', SVS: '13', Elavon: '07', Heartland: '9', Savvy: '98' },
    ...{ Shopify: 'GIFT_CARD_LIMIT_EXCEEDED', 'Stripe, Adyen, Square': 'Square AMOUNT_TOO_HIGH' },
  },
  LIMIT_RELOADS: { Radial: 'Fail', SVS: '18', Savvy: '98' },
  LIMIT_BALANCE: {
    ...{ Radial: 'Fail', SVS: '14', Elavon: '07', Heartland: '9', Savvy: '98' },
    ...{ Shopify: 'GIFT_CARD_LIMIT_EXCEEDED', 'Stripe, Adyen, Square': 'Square AMOUNT_TOO_HIGH' },
  },
  NOT_RELOADABLE: { Radial: 'Fail', Elavon: '08' },
  VELOCITY_LIMIT: { Radial: 'Fail', Savvy: '98' },
  CARD_NOT_ACCEPTED_HERE: {
    ...{ Radial: 'PAN_NOT_CONFIGURED_TO_STORE', SVS: '17', Elavon: '03', Savvy: '21, 24' },
  },
  OPERATION_NOT_ALLOWED: { Radial: 'Fault', SVS: '4', Elavon: '09, 10', Savvy: '20, 24' },
  AMOUNT_INVALID: {
    ...{ Radial: 'Fault', Elavon: '04', Heartland: '9', Shopify: 'NEGATIVE_OR_ZERO_AMOUNT' },
  },
  CURRENCY_MISMATCH: {
    ...{ Radial: 'Fail', Savvy: '20', Shopify: 'MISMATCHING_CURRENCY' },
    'Stripe, Adyen, Square': 'Stripe currency_not_supported',
  },
  ORIGINAL_NOT_FOUND: { Radial: 'Fail', SVS: '6', Heartland: '10' },
  REFUND_EXCEEDS_REDEEMED: { 'Stripe, Adyen, Square': 'a rule of Square' },
  POSSIBLE_DUPLICATE: {
    ...{ Radial: 'duplicate protection', Elavon: '13', Heartland: '7', Savvy: 'repeated answer' },
    'Stripe, Adyen, Square': 'Square IDEMPOTENCY_KEY_REUSED',
  },
  UNAVAILABLE: {
    ...{ Radial: 'Fault', SVS: '7, 15', Elavon: '01, 99', Heartland: '1, 2', Savvy: '500, 502' },
    ...{ Shopify: 'INTERNAL_ERROR', 'Stripe, Adyen, Square': 'Adyen Error' },
  },
  TIMEOUT_UNKNOWN: { Radial: 'Timeout', Savvy: '500, 502' },
}
