/** Bounds of the storage, each with the reason for the number. */

/** Operations in one commit: above this a group gains nothing and the first caller waits longer. */
export const GROUP_MAX = 256
/** Calls waiting for the writer: beyond it the disk is not keeping up, and saying so is better. */
export const PENDING_MAX = 20_000
/** Pages in the write-ahead log before it is copied, some 48 MiB: the same page is then copied once. */
export const CHECKPOINT_PAGES = 12_000
/**
 * Pages in the log before it starts anew, some 200 MiB. For that the writer stands still until the last
 * of them are copied and on the disk, for 10 ms or 20: not more often than it must.
 */
export const LOG_PAGES = 50_000
/** What the log of a server has at the start: a quiet shop does not come to more in a month. */
export const LOG_RESERVED_BYTES = 67_108_864
/** Of the free room on the disk, the most that is taken for it beforehand. */
export const LOG_RESERVED_OF_FREE = 1 / 16
/** So many pages the writer copies itself without a word, in a few ms, so that the log can start anew. */
export const CHECKPOINT_TAIL_PAGES = 150
/**
 * Rounds of copying before the writer does it all the same. Under load each round leaves what came
 * during its own wait for the disk, and a log that never starts anew makes every commit dearer.
 */
export const CHECKPOINT_ROUNDS_MAX = 5
/** How long a closing writer waits for the thread that copies; it has at most one round to finish. */
export const COPYING_ENDS_MS = 30_000
/** Pages that a group writes however small it is: the end of the journal, of its index, of the chain. */
export const PAGES_PER_GROUP = 3
/** The log file is cut back to this size in bytes after a burst has made it larger. */
export const LOG_BYTES_MAX = 512 * 1024 * 1024
/** Memory for pages of the writer, in KiB: the inner pages of all indexes stay in memory. */
export const CACHE_KIB = 131_072
/**
 * The same while the database is smaller than {@link LOCK_PAGE_BYTES}: then a commit after a split of
 * pages looks at every page in the memory, and those of a small database are cheap to read again.
 */
export const SMALL_CACHE_KIB = 16_384
/** Where SQLite's lock page is: a page that is renumbered while pages are split has its number for a moment. */
export const LOCK_PAGE_BYTES = 2 ** 30
/** How long a connection waits for another one's lock; only a backup or a checkpoint holds one. */
export const BUSY_TIMEOUT_MS = 5_000
/** Older libraries can corrupt the log when two connections write and checkpoint at once. */
export const SQLITE_VERSION_MIN = '3.51.3'
/**
 * How far the clock may run ahead of the time that really passed since it was last looked at: time
 * servers correct by seconds, drifting clocks by minutes at most, and a void window or a period of
 * settlement does not care about five minutes.
 */
export const CLOCK_AHEAD_MAX_MS = 5 * 60_000
/** How far behind the last operation the clock may be: the ledger's time then stands still that long. */
export const CLOCK_BEHIND_MAX_MS = 5 * 60_000
/** How often secrets that are out of their window are erased: they live an hour longer at most. */
export const ERASE_EVERY_MS = 60 * 60_000

/** Questions that are sent to the writer without waiting for more: it works while the rest is made. */
export const SEND_AT = 16
/** Cards that the writer keeps in memory, some 100 MiB: those in use at a time, with room to spare. */
export const CARDS_REMEMBERED_MAX = 250_000
/** Operations in a group from which another thread waits for the disk while the writer goes on. */
export const HAND_OVER_AT = 4
/** Copies from before a change of the schema that are kept: enough to go back some versions. */
export const STEP_COPIES_MAX = 3
/** How often a disk that refused a write is tried again: a shop should not wait longer than this. */
export const DISK_TRY_EVERY_MS = 1_000
/** How often the system is asked how long it has run: a sleep of the machine is seen this late. */
export const UPTIME_EVERY_MS = 10

/** Threads that read cards ahead of the writer: a disk takes some reads at once as quickly as one. */
export const READ_AHEAD_THREADS = 4
/** A card that is in memory is read in some us: from this mean on the disk was waited for. */
export const READ_AHEAD_FROM_MS = 0.04
/** Cards of a group that the writer read by itself, from which on their mean says something. */
export const READ_AHEAD_CARDS_MIN = 8
/** Groups for which is read ahead, from the last one that waited on: some seconds under load. */
export const READ_AHEAD_GROUPS = 500
/** How long a closing writer waits for a thread that reads ahead; it has at most one group to finish. */
export const READ_AHEAD_ENDS_MS = 5_000
