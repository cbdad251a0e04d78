import { z } from 'zod'
import { TEXT_LENGTH_MAX } from '../limits.ts'
import { requestedMinorSchema } from '../money.ts'
import { PAPER_MARKS, profileNameSchema, shownRowSchema } from './lesson.ts'
import { sourceIdSchema } from './sources.ts'

/** Profiles that were learnt or imported: a chain's shop has one a till model. */
export const LEARNT_PROFILES_MAX = 50
/** Shipped profiles, with room to ship more. */
const SHIPPED_PROFILES_MAX = 100
/** A profile as a file: the largest shipped one has 8 kB, and words may be added. */
export const PROFILE_FILE_LENGTH_MAX = 100_000

const text = z.string().max(TEXT_LENGTH_MAX)

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
    params: z.strictObject({ labelRow: shownRowSchema, amountRow: shownRowSchema }),
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
    params: z.strictObject({ kind: z.enum(PAPER_MARKS), row: shownRowSchema }),
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
      /** Where the station wrote the same file; null when it could not. */
      savedAs: z.string().max(2_000).nullable(),
    }),
  },
  /** Keeps the profile of such a file, with a number behind its name where that is taken. */
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
