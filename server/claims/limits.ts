/** Bounds of claim links, each with the reason for the number. */

/** Bytes of the token in a link: 256 bits, twice what nobody guesses. */
export const TOKEN_BYTES = 32
/** How long a link opens: people find a gift a year later. The value outlives it; support makes another. */
export const LINK_LIFE_MS = 366 * 24 * 3_600_000
/** How long a card that was opened is shown again: over a long weekend, as for a lost answer. */
export const SHOWN_AGAIN_MS = 72 * 3_600_000
/** How often PINs that were shown for long enough are looked for: they are gone this much later at most. */
export const UPKEEP_EVERY_MS = 60_000
/** A row whose card is not there after this was made for a sale that was refused or lost. */
export const ORPHAN_AFTER_MS = 24 * 3_600_000
/** They are looked for this far back: a server that stood still for longer leaves a few bytes behind. */
export const ORPHAN_LOOK_BACK_MS = 7 * 24 * 3_600_000
/** Once in so many looks, as nothing hangs on it: once an hour. */
export const ORPHAN_LOOK_EVERY = 60
/** Rows of one look: the rest waits for the next. */
export const UPKEEP_ROWS_MAX = 500
