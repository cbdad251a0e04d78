/** A reading shows within this; the station shows readings only while it is asked every 5 s. */
export const LOOK_AGAIN_MS = 700
/** Readings before the newest: what fits beside it on the smallest screen. */
export const EARLIER_SHOWN = 5
/** Pieces of advice at once: the first one or two solve most. */
export const ADVICE_SHOWN = 3
