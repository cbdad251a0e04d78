/** One page of the list: two screens of rows. */
export const REDEMPTIONS_PAGE_ROWS = 50
/** Operations of one commit group that are told live; a page that missed some reads the list again. */
export const LIVE_OPERATIONS_MAX = 200
