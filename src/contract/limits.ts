/** Bounds that both sides of a boundary must agree on, each with the reason for the number. */

/** A wire frame in bytes: the largest message (a redemption with its payment) is under 4 KiB. */
export const WIRE_FRAME_BYTES_MAX = 16_384
/** A screen message in bytes: a full list of waiting payments with raw rows stays below. */
export const SCREEN_FRAME_BYTES_MAX = 262_144
/** A heartbeat every 5 s and two missed beats mean offline: shown within 12 s (reliability goal R6). */
export const HEARTBEAT_INTERVAL_MS = 5_000
export const HEARTBEATS_MISSED_MAX = 2
/** The clerk sees "still working" at 3 s and "we do not know yet" at 8 s, never a guess. */
export const STILL_WORKING_AFTER_MS = 3_000
export const UNKNOWN_AFTER_MS = 8_000
/** Undo without a manager: 60 s, the time in which the customer is still at the counter. */
export const UNDO_WINDOW_MS = 60_000
/** A reading from any scanner: the longest track is 107 characters, the longest claim link under 400. */
export const READING_LENGTH_MAX = 512
/** Waiting payments sent to a screen; older ones stay in the journal and are counted. */
export const WAITING_PAYMENTS_MAX = 50
/** Texts that people write: names, notes, reasons. */
export const TEXT_LENGTH_MAX = 200
