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

/** Something that honest people do not do, newest first in lists. */
export const alarmSchema = z.strictObject({
  atMs: timeMs,
  kind: z.enum(['card-enquired-early', 'numbers-tried-out']),
  /** The card it is about; null when it is about the network. */
  cardId: cardIdSchema.nullable(),
  lastFour: text.nullable(),
  /** Who asked: `client:<id>`, or `system`. */
  by: text,
})
export type AlarmView = z.output<typeof alarmSchema>

/** How much may be taken from one card in a span of time. Null: as much as it holds. */
export const velocityRuleSchema = z.strictObject({
  windowMs: z
    .int()
    .min(1_000)
    .max(31 * 24 * 3_600_000),
  countMax: z.int().min(1).max(1_000).nullable(),
  amountMaxMinor: balanceMinorSchema.nullable(),
})
export type VelocityRule = z.output<typeof velocityRuleSchema>

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
  'read-velocity': {
    method: 'GET',
    path: '/programs/{programId}/velocity',
    params: z.strictObject({ programId: programIdSchema }),
    result: z.strictObject({ rule: velocityRuleSchema.nullable() }),
  },
  'set-velocity': {
    method: 'POST',
    path: '/programs/{programId}/velocity',
    params: z.strictObject({ programId: programIdSchema, rule: velocityRuleSchema.nullable() }),
    result: z.strictObject({ rule: velocityRuleSchema.nullable() }),
  },
} as const
