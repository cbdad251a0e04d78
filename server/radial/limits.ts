/** Bounds of the XML façade, each with the reason for the number. */

/** As for JSON: a redemption with both encrypted fields at their longest stays under 4 KiB. */
export const BODY_BYTES_MAX = 16_384
/** As for JSON: requests a second of one key and operation before 429. */
export const REQUESTS_PER_SECOND_MAX = 100
/** Root, payment context, its fields: one more, for what a later version may wrap. */
export const XML_DEPTH_MAX = 4
/** The fullest request has ten elements. */
export const XML_ELEMENTS_MAX = 24
/** The two ids, and the declarations of namespaces that libraries add. */
export const XML_ATTRIBUTES_MAX = 8
/** The longest name of the schemas has 30 characters, its prefix a few more. */
export const XML_NAME_LENGTH_MAX = 64

/** Lengths in characters, from the published schemas. */
export const REQUEST_ID_LENGTH_MAX = 40
export const ORDER_ID_LENGTH_MAX = 20
export const ACCOUNT_LENGTH_MAX = 22
export const PIN_LENGTH_MAX = 8
export const FUND_REASON_LENGTH_MAX = 16
export const ENCRYPTED_LENGTH_MAX = 1_000
/** The schemas give none; a program's name is the longest that it can be here. */
export const PROMO_CODE_LENGTH_MAX = 200
/** A store in an address: a location's or key's name, escaped as three characters each. */
export const STORE_LENGTH_MAX = 200

/** Every program is one tender: whose card it is, the number itself tells. */
export const TENDER_TYPE = 'GS'
/** A time with milliseconds and its offset, and a few more. */
export const TIME_LENGTH_MAX = 40
