/** Bounds of Forte's credits, each with the reason for the number. */

/** One call each, some a second: so many are made within minutes. */
export const ENTRIES_MAX = 2_000
/** Twelve digits with the cents; more than any merchant's limit. */
export const ENTRY_MINOR_MAX = 9_999_999_999
/** Of holders and companies, as its fields take them. */
export const NAME_LENGTH_MAX = 50
/** A report of a day's settlements of the largest network. */
export const REPORT_BYTES_MAX = 16_777_216
export const OUTCOMES_MAX = 50_000
export const TEXT_LENGTH_MAX = 500
