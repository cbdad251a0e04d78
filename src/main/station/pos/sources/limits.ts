/** Bounds of the sources, each with the reason for the number. */

/** A printer on the shop's network answers in a few ms; a POS gives up after 5 to 10 s. */
export const PRINTER_CONNECT_MS = 3_000
/** While the printer is away it is tried again so often, so that the sign goes off by itself. */
export const PRINTER_RETRY_MS = 15_000
/** How long a stopping proxy lets jobs that are printing come to their end. */
export const STOP_WITHIN_MS = 2_000
/** Connections at once: a till opens one or two, a shop has a few tills. */
export const CONNECTIONS_MAX = 64
/** A connection that is held open all day is asked for a sign of life, so that dead ones go. */
export const KEEP_ALIVE_MS = 60_000
/** After the POS is gone a printer has so long to end its side: systems wait 60 s for that. */
export const LINGER_MS = 60_000
/** A drawn receipt of a few rows is far above this; a small logo alone stays below. */
export const PICTURE_BYTES_MIN = 2_000
/** Text beside the picture of a drawn receipt: some POS add a number for themselves. */
export const PICTURE_TEXT_MAX = 20
/** A command to a print queue: a code, a queue's name and job numbers. */
export const LPD_LINE_BYTES_MAX = 1_024
/** A control file holds a dozen short lines. */
export const LPD_CONTROL_BYTES_MAX = 65_536
/**
 * No receipt comes near 4 GiB: Windows announces 125,899,906,843,000 bytes for a job that it sends
 * without counting.
 */
export const LPD_JOB_BYTES_MAX = 2 ** 32
/**
 * A job of a print queue says itself where it ends, so that silence inside is a printer that holds it
 * up: out of paper, cover open.
 */
export const LPD_IDLE_MS = 600_000
/** How often a serial port is tried again while it is away: plugged in means heard in a second. */
export const SERIAL_RETRY_MS = 1_000
/**
 * Bytes of the POS that are in hand while the printer takes none: a few rows, as a printer's own
 * interface holds. The package wants 128 at least.
 */
export const SERIAL_HELD_BYTES = 256
/** Modem lines are looked at so often: at 19,200 baud 38 bytes, below what a full printer still takes. */
export const MODEM_POLL_MS = 20
/** A text feed that does not answer, or ended, is connected to again after this. */
export const FEED_RETRY_MS = 5_000
/** Characters from which text without words is called garbled. */
export const GARBLED_CHARACTERS_MIN = 16
/** Receipts are words and numbers by more than half; noise by a twentieth. */
export const GARBLED_WORDS_SHARE = 0.25
/** Bytes that made no paper at all before the line is called garbled: a receipt is longer. */
export const GARBLED_BYTES_MIN = 24
/** Files of one journal folder that are looked at: three months of one file a sale of a small shop. */
export const JOURNAL_FILES_MAX = 5_000
/** Files that are gone and forgotten at one look: each is a write to the disk, and the till waits. */
export const JOURNAL_FORGOTTEN_AT_ONCE = 100
/** Bytes of a journal that are read at once. */
export const JOURNAL_CHUNK_BYTES = 65_536
/** Bytes of one file before the others get their turn. */
export const JOURNAL_LOOK_BYTES_MAX = 8 * 1024 * 1024
/** Bytes by which a file is known to be the same: the header of every journal seen is inside. */
export const JOURNAL_HEAD_BYTES = 1_024
/** Bytes read once more for the rows of a sale whose last one is new: they stand together. */
export const JOURNAL_BEFORE_BYTES = 16_384
/** An unfinished record that is kept to be read as it is: the longest real ones have some 60,000. */
export const JOURNAL_REST_BYTES_MAX = 1024 * 1024
/**
 * A POS that writes a sale while it is rung up is minutes between two rows; what got no end for so long
 * was torn.
 */
export const JOURNAL_UNFINISHED_MS = 600_000
/** A POS holds its file for a moment; after so many looks it is said. */
export const JOURNAL_LOCKED_LOOKS = 5
/** A payment with the longest receipt is under 60 KB. */
export const CALLBACK_BODY_BYTES_MAX = 65_536
/** A program on the same PC sends its body at once. */
export const CALLBACK_REQUEST_MS = 10_000
/** Rows of a receipt that a callback may carry: those of the longest supermarket receipts. */
export const CALLBACK_ROWS_MAX = 400
/** Ids remembered to know a second telling: a month of a busy till. */
export const CALLBACK_IDS_MAX = 10_000
