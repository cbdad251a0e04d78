import { z } from 'zod'
import { cardIdSchema, programIdSchema, requestIdSchema } from '../ids.ts'
import { TEXT_LENGTH_MAX } from '../limits.ts'
import { operationAnswerSchema } from '../operations.ts'
import { PROFILE_IDS, programRulesSchema } from '../program-rules.ts'
import { programViewSchema } from './views.ts'

const timeMs = z.int().nonnegative()
const text = z.string().max(TEXT_LENGTH_MAX)
const long = z.string().max(400)
const reason = z.string().trim().min(1).max(TEXT_LENGTH_MAX)

/** Versions that one answer brings: more than anybody looks through. */
export const VERSIONS_LISTED_MAX = 100

/** One version of a program's rules; it never changes. */
const ruleVersionSchema = z.strictObject({
  version: z.int().min(1),
  validFromMs: timeMs,
  recordedAtMs: timeMs,
  /** A person's name, or `system`. */
  changedBy: text,
  reason: text,
  /** `planned` for a later time; `dropped`: a newer one was decided before its time came. */
  standing: z.enum(['valid', 'planned', 'past', 'dropped']),
  rules: programRulesSchema,
})
export type RuleVersionView = z.output<typeof ruleVersionSchema>

const programDetailSchema = z.strictObject({
  program: programViewSchema,
  /** The newest first. */
  versions: z.array(ruleVersionSchema).max(VERSIONS_LISTED_MAX),
})
export type ProgramDetail = z.output<typeof programDetailSchema>

/** What is known of one point of the law, with where that stands and when it was read. */
const factSchema = z.strictObject({
  about: z.enum(['expiry', 'dormancyFee', 'purchaseFee', 'cashOut']),
  text: long,
  source: long,
  asOf: z.iso.date(),
  /** False until counsel has confirmed it. */
  verified: z.boolean(),
})
export type FactView = z.output<typeof factSchema>

const profileSchema = z.strictObject({
  profileId: z.enum(PROFILE_IDS),
  name: text,
  /** Where all sellers that accept the cards belong together, and where they do not. */
  affiliated: z.array(factSchema).max(20),
  unaffiliated: z.array(factSchema).max(20),
})
export type ProfileView = z.output<typeof profileSchema>

/** The rows of the admin's table about the rules of programs, and about how long cards live. */
export const PROGRAM_ADMIN = {
  'read-program': {
    method: 'GET',
    path: '/programs/{programId}',
    params: z.strictObject({ programId: programIdSchema }),
    result: programDetailSchema,
  },
  /** Makes the next version of a program's rules, of which the last one seen is `basedOn`. */
  'change-rules': {
    method: 'POST',
    path: '/programs/{programId}/rules',
    params: z.strictObject({
      programId: programIdSchema,
      basedOn: z.int().min(1),
      rules: programRulesSchema,
      /** The day on which they begin to be valid, where the program is at home; null: at once. */
      validFrom: z.iso.date().nullable(),
      reason,
    }),
    result: programDetailSchema,
  },
  'list-profiles': {
    method: 'GET',
    path: '/profiles',
    params: z.strictObject({}),
    result: z.strictObject({ profiles: z.array(profileSchema).max(100) }),
  },
  /** Gives a card a later last day, or none; one that has expired gets its value back. */
  'extend-card': {
    method: 'POST',
    path: '/cards/{cardId}/extension',
    params: z.strictObject({
      cardId: cardIdSchema,
      requestId: requestIdSchema,
      /** The last whole day in the program's zone; null: the card never expires. */
      lastDay: z.iso.date().nullable(),
      reason,
    }),
    result: operationAnswerSchema,
  },
} as const
