/** One page of the list: two screens of rows. */
export const REDEMPTIONS_PAGE_ROWS = 50
/** Operations of one commit group that are told live; a page that missed some reads the list again. */
export const LIVE_OPERATIONS_MAX = 200
/**
 * A right PIN counts for a redemption that was begun with it and arrives this much later: no station is
 * cut off for longer before somebody looks after it. Later the customer is asked once more.
 */
export const PIN_PROOF_MS = 24 * 60 * 60_000
