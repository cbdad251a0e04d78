/** Bounds of the log of requests, each with the reason for the number. */

/** Calls that are kept of one key: some days of somebody who tries things out, minutes of a busy shop. */
export const REQUEST_LOG_CLIENT_MAX = 5_000
/** Calls that are kept of all keys: some 300 MB at two kilobytes each. */
export const REQUEST_LOG_ROWS_MAX = 150_000
/** How long a call is kept: whoever asks why a sale failed asks within two weeks. */
export const REQUEST_LOG_AGE_MS = 14 * 24 * 3_600_000
/** Characters of what was asked, or answered; a call of the API is below a tenth of that. */
export const REQUEST_LOG_TEXT_MAX = 16_000
/** How long a call waits to be written, so that no answer waits for it. */
export const REQUEST_LOG_WRITE_EVERY_MS = 250
/** Calls of one write: 400 a second, which the writer does not notice beside its money. */
export const REQUEST_LOG_ROWS_PER_WRITE = 100
/** Calls that wait; those beyond are left out, as money must not wait for a note. */
export const REQUEST_LOG_WAITING_MAX = 2_000
/** Writes between two looks for what is too old or too much. */
export const REQUEST_LOG_WRITES_PER_PRUNE = 40
