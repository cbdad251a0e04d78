/** One page of the list: two screens of rows. */
export const REDEMPTIONS_PAGE_ROWS = 50
/** Operations of one commit group that are told live; a page that missed some reads the list again. */
export const LIVE_OPERATIONS_MAX = 200
/**
 * A right PIN counts for a redemption that was begun with it and arrives this much later: no station is
 * cut off for longer before somebody looks after it. Later the customer is asked once more.
 */
export const PIN_PROOF_MS = 24 * 60 * 60_000
/**
 * How long a station is taken to show the card that it was told of last: longer than any customer
 * stands at a counter.
 */
export const SHOWN_CARD_MS = 10 * 60_000
/**
 * Changes of cards are told this much later, those of one card together: the answers to whoever looked
 * them up or made them are there first, and nobody reads a balance faster.
 */
export const CARD_CHANGES_TOLD_AFTER_MS = 250
/** Changes of cards that wait to be told: more are read and told at once. */
export const CARD_CHANGES_MAX = 500
