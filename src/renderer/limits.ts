/** Bounds and times of the clerk's screen, each with the reason for the number. */

/** A button that was just drawn takes no press for this long: the second tap of a hurried double tap
 * was meant for what stood there before. Longer than the usual double tap of 300 ms. */
export const FRESH_BUTTON_MS = 450
/** Not 0: a page's own clock begins there, and its first Enter would be taken for one too soon. */
export const LONG_AGO = Number.NEGATIVE_INFINITY
/** Answers usually come within 150 ms; drawing "working" sooner would only flicker. */
export const WORKING_SHOWN_AFTER_MS = 250
/** A line about a refused key press stays long enough to be read twice. */
export const NOTICE_SHOWN_MS = 6_000
/** Seconds are shown (undo), so the clock is looked at four times in each. */
export const CLOCK_TICK_MS = 250
/** A command on the loopback answers in milliseconds; after this the program is not answering. */
export const COMMAND_ANSWER_MS = 10_000
/** First and longest pause before the socket is tried again: soon, yet calm when it stays away. */
export const RECONNECT_FIRST_MS = 200
export const RECONNECT_LONGEST_MS = 2_000
/** The cover waits this long, so that a socket that comes straight back does not flash. */
export const COVER_SHOWN_AFTER_MS = 600
/** Height of one waiting payment, and the least that fits its 56 px buttons and three lines of text. */
export const PAYMENT_ROW_PX = 100
/** Height of the buttons that turn pages, below the list; see `.pager`. */
export const PAGER_PX = 68
/** Rows of the latest redemptions on one page of More: what fits at 768 px without scrolling. */
export const ACTIVITY_ROWS = 8
/** Lines of the day's end on one page: what fits at 768 px without scrolling. */
export const DAY_END_ROWS = 5
/** Ways in on one page of the set-up: what fits at 768 px without scrolling. */
export const SETUP_ROWS = 3
/** Receipt profiles on one page beside the one that is shown. */
export const PROFILE_ROWS = 5
/** A minute and an hour, for "2 min ago". */
export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000
