/** Bounds of the stored-value API, each with the reason for the number. */

/** A caller that waits longer than this has its customer waiting: we say that we do not know yet. */
export const ANSWER_DEADLINE_MS = 10_000
/** Answers remembered as delivered: two hours of a busy network; older retries get the answer again. */
export const DELIVERIES_MAX = 50_000
/** The largest body: a redemption with every field at its maximum stays under 4 KiB. */
export const BODY_BYTES_MAX = 16_384
/** `last used` is a note for people: one write a minute for each key is enough. */
export const LAST_USED_EVERY_MS = 60_000
/** Requests a second of one key before 429: ten tills at Christmas stay far below. */
export const REQUESTS_PER_SECOND_MAX = 100
/** Random letters and digits in a key: 190 bits. */
export const API_KEY_SECRET_LENGTH = 32
/** Order and line ids of the caller's own system. */
export const ORDER_ID_LENGTH_MAX = 64
/** When the ledger has too much to do: it works off a full queue in a second or two. */
export const LEDGER_RETRY_AFTER_MS = 1_000
/** A reason is a sentence or two for an auditor, and is kept in the journal. */
export const REASON_LENGTH_MAX = 300
