/** How often what does not meet is looked for: people look once a day. */
export const LOOK_EVERY_MS = 10 * 60_000
/** Redemptions that are held against their payments at once. */
export const ROWS_AT_ONCE = 500
/** Commit groups that one look goes through: it holds nobody up. */
export const GROUPS_AT_ONCE = 2_000
/** A bank that confirms has done so by then, holidays included. */
export const CONFIRMED_WITHIN_DAYS = 7
/** Exceptions that one look writes at once. */
export const FOUND_AT_ONCE = 200
/** Days that are shown at once: two months, as they are looked through by a person. */
export const DAYS_SHOWN_MAX = 62
/** No zone's day begins elsewhere than at a quarter of an hour. */
export const QUARTER_MS = 15 * 60_000
