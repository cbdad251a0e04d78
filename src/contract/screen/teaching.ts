import { z } from 'zod'
import { TEXT_LENGTH_MAX } from '../limits.ts'
import { balanceMinorSchema, currencySchema, requestedMinorSchema } from '../money.ts'
import { SHOWN_ROW_LENGTH_MAX, SHOWN_ROWS_MAX, sourceIdSchema } from './sources.ts'

/** Profiles that were learnt or imported: a chain's shop has one a till model. */
export const LEARNT_PROFILES_MAX = 50
/** Shipped profiles, with room to ship more. */
const SHIPPED_PROFILES_MAX = 100
/** A profile as a file: the largest shipped one has 8 kB, and words may be added. */
export const PROFILE_FILE_LENGTH_MAX = 100_000

const text = z.string().max(TEXT_LENGTH_MAX)
const row = z
  .int()
  .min(0)
  .max(SHOWN_ROWS_MAX - 1)
export const profileNameSchema = z.string().trim().min(1).max(60)

/** Where a lesson is: a sale is awaited, rows are to be chosen, it is proved twice, it is kept. */
export const LESSON_STAGES = ['first', 'choose', 'second', 'without', 'done'] as const
export type LessonStage = (typeof LESSON_STAGES)[number]

/** What stands in the way of the next step; the screen has words for each. */
export const LESSON_PROBLEMS = [
  /** The paper does not show the amount that was to be rung. */
  'amount-not-on-paper',
  'no-label',
  'no-amount',
  'too-far',
  'not-readable',
  /** The sale that should have a gift-card payment has none by what was learnt. */
  'nothing-found',
  /** More than one payment, or a paper that is no sale. */
  'not-one-payment',
  /** The second sale has the amount of the first: it proves nothing. */
  'same-amount',
  /** The sale without gift card seems to have one. */
  'found-on-other',
  /** The till prints pictures: there is no text to learn from. */
  'pictures-only',
  /** The row does not tell this kind of paper from a sale. */
  'mark-not-learnt',
] as const
export type LessonProblem = (typeof LESSON_PROBLEMS)[number]

export const PAPER_MARKS = ['copy', 'training', 'void'] as const
const SIGN_RULES = ['as-printed', 'by-total', 'inverted', 'ignored'] as const

/** A lesson as the screen draws it. */
export const lessonSchema = z.strictObject({
  sourceId: sourceIdSchema,
  stage: z.enum(LESSON_STAGES),
  problem: z.enum(LESSON_PROBLEMS).nullable(),
  currency: currencySchema,
  /** What is to be rung first. */
  amountMinor: balanceMinorSchema,
  /** The paper on show. Numbers are masked. */
  paper: z
    .strictObject({
      rows: z.array(z.string().max(SHOWN_ROW_LENGTH_MAX)).max(SHOWN_ROWS_MAX),
      heardAtMs: z.int().nonnegative(),
      kind: z.enum(['sale', 'copy', 'training', 'void']),
    })
    .nullable(),
  /** The rows that are believed, to be confirmed or corrected. */
  belief: z.strictObject({ labelRow: row, amountRow: row, isSure: z.boolean() }).nullable(),
  /** Rows that hold the amount. */
  amountRows: z.array(row).max(SHOWN_ROWS_MAX),
  /** What the paper on show reads as by what was learnt so far. */
  found: z
    .array(
      z.strictObject({
        label: text,
        amountMinor: balanceMinorSchema,
        rows: z.array(row).max(20),
      }),
    )
    .max(50),
  /** What was learnt; null before. */
  learnt: z
    .strictObject({
      labels: z.array(text).max(200),
      amountRow: z.enum(['same', 'same-or-next']),
      sign: z.enum(SIGN_RULES),
    })
    .nullable(),
  /** The row that may say what kind of paper this is, once the lesson is done. */
  markRow: row.nullable(),
  /** Kinds of papers that were taught in this lesson. */
  marks: z.array(z.enum(PAPER_MARKS)).max(PAPER_MARKS.length),
  /** The name under which it was kept. */
  profileName: profileNameSchema.nullable(),
})
export type LessonView = z.output<typeof lessonSchema>

/** A profile as a list shows it. */
const profileViewSchema = z.strictObject({
  name: profileNameSchema,
  /** What it is for, in English: names of systems. */
  title: text,
  /** What it rests on; empty for one that was learnt here. */
  restsOn: z.string().max(600),
  from: z.enum(['shipped', 'learnt']),
  labels: z.array(text).max(200),
})
export type ProfileView = z.output<typeof profileViewSchema>

const nothing = z.strictObject({})

/** What the set-up screens may ask about teaching and profiles; spread into SCREEN. */
export const TEACHING_SCREEN = {
  /** Begins a lesson, in place of one that runs: a sale of this amount will be rung on the source. */
  'begin-lesson': {
    effect: 'write',
    params: z.strictObject({ sourceId: sourceIdSchema, amountMinor: requestedMinorSchema }),
    result: nothing,
  },
  /** Learns from the paper on show that its gift-card payment stands on these rows. */
  'choose-rows': {
    effect: 'write',
    params: z.strictObject({ labelRow: row, amountRow: row }),
    result: nothing,
  },
  /**
   * A person says that the paper on show was read rightly. On the sale without gift card this ends
   * the lesson: the profile is kept under this name and reads the source from now on.
   */
  'confirm-reading': {
    effect: 'write',
    params: z.strictObject({ profileName: profileNameSchema }),
    result: nothing,
  },
  /** Another paper is awaited in place of the one on show. */
  'await-paper': { effect: 'write', params: nothing, result: nothing },
  /** Once done: papers like the one on show are of this kind; this row says so. */
  'teach-mark': {
    effect: 'write',
    params: z.strictObject({ kind: z.enum(PAPER_MARKS), row }),
    result: nothing,
  },
  /** Ends the lesson; what was not kept is forgotten. */
  'end-lesson': { effect: 'write', params: nothing, result: nothing },
  'list-profiles': {
    effect: 'read',
    params: nothing,
    result: z.strictObject({
      profiles: z.array(profileViewSchema).max(SHIPPED_PROFILES_MAX + LEARNT_PROFILES_MAX),
      /** Sources that are read with another profile than their settings name. */
      chosen: z
        .array(z.strictObject({ sourceId: sourceIdSchema, profileName: profileNameSchema }))
        .max(200),
    }),
  },
  /** From the next paper on, this source is read with that profile. */
  'choose-profile': {
    effect: 'write',
    params: z.strictObject({ sourceId: sourceIdSchema, profileName: profileNameSchema }),
    result: nothing,
  },
  /** The profile as the text of a file, with a name for it. */
  'export-profile': {
    effect: 'read',
    params: z.strictObject({ profileName: profileNameSchema }),
    result: z.strictObject({
      fileName: z.string().max(100),
      content: z.string().max(PROFILE_FILE_LENGTH_MAX),
    }),
  },
  /** Keeps the profile of such a file; one of the same name that was learnt is replaced. */
  'import-profile': {
    effect: 'write',
    params: z.strictObject({ content: z.string().max(PROFILE_FILE_LENGTH_MAX) }),
    result: z.strictObject({ profileName: profileNameSchema }),
  },
  /** Forgets a learnt profile that no source uses. */
  'forget-profile': {
    effect: 'write',
    params: z.strictObject({ profileName: profileNameSchema }),
    result: nothing,
  },
} as const
