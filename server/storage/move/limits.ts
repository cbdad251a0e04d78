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
/** How long another move is waited for: longer than PostgreSQL takes to see that its machine is gone. */
export const LOCK_WAIT_MS = 45_000
/** Between two tries. */
export const LOCK_POLL_MS = 200
/** PostgreSQL has to answer a connection in this time. */
export const CONNECT_TIMEOUT_MS = 10_000
/** A network that says nothing for so long is asked whether the other side is there. */
export const KEEP_ALIVE_AFTER_MS = 10_000
/**
 * What PostgreSQL does not answer in this time is on a dead network: rows are written and compared by
 * the ten thousand, in seconds. Only the sums of a journal of hundreds of millions take minutes.
 */
export const ANSWER_WAIT_MS = 600_000
/** Ids beyond the last that have a partition when the target is opened: room for a first long day. */
export const PARTITION_AHEAD = 10_000_000
