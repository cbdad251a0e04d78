/** Bounds of cards, each with the reason for the number. */

/** Eight digits: with nine guesses in all (see below) one card in eleven million is opened. */
export const PIN_DIGITS = 8
/** Wrong PINs in a row before a lock: people mistype twice, and the third time look closer. */
export const PIN_WRONG_MAX = 3
/**
 * How long locks last, one after another: the customer can come back the same day, then the next;
 * after that only support unlocks. A guesser has nine tries, then none.
 */
export const PIN_LOCKS_MS: readonly number[] = [60 * 60_000, 24 * 60 * 60_000]
/** The end of a lock that has none: the last moment that a date can be. */
export const UNTIL_SUPPORT_MS = 8_640_000_000_000_000
/**
 * Numbers whose wrong PINs are counted, about 20 MB on the disk. To push one out takes as many
 * others: twenty days of all the wrong enquiries that a network answers.
 */
export const PINS_WATCHED_MAX = 200_000
/** Wrong PINs between two looks for counts that may go: the look is an index's end. */
export const PIN_PRUNE_EVERY = 500
/** Servers that may count the same number at the same moment before one of them gives up. */
export const PIN_COUNT_TRIES_MAX = 8
/** When a count could not be kept: a full disk or a busy database is told to be asked again soon. */
export const PIN_RETRY_AFTER_MS = 2_000
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
/**
 * Cards that are given new keys at a time, and how often: the writer is busy with them for a few ms, and
 * then reads the cards that are in use anew. A million cards take under three hours.
 */
export const REKEY_PIECE_CARDS = 100
export const REKEY_EVERY_MS = 1_000
/** PINs whose slow hash is written at once: a second of hashing. */
export const HARDEN_AT_ONCE = 16
/**
 * Rest after each slow hash, as a multiple of what it took: three quarters of the time one of the
 * places for slow hashes is left to customers. 100,000 PINs take some three hours.
 */
export const HARDEN_REST = 3
/**
 * New PINs of one card in a day: a holder who loses one twice, and a second try of support, are three;
 * more is somebody who plays the holder, or a program that runs wild.
 */
export const PIN_CHANGES_MAX = 5
export const PIN_CHANGE_WINDOW_MS = 24 * 60 * 60_000
/** Servers that may give the same card a PIN at the same moment before one of them gives up. */
export const PIN_CHANGE_TRIES_MAX = 3
/** How often new PINs that may not be told again are looked for: they are erased this much later. */
export const PIN_ERASE_EVERY_MS = 60_000
