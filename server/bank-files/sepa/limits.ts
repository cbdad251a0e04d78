/** Bounds of SEPA files, each with the reason for the number. */

/** What many banks take in one file; the tree of so many transfers stays under 100 MB. */
export const ENTRIES_MAX = 10_000
/** The scheme's own: 999,999,999.99. */
export const ENTRY_MINOR_MAX = 99_999_999_999
/** Sums up to here come out of the library to the cent, however they are added. */
export const FILE_MINOR_MAX = 9_999_999_999_999
/** Lengths of the scheme, in characters. */
export const NAME_LENGTH_MAX = 70
export const REMITTANCE_LENGTH_MAX = 140

/** A day's statement of 50,000 payments, indented, has 100 MB; nobody's has more than a third of it. */
export const READ_BYTES_MAX = 33_554_432
/** The deepest of these documents (parties' ids in an entry's details) has 14 levels. */
export const READ_DEPTH_MAX = 32
/** What fits into the bytes when elements are as short as they are in statements. */
export const READ_ELEMENTS_MAX = 800_000
/** Currency, and the declarations that libraries add. */
export const READ_ATTRIBUTES_MAX = 16
export const READ_NAME_LENGTH_MAX = 100
/** Of one file: who wants to know more mends these first. */
export const PROBLEMS_MAX = 100
/** The bank's words for people; ISO allows 105 a line and 500 an entry. */
export const TEXT_LENGTH_MAX = 500
/** A reference as banks bring it back; ours has 15, remittance lines have 140. */
export const REFERENCE_LENGTH_MAX = 140
