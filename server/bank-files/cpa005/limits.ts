/** Every record has so many characters; what follows is a line end. */
export const RECORD_LENGTH = 1464

/** Type, count, originator and file number: in front of every record. */
export const PREFIX_LENGTH = 24

/** One transaction. */
export const SEGMENT_LENGTH = 240

export const SEGMENTS_PER_RECORD = 6

/** Ten digits of cents: what a transaction holds. */
export const ENTRY_MAX_MINOR = 9_999_999_999

/** Fourteen digits of cents: what the trailer holds for credits, and for debits. */
export const TOTAL_MAX_MINOR = 99_999_999_999_999

/** Eight digits: what the trailer holds. */
export const FILE_MAX_ENTRIES = 99_999_999

/** File creation numbers run from 1 to this, and then from 1 again. */
export const CREATION_NUMBER_MAX = 9_999

/** Nine digits: the item's own part of a structured trace. */
export const ITEM_NUMBERS = 999_999_999

/** A reader names this many problems of a file; what a person mends at once is the first. */
export const PROBLEMS_MAX = 500

/** What is looked at of a line that is too long: no record has more. */
export const LINE_READ_MAX = 2 * RECORD_LENGTH

/** Answers that are kept of one file: as many transactions as 240 MB hold, and no more memory than that. */
export const OUTCOMES_MAX = 1_000_000
