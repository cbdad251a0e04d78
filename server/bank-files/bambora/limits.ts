/** What the processor advises for one file. */
export const ROWS_MAX = 10_000

/** Nine digits of cents: what the processor's paper gives for an amount. */
export const ENTRY_MAX_MINOR = 999_999_999

/** Longer names are cut by the processor, with a remark in its report. */
export const NAME_LENGTH = 32

/** What a statement shows beside a transfer. */
export const DESCRIPTOR_LENGTH = 15

/** A page of a report has 500 records of some 600 characters; fifty pages may be put together. */
export const REPORT_BYTES_MAX = 16 * 1024 * 1024

/** As many as those bytes hold when they are real ones: five files of the largest kind. */
export const REPORT_RECORDS_MAX = 50_000

/** What is looked at to know a report: its beginning, or the names of its columns. */
export const BEGINNING_LENGTH = 4_096

/** A reader names this many problems of a report; what a person mends at once is the first. */
export const PROBLEMS_MAX = 500
