/** Bounds of imports, each with the reason for the number. */

/** Rows of one file: the cards of a large predecessor; more come as several files. */
export const IMPORT_ROWS_MAX = 500_000
/** Bytes of one file: 500,000 rows of 160 characters, with room. */
export const IMPORT_BYTES_MAX = 100 * 1024 * 1024
/** Bytes of one field: the longest note, each character as four bytes, and some. */
export const FIELD_BYTES_MAX = 1_000
/** Fields of one row: exports of other systems have a few dozen. */
export const FIELDS_MAX = 100
/** Faults that a report lists; how many there are it always says. */
export const FAULTS_LISTED_MAX = 1_000
/** Characters of a note or of another system's id. */
export const REFERENCE_LENGTH_MAX = 100
/** Rows that are checked against the ledger at once: one query of the writer's parameters. */
export const CHECK_PIECE_ROWS = 500
/**
 * Rows that go into the ledger at once: some 10 ms of the main thread, so that a redemption that comes
 * meanwhile waits no longer than for another commit.
 */
export const PIECE_ROWS = 200
/** How long a server has an import to itself after its last piece; a dead one is followed after that. */
export const LEASE_MS = 10_000
/** How often a command looks whether the time of a dead server or command is over. */
export const LEASE_LOOK_EVERY_MS = 500
/** How often is looked for imports that nobody works on, and for PINs that wait for the slow hash. */
export const LOOK_EVERY_MS = 5_000
/** Imports that are listed: years of them. */
export const IMPORTS_LISTED_MAX = 500
/** Used cards that are named at once; how many there are is always said. */
export const USED_LISTED_MAX = 200
/** No gift card is older; earlier years are mistakes of a file. */
export const OLDEST_YEAR = 1980
