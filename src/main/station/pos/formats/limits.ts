/** Bounds of the journal readers: what lies in a shared folder may be anybody's. */

/** Characters of one tag, comment or piece of text. Pictures of signatures inside journals reach 1 MiB. */
export const TOKEN_CHARS_MAX = 4 * 1024 * 1024
/** Characters of one tag with its attributes; the longest real ones have under 2,000. */
export const TAG_CHARS_MAX = 256 * 1024
/** Characters of one transaction. Real ones with the receipt inside have some 60,000. */
export const RECORD_CHARS_MAX = 8 * 1024 * 1024
/** Elements of one transaction: 500 lines of goods with their taxes and rewards are some 20,000. */
export const RECORD_ELEMENTS_MAX = 100_000
/** Depth of elements inside a transaction; real journals stay under 15. */
export const RECORD_DEPTH_MAX = 64
/** Values kept from outside the transactions (store, till of a whole document) and their length. */
export const CONTEXT_VALUES_MAX = 64
export const CONTEXT_CHARS_MAX = 200
/** Namespaces of a document that are looked at to know its dialect. */
export const NAMESPACES_MAX = 32
/** One row of a CSV journal. */
export const CSV_ROW_CHARS_MAX = 64 * 1024
/** Columns of a CSV journal. */
export const CSV_COLUMNS_MAX = 500
/** Tenders of one sale; more is no sale. */
export const TENDERS_MAX = 200
/** Names by which one tender is known, and the length of one. */
export const TENDER_NAMES_MAX = 24
export const NAME_CHARS_MAX = 80
/** Characters of a value that says something: what is longer says it in its beginning, or nothing. */
export const VALUE_CHARS_MAX = 200
/** Characters of a written amount with its signs and currency. */
export const AMOUNT_CHARS_MAX = 40
/** Characters of a receipt inside a journal: 1,000 rows of 80 in base64 and more. */
export const PRINTED_CHARS_MAX = 512 * 1024
/** JSON that is mended (commas too many) is not larger than that. */
export const MENDED_CHARS_MAX = 512 * 1024
/** Rows of evidence kept of one transaction, and the length of one. */
export const EVIDENCE_ROWS_MAX = 1_000
export const EVIDENCE_CHARS_MAX = 200
/** Characters of a key's part, so that a key stays a key. */
export const KEY_PART_CHARS_MAX = 80
/** Depth to which a JSON document is walked. */
export const JSON_DEPTH_MAX = 64
/** Problems reported of one reader; what comes after is more of the same. */
export const PROBLEMS_MAX = 1_000
/** Keys remembered to tell a row that is written again from a second payment of the same sale. */
export const RECENT_KEYS_MAX = 2_000
