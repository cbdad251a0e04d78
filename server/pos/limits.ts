/** Bounds of the tills in the cloud, each with the reason for the number. */

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** Toast sends whole orders of "over 600 KB"; the others a hundredth of that. */
export const CALLBACK_BYTES_MAX = 2_097_152
/** Of one address in a minute: a POS calls for thousands of shops from a few addresses. */
export const CALLBACKS_PER_MINUTE = 3_000
/** Lightspeed tries for 48 hours, Square for 24, Toast and Shopify for less: older is no retry. */
export const CALLBACK_AGE_MAX_MS = 3 * DAY_MS
/** Clocks of two companies: a signed time ahead of ours by more is not believed. */
export const CALLBACK_AHEAD_MAX_MS = 10 * MINUTE_MS
/** Events are remembered for longer than any callback is believed, so that none is done twice. */
export const EVENT_KEPT_MS = CALLBACK_AGE_MAX_MS + 2 * DAY_MS
/** How long what the POS did is kept: no poll looks back so far, so none finds it for new. */
export const ENTRY_KEPT_MS = 90 * DAY_MS
/** A station that was off for longer is not told of old sales: their day is long settled. */
export const TOLD_WITHIN_MS = 14 * DAY_MS

/** How often is looked for work: which connection is due is in the database. */
export const LOOK_EVERY_MS = 5_000
/** Each connection is asked so often; with the overlap a lost callback is found within that. */
export const POLL_EVERY_MS = MINUTE_MS
/** While callbacks come in, polling only fills gaps. */
export const POLL_EVERY_HEARD_MS = 5 * MINUTE_MS
/** Callbacks are taken for reliable when the last one was not longer ago than this. */
export const HEARD_WITHIN_MS = 30 * MINUTE_MS
/** Asked again from so long before: Square says that a payment may take seconds to appear in lists. */
export const POLL_OVERLAP_MS = 2 * MINUTE_MS
/** How far back a new connection looks: the sales of the day. */
export const FIRST_LOOK_BACK_MS = 12 * HOUR_MS
/** After an outage gaps of so many days are filled, in pages. */
export const LOOK_BACK_MAX_MS = 7 * DAY_MS
/** Pages of one look; what is left comes with the next. */
export const POLL_PAGES_MAX = 20
/** Rest between two requests: Shopify allows 2 a second, the others more. */
export const REQUEST_PAUSE_MS = 550
/** A poll and its details take less; who crashed in one gives way after that. */
export const POLL_LEASE_MS = 5 * MINUTE_MS
/** Back-off after a failure: doubled each time, up to an hour. */
export const RETRY_FIRST_MS = MINUTE_MS
export const RETRY_MAX_MS = HOUR_MS

/** A page of a hundred orders with all their lines. */
export const ANSWER_BYTES_MAX = 16_777_216
export const ANSWER_TIMEOUT_MS = 20_000
/** Documented page sizes: Square 100, Shopify 250, Clover 1,000, Toast 100. */
export const PAGE_SIZE = 100
/** Of a list by offset so many are asked for again: more are not refunded or voided meanwhile. */
export const PAGE_OVERLAP = 10
/** Toast: orders changed in a span; an hour holds a restaurant's rush. */
export const TOAST_SPAN_MS = HOUR_MS
/** Details of one callback that are asked for one by one. */
export const DETAILS_MAX = 50
/** Events that wait for their details and are tried at a look. */
export const EVENTS_AT_ONCE = 20
/** Tries of one event before polling is left to find it. */
export const EVENT_TRIES_MAX = 8
/** How long the room says that a payment was left out, unless the connection is changed. */
export const LEFT_OUT_SHOWN_MS = 7 * DAY_MS
/** Entries that are looked at for the first announcement: more never come between two looks. */
export const ANNOUNCED_AT_START = 1_000
