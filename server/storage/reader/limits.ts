/** Bounds of the threads that read reports, each with the reason for the number. */
export interface ReaderBounds {
  readonly threads: number
  readonly waitingMax: number
  readonly waitMaxMs: number
  readonly queryMaxMs: number
  readonly snapshotMaxMs: number
}

export const READER_BOUNDS: ReaderBounds = {
  /** One long report must not hold up the next, and there are cores to leave to the ledger. */
  threads: 2,
  /** Reports that wait for a thread: a page of the admin asks for three or four at once. */
  waitingMax: 32,
  /** How long a report waits for a thread: longer, and whoever asked has gone. */
  waitMaxMs: 10_000,
  /** How long one query may run; then its thread is ended, which is the only way to stop it. */
  queryMaxMs: 60_000,
  /** How long a thread may be kept for one transaction: a snapshot keeps the log from being cut. */
  snapshotMaxMs: 300_000,
}

/** How long a stop waits for a query that cannot be interrupted; it only reads. */
export const READERS_CLOSE_MS = 2_000
/** Rows that travel at once: reading them takes the main thread about a millisecond. */
export const ROWS_AT_ONCE = 250
/** Rows of one result: lists have pages and exports are read in pieces, so more is a mistake. */
export const RESULT_ROWS_MAX = 200_000
/** Statements kept prepared; the look-ups of the server are some fifty, filters make a few more. */
export const STATEMENTS_KEPT_MAX = 200
