import { z } from 'zod'
import { TEXT_LENGTH_MAX } from '../limits.ts'
import { balanceMinorSchema, currencySchema } from '../money.ts'
import { SHOWN_ROW_LENGTH_MAX, SHOWN_ROWS_MAX } from './shown-rows.ts'

const text = z.string().max(TEXT_LENGTH_MAX)
/** A row of a paper that is shown, counted from 0. */
export const shownRowSchema = z
  .int()
  .min(0)
  .max(SHOWN_ROWS_MAX - 1)
const row = shownRowSchema
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
  /** The id of the source that is taught. */
  sourceId: z.string().max(40),
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
      kind: z.enum(['sale', 'copy', 'training', 'void', 'report']),
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

/** The part of the screen's state that setting up needs. */
export const setupStateSchema = z.strictObject({
  /** A payment was heard from a till, ever: until then the screen offers to set one up. */
  everHeard: z.boolean(),
  lesson: lessonSchema.nullable(),
})
