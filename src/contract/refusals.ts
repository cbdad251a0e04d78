import type { NextAction } from './next-actions.ts'
import type { Reason } from './reasons.ts'
import type { ToldByApi } from './told-by-api.ts'

interface Code {
  /** HTTP status of the JSON API. */
  readonly http: number
  readonly retryable: boolean
  readonly nextAction: NextAction
  /** English, for developers and logs; screens translate by code. Says what to do next. */
  readonly message: string
}

const no = (http: number, message: string): Code => ({
  http,
  retryable: false,
  nextAction: 'do_not_retry',
  message,
})
const correct = (http: number, message: string): Code => ({
  http,
  retryable: false,
  nextAction: 'correct_and_resend',
  message,
})
const again = (http: number, message: string): Code => ({
  http,
  retryable: true,
  nextAction: 'retry_same_id',
  message,
})

/**
 * Refusals in order of precedence: the first that applies is the answer. A refusal was understood
 * and not done; nothing moved. Codes are never renamed or re-used.
 */
export const REFUSALS = {
  REQUEST_ID_REUSED: correct(
    422,
    'This requestId was used for another operation. Make a new id for each intended operation.',
  ),
  REQUEST_IN_PROGRESS: again(
    409,
    'The first request with this id is still running. Ask again with the same id.',
  ),
  VOIDED_BEFORE_ARRIVAL: no(
    409,
    'This operation was cancelled before it arrived. Nothing was taken; start a new one.',
  ),
  PAYMENT_ALREADY_TAKEN: no(
    409,
    'This till payment was already assigned to a card. Nothing was taken again.',
  ),
  POSSIBLE_DUPLICATE: no(
    409,
    'The same order, card and amount was already done. Set allowRepeat if a second one is meant.',
  ),
  AMOUNT_INVALID: correct(
    422,
    'The amount must be above zero and not above the largest amount. Correct the amount.',
  ),
  NUMBER_CHECK_DIGIT: correct(
    422,
    'The check digit of the card number is wrong. Read or type the number again.',
  ),
  BANK_CARD_REFUSED: no(
    422,
    'This looks like a bank card. Use a gift card; the number was not kept.',
  ),
  PROXY_NUMBER_REFUSED: no(
    409,
    'This is a proxy number, not the number of a card. The holder opens the claim link for that.',
  ),
  CARD_NOT_FOUND_OR_PIN_INVALID: no(
    404,
    'No card with this number and PIN. Check both and try again.',
  ),
  PIN_LOCKED: no(
    423,
    'Too many wrong PINs. Wait for the lock to end or ask support to open the card.',
  ),
  VELOCITY_LIMIT: again(429, 'Too much was taken from the card lately. Wait, then send it again.'),
  CARD_NOT_ACCEPTED_HERE: no(
    403,
    'This card is not accepted at this location. Ask for another means of payment.',
  ),
  OPERATION_NOT_ALLOWED: no(
    403,
    'The program does not allow this operation. Ask the program operator.',
  ),
  CURRENCY_MISMATCH: correct(422, 'The card is in another currency. Use the currency of the card.'),
  CARD_DEACTIVATED: no(410, 'This card was closed. It cannot be used any more.'),
  CARD_EXPIRED: no(410, 'This card has expired. Ask the program operator about an extension.'),
  CARD_BLOCKED: no(409, 'This card is blocked. Ask the program operator.'),
  CARD_NOT_ACTIVE: no(409, 'This card is not active yet. Sell and activate it first.'),
  CARD_ACTIVATION_PENDING: no(
    409,
    'This card has its value and waits to be activated. Read its balance for the date, then try again.',
  ),
  CARD_ALREADY_ACTIVE: no(409, 'This card is already active. Use fund to add value.'),
  CARD_STATE_CONFLICT: no(
    409,
    'The card is not in a state for this operation. Read its state and choose another operation.',
  ),
  NOT_RELOADABLE: no(409, 'This card cannot be loaded again. Sell a new card.'),
  ORIGINAL_NOT_FOUND: no(404, 'The operation to refund was not found. Check its id.'),
  HOLD_NOT_FOUND: no(404, 'There is no open hold like that any more. Start a new sale.'),
  ORIGINAL_NOT_REVERSIBLE: no(
    409,
    'That operation cannot be undone this way. A void is never voided; a voided redemption is not refunded.',
  ),
  REFUND_EXCEEDS_REDEEMED: correct(
    422,
    'Refunds would exceed what was redeemed. Lower the amount.',
  ),
  CAPTURE_EXCEEDS_HOLD: correct(
    422,
    'More would be taken than is held. Lower the amount, or redeem the rest.',
  ),
  LIMIT_SINGLE_LOAD: correct(
    422,
    'The amount is outside what one load may be. Choose another amount.',
  ),
  LIMIT_BALANCE: correct(
    422,
    'The card would hold more than its program allows. Lower the amount.',
  ),
  LIMIT_RELOADS: no(422, 'This card was loaded as often as its program allows. Sell a new card.'),
  FUNDS_HELD: no(
    402,
    'The balance is held for another sale. Try again when that sale is finished.',
  ),
  INSUFFICIENT_FUNDS: no(
    402,
    'The balance is too low. Lower the amount or allow a partial redemption.',
  ),
  APPROVAL_REQUIRED: {
    http: 409,
    retryable: true,
    nextAction: 'enquire',
    message:
      'A second person has to agree first; nothing moved yet. Ask again with the same id later.',
  },
  APPROVAL_NOT_GIVEN: no(
    409,
    'No second person agreed, so nothing moved. Ask the network, then start a new one.',
  ),
} as const satisfies Record<string, Code>

/**
 * Errors: the request was not understood, not permitted to be judged, or could not be judged. Where
 * the outcome is not known the code says so (TIMEOUT_UNKNOWN); every other error means not done.
 */
export const ERRORS = {
  REQUEST_MALFORMED: correct(
    400,
    'The request is not of the expected form. Correct it as the message says.',
  ),
  FRAME_TOO_LARGE: correct(413, 'The message is larger than allowed. Send a smaller one.'),
  PROTOCOL_VERSION: no(426, 'Station and server speak different versions. Update the older one.'),
  NOT_SIGNED_IN: {
    http: 401,
    retryable: false,
    nextAction: 'sign_in_again',
    message: 'Not signed in. Sign in and try again.',
  },
  SIGN_IN_FAILED: correct(401, 'Name or password is wrong. Try again.'),
  NOT_PERMITTED: no(
    403,
    'Not permitted for this key, person or device. Ask the operator for the permission.',
  ),
  DEVICE_REVOKED: no(403, 'This station was revoked. Ask the operator for a new activation link.'),
  ENROLMENT_INVALID: no(
    410,
    'The activation link is used, expired or wrong. Ask the operator to send a new one.',
  ),
  LINK_NOT_SECURE: no(
    422,
    'The activation link does not begin with https. Ask the operator for a link that does.',
  ),
  NOT_FOUND: no(404, 'Not found. Check the address or the id.'),
  STATE_CONFLICT: no(409, 'Not possible in the present state. Reload and look again.'),
  RATE_LIMITED: {
    http: 429,
    retryable: true,
    nextAction: 'retry_same_id',
    message: 'Too many requests. Wait and send it again.',
  },
  UNAVAILABLE: again(
    503,
    'The service cannot take this now. Nothing was done; send it again with the same id.',
  ),
  TIMEOUT_UNKNOWN: {
    http: 504,
    retryable: true,
    nextAction: 'enquire',
    message: 'No answer in time: the outcome is not known. Ask with the same id, or void it.',
  },
  STORAGE_FULL: again(507, 'The disk is full. Nothing was sent; free space, then try again.'),
  NOT_CONNECTED: again(
    503,
    'No connection to the server. Nothing was sent; try again when it is back.',
  ),
  READING_NOT_A_CARD: correct(
    422,
    'That reading is not a gift card. Scan the card again or type its number.',
  ),
  SWIPE_NOT_READ: correct(422, 'The card could not be read. Swipe it again or type its number.'),
  PRINTER_IS_STATION: correct(
    422,
    'The station itself listens at that address for the till. Enter the address of the printer itself.',
  ),
  FORWARD_IS_STATION: correct(422, 'That is this station itself. Forward to the printer behind.'),
  INTERNAL: {
    http: 500,
    retryable: true,
    nextAction: 'enquire',
    message: 'Something went wrong on our side. Ask with the same id before trying anything else.',
  },
} as const satisfies Record<string, Code>

export type RefusalCode = keyof typeof REFUSALS
export type ErrorCode = keyof typeof ERRORS
export type ReplyCode = RefusalCode | ErrorCode

/** All refusal codes, in order of precedence. */
export const REFUSAL_CODES = Object.keys(REFUSALS) as [RefusalCode, ...RefusalCode[]]
export const ERROR_CODES = Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]

/** A refusal as it travels: the code and what follows from it. */
export interface Refusal extends ToldByApi {
  readonly code: RefusalCode
  readonly message: string
  readonly retryable: boolean
  readonly nextAction: NextAction
  /** Of APPROVAL_REQUIRED and APPROVAL_NOT_GIVEN: what a second person decides. */
  readonly proposalId?: string | undefined
}

/** An error as it travels. `message` may be more precise than the table's; it never echoes secrets. */
export interface ReplyError {
  readonly code: ErrorCode
  readonly message: string
  readonly retryable: boolean
  readonly nextAction: NextAction
  readonly retryAfterMs?: number | undefined
  readonly reason?: Reason | undefined
}

/** What every boundary answers. Nothing throws across one. */
export type Reply<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: Refusal }
  | { readonly ok: false; readonly error: ReplyError }

/** A reply that is not a success. */
export type NotDone = Exclude<Reply<never>, { readonly ok: true }>

/** The refusal of this code, with the table's message or a more precise one. */
export function refusal(code: RefusalCode, message?: string): Refusal {
  const entry: Code = REFUSALS[code]
  return {
    code,
    message: message ?? entry.message,
    retryable: entry.retryable,
    nextAction: entry.nextAction,
  }
}

/** The error of this code, with the table's message or a more precise one. */
export function replyError(code: ErrorCode, message?: string, retryAfterMs?: number): ReplyError {
  const entry: Code = ERRORS[code]
  return {
    code,
    message: message ?? entry.message,
    retryable: entry.retryable,
    nextAction: entry.nextAction,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  }
}

/** A successful reply. */
export function success<Value>(value: Value): Reply<Value> {
  return { ok: true, value }
}

/** A refusing reply. */
export function refused(code: RefusalCode, message?: string): NotDone {
  return { ok: false, refusal: refusal(code, message) }
}

/** A failing reply. */
export function failed(code: ErrorCode, message?: string, retryAfterMs?: number): NotDone {
  return { ok: false, error: replyError(code, message, retryAfterMs) }
}

/** The code of a reply that is not a success. */
export function replyCode(reply: NotDone): ReplyCode {
  return 'refusal' in reply ? reply.refusal.code : reply.error.code
}
