/** Postings that are read at once: keeps memory flat however many there are. */
export const POSTINGS_AT_ONCE = 1_000
/** What people did about one card that its evidence has: nobody does more about a card. */
export const EVIDENCE_DEEDS_MAX = 2_000
/** How often it is looked whether something is to be made or tried again. */
export const EXPORT_LOOK_EVERY_MS = 60_000
/** What destinations take, and what is held in memory for them; a larger file goes by link. */
export const DELIVERED_BYTES_MAX = 40 * 1024 * 1024
/** A link is good for a week: people are on holiday, and the file can be taken out at any time. */
export const LINK_VALID_MS = 7 * 24 * 3_600_000
/** How often each receiver may follow a link: once, and some more where a download breaks off. */
export const LINK_FETCHES_MAX = 5
/** How long after a failure it is tried again: twice as long after each, up to six hours. */
export const RETRY_AFTER_MS = 5 * 60_000
export const RETRY_AFTER_MAX_MS = 6 * 3_600_000
/** After so many tries, two days, a person has to look. */
export const EXPORT_TRIES_MAX = 12
/** How long one try may take: whoever tries holds it for that long. */
export const EXPORT_TRY_MS = 10 * 60_000
/** Files that a new schedule makes at most for days of before it came to them. */
export const EXPORTS_AT_ONCE = 40
/** Schedules of a network: every file in every form to two places. */
export const SCHEDULES_MAX = 40
