/** Bounds of the client, each with the reason for the number. */

/** One try: the server answers within 10 s, if only that it does not know; the rest is the way. */
export const TRY_TIMEOUT_MS = 12_000
/**
 * All tries of one call: half a minute is what a customer waits, and what clients in the field
 * wait.
 */
export const PATIENCE_MS = 30_000
/** Between tries: doubled from here, so that a server that comes back is not met by everybody. */
export const FIRST_WAIT_MS = 200
export const WAIT_MS_MAX = 5_000
/** An answer is below 2 KiB: more is a page of some proxy. */
export const REPLY_BYTES_MAX = 65_536
/** The server takes 128; the rest is room for the id of the void, which is made from it. */
export const REQUEST_ID_LENGTH_MAX = 120
/**
 * Requests that {@link StoredValueClient.resume} works on at once: far below what one key may send.
 */
export const RESUMED_AT_ONCE = 4
/** AES-256-GCM. */
export const SEAL_KEY_BYTES = 32
/** Voided ids that the file remembers: years of time-outs, 15 MB. */
export const VOIDED_KEPT_MAX = 100_000
/** Lines of the file beyond those needed before it is written anew: read back in a moment. */
export const SPARE_LINES_MAX = 10_000
