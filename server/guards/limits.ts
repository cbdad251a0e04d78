/** Bounds of the guards, each with the reason for the number. */

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/**
 * Balances that one activated device or key asks for in a minute: a till that does nothing else asks
 * twenty times, a web shop at Christmas some hundreds.
 */
export const ENQUIRIES_PER_CALLER = { max: 600, windowMs: MINUTE_MS } as const
/** Messages a second of a station that the bound above is meant for: those with more may ask more. */
export const USUAL_STATION_RATE = 50
/** Balances for one shopper's address: a family behind one router, each with a card or two. */
export const ENQUIRIES_PER_ADDRESS = { max: 5, windowMs: MINUTE_MS } as const
/** Balances of one card by people who are not at a counter: nobody looks ten times a day. */
export const ENQUIRIES_PER_CARD = { max: 10, windowMs: DAY_MS } as const
/**
 * Wrong numbers or PINs of one shopper's address: an office full of people who mistype.
 */
export const MISSES_PER_ADDRESS = { max: 30, windowMs: DAY_MS } as const
/**
 * Wrong numbers or PINs of all the shoppers of a network: beyond them whoever had one today waits.
 * A thousand addresses then try 11,000 numbers a day, a hundred thousand of them 110,000: of a million
 * cards one is hit in three months, or in nine days. Cards with PINs are not found that way at all.
 */
export const MISSES_PER_NETWORK = { max: 10_000, windowMs: DAY_MS } as const
/** Callers, addresses or cards that are counted at a time, about 10 MB each. */
export const COUNTED_MAX = 100_000

/** Alarms wait this long, so that an answer takes no longer for having raised one. */
export const ALARMS_TOLD_AFTER_MS = 1_000
/** A card raises one alarm in this time: the second enquiry of a thief says nothing new. */
export const ALARM_AGAIN_AFTER_MS = HOUR_MS
/** Cards whose last alarm is remembered, and alarms that wait: more are an attack on the log. */
export const ALARMS_REMEMBERED_MAX = 10_000
/** Alarms of one page: two screens of rows. */
export const ALARMS_LISTED_MAX = 100
/** Locked cards of one page; each is looked at one by one. */
export const LOCKED_CARDS_LISTED_MAX = 50
/** Locks of the audit that are gone through for them: a card may be there several times. */
export const LOCKS_READ_MAX = 200

/**
 * Rows of one card that a velocity rule goes through: a rule counts a thousand redemptions at most,
 * and a card with five times as many rows in its span is not used by a person.
 */
export const VELOCITY_ROWS_MAX = 5_000
/** To which a caller is told when to come again. */
export const VELOCITY_WAIT_STEP_MS = 1_000
/** How stale a velocity rule may be: looked at for each redemption it would cost a read. */
export const VELOCITY_RULES_AGE_MS = 5_000
/** Looks at one card that moves meanwhile, at other servers: each of them lets one through at a time. */
export const VELOCITY_LOOKS_MAX = 8
/** Before the second look; longer before each further one: the time of a commit on its way. */
export const VELOCITY_LOOK_AGAIN_MS = 10
