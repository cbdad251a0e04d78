/** Bounds of how files reach the bank, each with the reason for the number. */

const MINUTE_MS = 60_000

/** Name servers, a firewall and a slow login; whoever needs longer is not there. */
export const CONNECT_TIMEOUT_MS = 30_000
/** One step over SFTP, of 64 KiB at most: also a modem has sent them by then. */
export const STEP_TIMEOUT_MS = 30_000
/** What OpenSSH takes in one write on any version. */
export const WRITE_BYTES = 32_768
/** Longer than any file takes that is written below; who crashed in one gives way after that. */
export const FILE_LEASE_MS = 10 * MINUTE_MS
/** Rests between tries of one call: a line that flaps is back within seconds, the rest is for later. */
export const RETRY_DELAYS_MS: readonly number[] = [1_000, 5_000]
/** What Bambora takes; NACHA and CPA-005 files of 100,000 entries have 10 to 25 MB. */
export const FILE_BYTES_MAX = 41_943_040
/** As file systems and SFTP servers take them. */
export const FILE_NAME_LENGTH_MAX = 120
/** Of one network: banks, exports and their tests. */
export const DESTINATIONS_MAX = 200
export const FILES_SHOWN_MAX = 100

/** An answer of a bank's API: a page of 1,000 transactions has 2 MB. */
export const ANSWER_BYTES_MAX = 16_777_216
/** Forte's and Bambora's own clients wait a minute or less. */
export const ANSWER_TIMEOUT_MS = 60_000
/**
 * So long after a call without an answer it may still arrive there. Only when it is not found after
 * that is it made again: twice the longest answer, and some more for clocks and queues.
 */
export const DOUBT_MS = 10 * MINUTE_MS
/** A file of 10,000 rows is taken in within minutes; before that a report may not show it. */
export const UPLOAD_DOUBT_MS = 60 * MINUTE_MS
/** How often is looked for a destination that is due. */
export const LOOK_EVERY_MS = MINUTE_MS
/** Settlements and reports change once or a few times a day. */
export const POLL_EVERY_MS = 60 * MINUTE_MS
/** Returns come within two business days, late ones within 60 days. */
export const POLL_DAYS = 75
/** Forte's largest page. */
export const PAGE_SIZE = 1_000
/** Pages of one list: as many payments as no network makes in a day. */
export const PAGES_MAX = 200
/** Bambora's largest page of a report. */
export const REPORT_ROWS = 500
