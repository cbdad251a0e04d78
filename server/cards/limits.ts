/** Bounds of cards, each with the reason for the number. */

/** Eight digits: at three guesses an hour (see below) one card is opened once in two thousand years. */
export const PIN_DIGITS = 8
/** Wrong PINs in a row before a lock: people mistype twice, and the third time look closer. */
export const PIN_WRONG_MAX = 3
/** How long a lock lasts: the customer can come back the same day, a guesser has 72 tries a day. */
export const PIN_LOCK_MS = 60 * 60_000
/**
 * Numbers whose wrong PINs are counted at a time, about 10 MB: to push one out takes as many others,
 * eight minutes at the rate of one API key, for two further guesses.
 */
export const PINS_WATCHED_MAX = 50_000
/** 46 MiB, one pass, one lane: ASVS 5.0 appendix C for argon2id; about 30 ms on a small server. */
export const PIN_HASH_MEMORY_KIB = 47_104
export const PIN_HASH_PASSES = 1
/** PINs hashed at the same time: two keep two cores busy and leave the other workers to reads. */
export const PIN_HASHES_AT_ONCE = 2
/** A lost answer of an activation is asked for again within a long weekend; then it is forgotten. */
export const SEALED_ANSWER_WINDOW_MS = 72 * 60 * 60 * 1000
/** One page of a search: two screens of rows. */
export const SEARCH_PAGE_ROWS = 50
/** Operations shown of one card; the contract's own bound. */
export const CARD_OPERATIONS_MAX = 500
/** Tries to make a batch whose numbers are all new: with 12 random digits a second one is rare. */
export const STOCK_ATTEMPTS_MAX = 3
