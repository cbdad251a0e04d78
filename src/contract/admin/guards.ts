import { z } from 'zod'
import { cardIdSchema, programIdSchema } from '../ids.ts'
import { TEXT_LENGTH_MAX } from '../limits.ts'
import { balanceMinorSchema } from '../money.ts'

const timeMs = z.int().nonnegative()
const text = z.string().max(TEXT_LENGTH_MAX)
const reason = z.string().trim().min(1).max(TEXT_LENGTH_MAX)

/** Whether wrong PINs hold a card up. */
export const pinLockSchema = z.strictObject({
  /** Wrong PINs in a row since the last lock. */
  wrong: z.int().nonnegative(),
  /** Locks since the last right PIN. */
  locks: z.int().nonnegative(),
  /** Null when it is not locked, or when only support unlocks it. */
  lockedUntilMs: timeMs.nullable(),
  lockedUntilSupport: z.boolean(),
})
export type PinLock = z.output<typeof pinLockSchema>

/** A card whose PIN was locked of late, and whether it still is. */
export const lockedCardSchema = z.strictObject({
  cardId: cardIdSchema,
  lastFour: text,
  programName: text,
  /** When it was locked last. */
  atMs: timeMs,
  /** Who typed the last wrong PIN: the name of a key, or of a station. */
  by: text,
  lock: pinLockSchema,
})
export type LockedCard = z.output<typeof lockedCardSchema>

/** `open`: nobody sees to it yet. */
export const ALARM_STATES = ['open', 'taken', 'closed'] as const

/** Something that honest people do not do, newest first in lists. */
export const alarmSchema = z.strictObject({
  alarmId: z.int().positive(),
  atMs: timeMs,
  kind: z.enum([
    'card-enquired-early',
    'numbers-tried-out',
    'bank-answer-open',
    'books-not-closed',
  ]),
  /** The card it is about; null when it is about the network. */
  cardId: cardIdSchema.nullable(),
  lastFour: text.nullable(),
  /** Who asked: the name of a key, `system`, or `client:<id>` of one that is gone. */
  by: text,
  state: z.enum(ALARM_STATES),
  /** The name of whoever sees to it; null while nobody does. */
  owner: text.nullable(),
  /** What they found. */
  note: text.nullable(),
  changedAtMs: timeMs.nullable(),
})
export type AlarmView = z.output<typeof alarmSchema>

/**
 * What a velocity rule is about: what is taken from a card (redeemed, held, cashed out), or what is put
 * on it (activations, loads, credits without a redemption).
 */
export const VELOCITY_KINDS = ['take', 'load'] as const
export type VelocityKind = (typeof VELOCITY_KINDS)[number]

/** How much may be taken from one card, or put on it, in a span of time. Null: as much as it holds. */
export const velocityRuleSchema = z.strictObject({
  windowMs: z
    .int()
    .min(1_000)
    .max(31 * 24 * 3_600_000),
  countMax: z.int().min(1).max(1_000).nullable(),
  amountMaxMinor: balanceMinorSchema.nullable(),
})
export type VelocityRule = z.output<typeof velocityRuleSchema>

/** Why somebody who asked for cards had to wait. */
export const THROTTLE_REASONS = ['caller', 'address', 'card', 'misses'] as const

/** How those who try out numbers fare right now, as this server process counts it. */
export const throttleSchema = z.strictObject({
  /** Wrong numbers and PINs from shoppers of the network in the day that runs. */
  misses: z.int().nonnegative(),
  /** So many, and whoever had one waits until the day is over. */
  missesMax: z.int().positive(),
  /** Answers that were held up in the day that runs, by why. */
  heldUp: z.array(z.strictObject({ reason: z.enum(THROTTLE_REASONS), count: z.int() })),
  /** What is allowed, by why. */
  bounds: z.array(
    z.strictObject({
      reason: z.enum(THROTTLE_REASONS),
      max: z.int().positive(),
      windowMs: z.int().positive(),
    }),
  ),
})
export type ThrottleView = z.output<typeof throttleSchema>

/** The rows of the admin's table that hold guessers and thieves up. */
export const GUARD_ADMIN = {
  'read-pin-lock': {
    method: 'GET',
    path: '/cards/{cardId}/pin-lock',
    params: z.strictObject({ cardId: cardIdSchema }),
    result: pinLockSchema,
  },
  'unlock-pin': {
    method: 'POST',
    path: '/cards/{cardId}/pin-lock/open',
    params: z.strictObject({ cardId: cardIdSchema, reason }),
    result: z.strictObject({ wasLocked: z.boolean() }),
  },
  'list-alarms': {
    method: 'GET',
    path: '/alarms',
    params: z.strictObject({}),
    result: z.strictObject({ alarms: z.array(alarmSchema).max(100) }),
  },
  /** Takes an alarm as one's own, or closes it with what was found. */
  'see-to-alarm': {
    method: 'POST',
    path: '/alarms/{alarmId}',
    params: z.strictObject({
      alarmId: z.coerce.number<number>().int().positive(),
      state: z.enum(['taken', 'closed']),
      note: reason.nullable(),
    }),
    result: alarmSchema,
  },
  'list-pin-locks': {
    method: 'GET',
    path: '/pin-locks',
    params: z.strictObject({}),
    result: z.strictObject({ cards: z.array(lockedCardSchema).max(50) }),
  },
  'read-throttle': {
    method: 'GET',
    path: '/throttle',
    params: z.strictObject({}),
    result: throttleSchema,
  },
  'read-velocity': {
    method: 'GET',
    path: '/programs/{programId}/velocity',
    params: z.strictObject({ programId: programIdSchema }),
    /** `rule` is the one of what is taken, `loads` the one of what is put on. */
    result: z.strictObject({
      rule: velocityRuleSchema.nullable(),
      loads: velocityRuleSchema.nullable(),
    }),
  },
  'set-velocity': {
    method: 'POST',
    path: '/programs/{programId}/velocity',
    params: z.strictObject({
      programId: programIdSchema,
      /** `take` unless given. */
      what: z.enum(VELOCITY_KINDS).optional(),
      rule: velocityRuleSchema.nullable(),
    }),
    result: z.strictObject({ rule: velocityRuleSchema.nullable() }),
  },
} as const
