/** Bounds of the stored-value API, each with the reason for the number. */

/** A caller that waits longer than this has its customer waiting: we say that we do not know yet. */
export const ANSWER_DEADLINE_MS = 10_000
/** Answers remembered as delivered: two hours of a busy network; older retries get the answer again. */
export const DELIVERIES_MAX = 50_000
/** The largest body: a redemption with every field at its maximum stays under 4 KiB. */
export const BODY_BYTES_MAX = 16_384
/** `last used` is a note for people: one write a minute for each key is enough. */
export const LAST_USED_EVERY_MS = 60_000
/** Requests a second of one key before 429: ten tills at Christmas stay far below. */
export const REQUESTS_PER_SECOND_MAX = 100
/** Random letters and digits in a key: 190 bits. */
export const API_KEY_SECRET_LENGTH = 32
/** Order and line ids of the caller's own system. */
export const ORDER_ID_LENGTH_MAX = 64
/** Programs of one look-up: a network has a handful, and few share their first digits. */
export const LOOKUP_PROGRAMS_MAX = 100
/** Requests of test networks that were made to time out once: nobody tries out more at a time. */
export const TIMED_OUT_REMEMBERED_MAX = 10_000
/** When the ledger has too much to do: it works off a full queue in a second or two. */
export const LEDGER_RETRY_AFTER_MS = 1_000
/** The same request is at work: the judging of a PIN and a commit take less. */
export const IN_PROGRESS_RETRY_AFTER_MS = 500
/** Too much was taken from a card, and it is not known when less is: such a rule is about minutes. */
export const VELOCITY_RETRY_AFTER_MS = 60_000
/** A person decides, at the earliest when they have read what it is about. */
export const APPROVAL_RETRY_AFTER_MS = 60_000
/** A hold of a till: a sale at a counter is over long before. */
export const HOLD_TTL_MS_COUNTER = 1_800_000
/** A hold of anything else: an order is sent within a week. */
export const HOLD_TTL_MS_ORDER = 604_800_000
/** Shorter than this nobody can capture. */
export const HOLD_TTL_MS_MIN = 1000
/** Longer would keep a holder from value that nobody may ever take. */
export const HOLD_TTL_MS_MAX = 2_592_000_000
/** How often holds that are over are looked for: their value is free this much later at most. */
export const HOLD_LOOK_EVERY_MS = 5000
/**
 * A look begins this much earlier: clocks of two servers may be five minutes each from that of their
 * database, one ahead of it and the other behind, and some more for commits.
 */
export const HOLD_LOOK_OVERLAP_MS = 900_000
/** Holds that are ended at once: the rest waits for the next look. */
export const HOLDS_AT_ONCE = 200
/** How often cards whose last day is over are looked for: midnight is at another time in each zone. */
export const EXPIRY_LOOK_EVERY_MS = 600_000
/** Cards that are ended in one piece: a second of work, so that nobody waits behind it. */
export const EXPIRED_AT_ONCE = 200
/** Far longer than a piece takes; a server that died is replaced after this. */
export const EXPIRY_LEASE_MS = 300_000
/** A proposal is decided within a working week, or asked again. */
export const PROPOSAL_TTL_MS = 604_800_000
/** Proposals of one page, and of one look for those that are over. */
export const PROPOSALS_LISTED_MAX = 50
/** How soon what was agreed to is posted when it could not be at once. */
export const PROPOSALS_TENDED_EVERY_MS = 5_000
/** A word for why value is given, as the callers of the field have it. */
export const FUND_REASON_LENGTH_MAX = 16
/** A promotion's code or name. */
export const PROMO_CODE_LENGTH_MAX = 200
/** How often cards whose time has come are looked for: they can be used this much later at most. */
export const DUE_LOOK_EVERY_MS = 5_000
/** Cards that are activated at once: the rest waits for the next look. */
export const DUE_AT_ONCE = 200
/** A reason is a sentence or two for an auditor, and is kept in the journal. */
export const REASON_LENGTH_MAX = 300
