/**
 * Rows in one transaction of the copy, and in one digest: some megabytes. What a cut undoes is little,
 * and one different row makes only this many be written again.
 */
export const RANGE_ROWS = 10_000
/** Characters that are sent at once: neither side holds more of them as one text. */
export const COPY_CHUNK_LENGTH = 2 ** 22
/** Operations that may be left when the ledger is sealed: they are copied in well under a second. */
export const SEAL_WITHIN = 5_000
/** Passes before the ledger is sealed whatever is left: a busy one always leaves something. */
export const PASSES_MAX = 8
/** How long a begun write of the server is waited for: its groups take milliseconds. */
export const SEAL_WAIT_MS = 30_000
/** How long another move, or what PostgreSQL has not noticed the end of, is waited for. */
export const LOCK_WAIT_MS = 15_000
/** Between two tries. */
export const LOCK_POLL_MS = 200
/** PostgreSQL has to answer a connection in this time. */
export const CONNECT_TIMEOUT_MS = 10_000
/** Ids beyond the last that have a partition when the target is opened: room for a first long day. */
export const PARTITION_AHEAD = 10_000_000
