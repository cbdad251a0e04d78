/** Bounds of matching, each with the reason for the number. */

/** From the till's last key to the card in the clerk's hand it takes seconds; a queue makes it longer. */
export const JUST_NOW_MS = 90_000
/** Whoever paid this long ago has left: a newer payment is then the only one that can be meant. */
export const OTHERS_OLD_MS = 5 * 60_000
/** Two equal sales in the same minute cannot be told apart by when they came. */
export const TWIN_MS = 60_000
/** A clerk who took the amount first rings the sale within this time, or rang it just before. */
export const PAID_ALREADY_MS = 10 * 60_000
/** Nobody waits at a counter for half an hour: such a payment was paid otherwise, or forgotten. */
export const ABANDONED_AFTER_MS = 30 * 60_000
/** A payment that another station took stays to be seen so long, so that the clerk knows why. */
export const ELSEWHERE_SHOWN_MS = 5 * 60_000
