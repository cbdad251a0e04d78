/** Bank days between an approved change and the first payout: time to read the notice and to call. */
export const COOLING_DAYS = 3
/** Nacha: a live entry may follow from the third banking day after the prenote settled. */
export const PRENOTE_BANK_DAYS = 3
/** Six digits, five tries: one guess in 200,000 hits. */
export const TEST_CODE_DIGITS = 6
export const TEST_TRIES = 5
/** What a person reads of a location's history; an account that changes more often has another problem. */
export const VERSIONS_SHOWN_MAX = 100
export const NOTICES_SHOWN_MAX = 50
export const SHARED_SHOWN_MAX = 5
/** How often is looked for mails that wait: one look at an index that is nearly always empty. */
export const POST_LOOK_EVERY_MS = 5_000
/** Mails at once, and when one is tried again: a mail server that is down is back in minutes. */
export const POST_BATCH = 20
export const POST_AGAIN_MS = 60_000
export const POST_AGAIN_MAX_MS = 3_600_000
