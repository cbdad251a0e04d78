/** Bounds of the receipt reader: what a printer port may send is anybody's. */

/** Pieces of one page that is drawn: rows of a long receipt, in some columns. */
export const PAGE_PIECES_MAX = 4_000
/** Rows of one paper. The longest real papers (end-of-day reports) have some 800. */
export const PAPER_ROWS_MAX = 2_000
/** Blank rows kept in a row: more say nothing, and a flood of line feeds must not fill the paper. */
export const BLANK_ROWS_KEPT_MAX = 20
/**
 * So many blank rows end a paper of a printer that cannot cut: what brings the paper to the tear
 * bar. Receipts have up to three within.
 */
export const TEAR_ROWS = 6
/** Bytes of one row before it is broken: the widest printers print 136 columns, CJK in two bytes. */
export const ROW_BYTES_MAX = 512
/** Barcodes and 2-D codes kept of one paper; receipts print one to three. */
export const CODES_MAX = 16
/** Characters kept of one code: a QR code of version 40 holds 4,296. */
export const CODE_BYTES_MAX = 4_296
/** The largest command payload believed: a full-width image of 1.5 m of paper is under 1 MiB. */
export const PAYLOAD_BYTES_MAX = 8 * 1024 * 1024
/** Longest text of a command that ends with a mark of its own: barcodes, macros, settings. */
export const RUN_BYTES_MAX = 255
/** Bytes that wait to know what a byte before them meant: some rows of text. */
export const WAITING_BYTES_MAX = 512
/** All NV logos together fit the 384 KiB of the largest printers. */
export const LOGO_BYTES_MAX = 384 * 1024
/** Tab stops that a printer holds. */
export const TAB_STOPS_MAX = 32
/**
 * Gift-card tenders of one sale, with what is told twice: more are a list of many sales. As many as the
 * screen shows of a paper.
 */
export const PAPER_TENDERS_MAX = 50
/** Spaces put in for one move of the print head: wider than any paper. */
export const GAP_COLUMNS_MAX = 140
/**
 * A command that gets no further byte for so long will never be whole: the job was cut in the
 * middle. Longer than a printer that is busy printing holds its sender up.
 */
export const STALLED_COMMAND_MS = 10_000
/**
 * Silence inside a paper of a printer that cuts: it is out of paper or open, and the POS waits. Longer
 * than a roll takes to be changed.
 */
export const HELD_UP_MS = 600_000
/** Papers that were all cut before that is taken for the source's way: a day's report alone may be. */
export const CUTS_KNOWN = 3
/** Bytes of a job that wait while its printer language is not clear: thirty long receipts. */
export const UNCLEAR_BYTES_MAX = 64 * 1024
/** Unknown commands on one paper that make a found printer language doubtful. */
export const UNKNOWN_COMMANDS_DOUBTED = 2
/** Papers from one file: a day of a busy till is about 1,500. */
export const FILE_PAPERS_MAX = 20_000
/** Papers remembered to know a second copy of one. */
export const RECENT_PAPERS_MAX = 50
/** A second print of the same receipt within this time is a copy (customer, merchant, retry). */
export const TWIN_WINDOW_MS = 600_000
