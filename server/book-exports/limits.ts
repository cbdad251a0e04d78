/** Postings that are read at once: keeps memory flat however many there are. */
export const POSTINGS_AT_ONCE = 1_000
/** What people did about one card that its evidence has: nobody does more about a card. */
export const EVIDENCE_DEEDS_MAX = 2_000
