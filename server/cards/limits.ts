/** Bounds of cards, each with the reason for the number. */

/** Eight digits: with a lock after a few wrong ones a guess opens a card once in millions. */
export const PIN_DIGITS = 8
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
