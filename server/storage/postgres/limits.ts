/** Bounds of the work with a PostgreSQL server, each with the reason for the number. */

/** The oldest major version that is tested. */
export const SERVER_VERSION_MIN = 15
/** A server in the same building answers in milliseconds; one that is starting is worth some seconds. */
export const CONNECT_TIMEOUT_MS = 5_000
/** One commit group takes milliseconds; beyond this the server gives up and nothing was done. */
export const STATEMENT_TIMEOUT_MS = 20_000
/** How long the head may be held by another server: longer than it keeps an idle transaction. */
export const LOCK_TIMEOUT_MS = 12_000
/** A server that holds the head and falls silent loses it after this. */
export const IDLE_IN_TRANSACTION_MS = 8_000
/** Longer than any time-out of the database server: then it is the network that is silent. */
export const QUERY_TIMEOUT_MS = 30_000
/** Reports and exports may take their time: they hold up nobody. */
export const REPORT_TIMEOUT_MS = 10 * 60_000
/** Connections for reads beside the ledger. */
export const READ_CONNECTIONS_MAX = 6
/** Connections for long reads: few, so that they leave the machine to the ledger. */
export const REPORT_CONNECTIONS_MAX = 2
/** Long reads that wait for one of them; more are refused. */
export const REPORTS_WAITING_MAX = 32
/** How long a group that was not sent waits for the database server before it is given up. */
export const REACH_MAX_MS = 4_000
/** How long a group whose outcome is open waits for the database server to come back. */
export const RECOVER_MAX_MS = 20_000
/** Between two tries to reach the database server. */
export const RECONNECT_MS = 200
/** Above this a batch is cut in two: one half is decided while the other one commits. */
export const HALVE_AT = 32
/** Ids taken ahead by a server that is not alone: a few groups. */
export const BLOCK_IDS = 4_096
/** Card numbers taken ahead with them: few operations make cards. */
export const BLOCK_CARDS = 1_024
/** Rows of the journal that one operation has at most: one a card. */
export const LINES_MAX = 2
/** A server that saw no other one for this long takes its ids without a block again. */
export const ALONE_AFTER_MS = 10_000
/** Rows of a card's history that come with one of its rows, doubled in each round of reading. */
export const HISTORY_AT_FIRST = 16
export const HISTORY_AT_MOST = 4096
/** Rounds of reading for one group; a long history of one card takes the most. */
export const READ_ROUNDS_MAX = 10_000
/** Request ids and claims remembered as surely taken, so that a repetition is looked up at once. */
export const RECENT_KEYS_MAX = 50_000
/** How often it is looked for groups of others when no word of them came. */
export const POLL_MS = 2_000
/** Groups read at once to fill a gap. */
export const GROUPS_READ_MAX = 500
/** How far the machine's clock may be from the database server's. */
export const CLOCK_APART_MAX_MS = 5 * 60_000
/** How often the two clocks are compared. */
export const CLOCK_COMPARE_MS = 60_000
/** Partitions of the journal are made when fewer ids than this are left in the last one. */
export const PARTITION_AHEAD_IDS = 5_000_000
/** How often a server notes the newest group in its folder: that much an old primary may be behind unseen. */
export const NEWEST_GROUP_EVERY_MS = 1_000
/**
 * How much earlier than a task the time of its group may be: a group waits as long for the one before it,
 * and would hold few tasks if each ms began another one. The clocks of servers are further apart.
 */
export const OLDER_MAX_MS = 100
