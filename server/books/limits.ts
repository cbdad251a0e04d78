/** How often it is looked whether a day is over: midnight comes once, and a look costs one query. */
export const CLOSE_LOOK_EVERY_MS = 60_000
/**
 * How long after midnight a day is closed: clocks of servers that share a database may differ by a
 * second, and an operation that began before midnight is committed within a few.
 */
export const CLOSE_AFTER_MS = 30_000
/** Faults that are named of each sort: whoever mends the first hundred looks again anyway. */
export const FAULTS_NAMED_MAX = 100
/** Closed days on one page: two months. */
export const CLOSES_PAGE_ROWS = 62
/** The longest period of one report or export: ten years, which the law asks books to be kept. */
export const PERIOD_DAYS_MAX = 3_660
/** Cards that are read at once: keeps memory flat however many there are. */
export const CARDS_AT_ONCE = 1_000
/** Closed days that are read at once: each has some kilobytes of postings. */
export const DAYS_AT_ONCE = 50
