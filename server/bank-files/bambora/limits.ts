/** What the processor advises for one file. */
export const ROWS_MAX = 10_000

/** Nine digits of cents: what the processor's paper gives for an amount. */
export const ENTRY_MAX_MINOR = 999_999_999

/** Longer names are cut by the processor, with a remark in its report. */
export const NAME_LENGTH = 32

/** What a statement shows beside a transfer. */
export const DESCRIPTOR_LENGTH = 15

/** A page of a report has 500 records of some 600 characters; many pages may be put together. */
export const REPORT_BYTES_MAX = 64 * 1024 * 1024

/** A reader names this many problems of a report; what a person mends at once is the first. */
export const PROBLEMS_MAX = 500
