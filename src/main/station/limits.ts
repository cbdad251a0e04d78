/** Bounds and time-outs of the station core, each with the reason for the number. */

/** Kept on the disk to be given back when it is full: room for days of answers and papers. */
export const RESERVE_BYTES = 16 * 1024 * 1024
/** How often a journal that could not be written looks for space again: soon, without load. */
export const JOURNAL_RECHECK_MS = 5_000
/** A row that the journal must be able to hold before it is called writable: a long receipt. */
export const JOURNAL_PROBE_BYTES = 32 * 1024
/** Writes kept in memory while even the reserve is used up; older ones are dropped with a warning. */
export const DEFERRED_WRITES_MAX = 500
/** Waiting for another process that reads the journal (a backup, a technician's tool). */
export const JOURNAL_BUSY_MS = 2_000

/** A receipt without a date printed again within a day is the same sale; tills may count anew after. */
export const SAME_PAPER_MS = 24 * 60 * 60 * 1_000
/** A slip without a date is printed again, for the customer or the shop, within an hour if at all. */
export const SAME_SLIP_MS = 60 * 60_000
/** A void may be told before its sale when they come by different ways: by no more than this. */
export const EARLY_REVERSAL_MS = 5 * 60_000
/** What was done about a sale taken back stays on the screen so long: the customer still stands there. */
export const REVERSAL_DONE_SHOWN_MS = 2 * 60_000
/** Redemptions without a payment that a payment of now may belong to, however late the till tells. */
export const LONE_SINCE_MS = 24 * 60 * 60 * 1_000
/** Sales taken back that are looked at together: far more than a shop leaves open. */
export const REVERSALS_OPEN_MAX = 100
/** Rows of one paper that are kept: the longest receipts of supermarkets have about 300. */
export const PAPER_ROWS_MAX = 500

/** From opening the socket to the welcome: several round trips of a slow mobile line. */
export const SIGN_IN_TIMEOUT_MS = 10_000
/** Added to the missed beats, so that an answer that is under way still counts; offline within 12 s. */
export const HEARTBEAT_GRACE_MS = 1_000
/** A card before a scanner that reads by itself is read again within one to two seconds. */
export const SAME_CARD_MS = 3_000
/** A question (balance) without an answer: the clerk scans again rather than waits longer. */
export const QUESTION_TIMEOUT_MS = 8_000
/** The first reconnect comes within this time: most breaks are a moment of Wi-Fi. */
export const RECONNECT_FIRST_MS = 500
/** Reconnects are drawn from zero up to at most this: 5,000 stations come back within a minute. */
export const RECONNECT_CAP_MS = 30_000
/** A session that lived this long was a good one: the next reconnect is fast again. */
export const SESSION_GOOD_AFTER_MS = 30_000

/** The first time an unanswered operation is sent again on the same connection. */
export const RESEND_FIRST_MS = 8_000
/** The first time an operation is sent again that the server asked to repeat. */
export const REPEAT_FIRST_MS = 500
/** An operation without an answer is sent at least this often while connected. */
export const RESEND_CAP_MS = 30_000
/**
 * Operations under way at once after an outage: fast enough for a day's outbox, and far below what
 * the server takes from one station before it says "too many".
 */
export const RESEND_WINDOW = 16
/** A source that could not start (its port taken, its folder away) is tried again so often. */
export const SOURCE_RETRY_MS = 15_000
/** Papers in one answer to a screen: below the frame's bound, with room for the rest of it. */
export const RECENT_PAPERS_BYTES_MAX = 200_000
/** Lines of the day's list on the screen. */
export const ACTIVITY_LINES_MAX = 200
/**
 * A PIN that was right counts for the card in hand so long, and a prompt that nobody answers stays so
 * long: a customer who looks for another card is not hurried, one who left is not charged.
 */
export const PIN_KEPT_MS = 2 * 60_000
