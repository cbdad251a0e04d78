/** Bounds of settlement runs, each with the reason for the number. */

/** Lines whose money is posted at once: some 50 ms of the ledger, so that redemptions go between. */
export const PIECE_LINES = 100
/** Payouts that are confirmed, or finished after a kill, at once; for the same reason. */
export const PIECE_PAYOUTS = 200
/** Rows of one INSERT: 40 columns each stay below SQLite's 32,766 parameters. */
export const INSERT_ROWS = 500
/** Payouts that one statement freezes: each looks for its own among so many. */
export const FREEZE_ROWS = 100
/** How long a server has a run to itself after its last piece; a dead one is followed after that. */
export const LEASE_MS = 4_000
/** How often a command looks whether the time of a dead server or command is over. */
export const LEASE_LOOK_EVERY_MS = 500
/** How often is looked for runs that are due, files to be brought, and payouts to be confirmed. */
export const LOOK_EVERY_MS = 15_000
/** How long a run whose posting failed is left alone, so that others go on. */
export const RUN_AGAIN_MS = 60_000
/** How long is waited before a file that the bank did not take is brought again. */
export const DELIVERY_AGAIN_MS = 5 * 60_000
/** Transfers of one payout that is too large for one; more means that a limit was mistyped. */
export const PARTS_MAX = 500
/** Runs that are listed: years of weeks. */
export const RUNS_LISTED_MAX = 500
/** Lines of a page, and operations of one: a screen or two. */
export const PAGE_ROWS = 100
/** How often a notice is tried again when somebody changed the payout at the same moment. */
export const CHANGE_TRIES_MAX = 5
/**
 * Bank days after the pay day, without a word from the bank, after which money has arrived. Bambora and
 * Forte tell the state themselves.
 */
export const HOLD_BANK_DAYS = { nacha: 2, cpa005: 3, sepa: 2, bambora: null, forte: null } as const
/** Bytes of a file that are held to bring it to a bank: 100,000 entries with addenda and room. */
export const FILE_BYTES_MAX = 256 * 1024 * 1024
/** Bytes of a file that are made at once: a few ms, so that redemptions go between. */
export const TURN_BYTES = 256 * 1024
