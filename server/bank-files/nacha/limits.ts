/** Ten digits of cents: what an entry holds. */
export const ENTRY_MAX_MINOR = 9_999_999_999

/** Twelve digits of cents: what a batch or a file adds up to at most, of credits and of debits. */
export const TOTAL_MAX_MINOR = 999_999_999_999

/** Six digits: entries and addenda of one batch, and batches of one file. */
export const BATCH_MAX_RECORDS = 999_999

/** Eight digits of entries and addenda of one file, less some room for balancing entries. */
export const FILE_MAX_RECORDS = 99_000_000

/** The most that one entry may carry on the day itself, by the rules of 2022. */
export const SAME_DAY_MAX_MINOR = 100_000_000

/**
 * Traces of transfers end in 1 to this; those above it belong to balancing entries, so that no bank
 * ever sees one trace for two purposes within the 60 days in which returns name it.
 */
export const TRANSFER_TRACES = 8_999_999

/** What is left of seven digits for balancing entries. */
export const OFFSET_TRACES = 1_000_000

/** A reader names this many problems of a file; what a person mends at once is the first. */
export const PROBLEMS_MAX = 500

/** Payment notes of one entry, as the format allows of CTX: four digits. */
export const ADDENDA_MAX = 9_999

/** After so many lines that are no records a file is given up: the rest would be read for nothing. */
export const EMPTY_LINES_MAX = 500_000
