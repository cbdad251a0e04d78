/** Bounds of the admin's client, each with the reason for the number. */

/** No answer for so long is "not known": a group commit takes milliseconds, a busy month's sums a few seconds. */
export const ANSWER_TIMEOUT_MS = 20_000
/** First wait before listening again; the live list should be back before a person wonders. */
export const RECONNECT_FIRST_MS = 1_000
/** Longest wait before listening again: a restarted server is noticed within this. */
export const RECONNECT_MAX_MS = 15_000
/** An event is one operation line, under 2 KiB; anything near this is not from our server. */
export const EVENT_CHARACTERS_MAX = 65_536
/** Busy shops redeem several times a second: lists are fetched again at most this often. */
export const REFRESH_INTERVAL_MS = 800
/** Lists that no event reaches (a lost stream, a new day) are fetched again this often. */
export const STALE_AFTER_MS = 30_000
/** Who did nothing for so long only has the page open; what is read while they look counts as theirs. */
export const ATTENDED_MS = 60_000
/** Typing pauses shorter than this do not start a search. */
export const SEARCH_PAUSE_MS = 250
