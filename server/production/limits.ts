/** Bounds of card production, each with the reason for the number. */

/**
 * Cards made in one go: some 10 ms of the main thread and of the writer, so that a redemption that
 * comes meanwhile waits no longer than for another commit.
 */
export const PIECE_CARDS = 250
/** Pieces of one batch at most; with {@link BATCH_SERIALS} the key of a piece. */
export const BATCH_PIECES = 10_000
/** A card's key is its batch's number times this plus its serial, so that no batch has more cards. */
export const BATCH_SERIALS = 1_000_000
/**
 * How long a server has a batch to itself after its last piece: a piece takes a fraction of a second,
 * and a batch whose server died waits no longer than this.
 */
export const LEASE_MS = 10_000
/** How often is looked for batches that nobody fills and for PINs that wait for the slow hash. */
export const LOOK_EVERY_MS = 5_000
/** Numbers of one piece are drawn again so often at most: more means a broken source of chance. */
export const DRAWS_MAX = 5
/** Shipped and not received after so many days is asked after: the slowest usual parcel. */
export const OVERDUE_MS = 14 * 24 * 60 * 60 * 1000
/** Batches that are listed: years of them. */
export const BATCHES_LISTED_MAX = 500
/** Allocations of one batch that are listed: one each for the locations of a large network. */
export const ALLOCATIONS_LISTED_MAX = 2_000
/** Cards of a received batch that are put in stock at once: some tens of ms of the writer. */
export const MOVED_CARDS = 2_000
