import { z } from 'zod'
import { locationIdSchema } from '../ids.ts'
import { TEXT_LENGTH_MAX } from '../limits.ts'
import { currencySchema } from '../money.ts'
import { CALENDARS } from '../schedule.ts'
import {
  bankProfileSchema,
  runLineSchema,
  runSummarySchema,
  runViewSchema,
} from './payout-views.ts'
import { railSettingsSchema } from './rails.ts'
import { operationLineSchema } from './views.ts'

const text = z.string().max(TEXT_LENGTH_MAX)
const givenText = z.string().trim().min(1).max(TEXT_LENGTH_MAX)
const password = z.string().min(1).max(200)
const timeMs = z.int().nonnegative()
const count = z.int().nonnegative()
const uuid = z.uuid()
const runId = z.strictObject({ runId: uuid })
const fileId = z.strictObject({ fileId: uuid })
const profileShape = {
  name: z.string().trim().min(1).max(60),
  settings: railSettingsSchema.nullable(),
  calendar: z.enum(CALENDARS),
  timeZone: z.string().min(1).max(64),
  deliveryId: text.nullable(),
}

/** GET of a bank file of a run, as it is: `?fileId=…`. */
export const PAYOUT_FILE_PATH = '/v1/admin/payout-file'

/** The rows of the admin's table about settlement runs. */
export const PAYOUT_ADMIN = {
  'list-runs': {
    method: 'GET',
    path: '/runs',
    params: z.strictObject({}),
    result: z.strictObject({ runs: z.array(runSummarySchema) }),
  },
  'read-run': { method: 'GET', path: '/runs/{runId}', params: runId, result: runViewSchema },
  'list-run-lines': {
    method: 'GET',
    path: '/runs/{runId}/lines',
    params: z.strictObject({
      runId: uuid,
      only: z.enum(['paid', 'kept', 'owing', 'returned']).optional(),
      cursor: text.optional(),
    }),
    result: z.strictObject({ lines: z.array(runLineSchema), next: text.nullable() }),
  },
  /** A line with the operations behind it, oldest first. */
  'read-run-line': {
    method: 'GET',
    path: '/runs/{runId}/lines/{locationId}',
    params: z.strictObject({
      runId: uuid,
      locationId: locationIdSchema,
      cursor: z
        .string()
        .regex(/^\d{1,15}$/)
        .optional(),
    }),
    result: z.strictObject({
      line: runLineSchema,
      operations: z.array(operationLineSchema),
      next: text.nullable(),
    }),
  },
  /** Freezes what is owed up to the cut-off; null: up to now. */
  'make-run': {
    method: 'POST',
    path: '/runs',
    params: z.strictObject({ cutOffMs: timeMs.nullable() }),
    result: runViewSchema,
  },
  /** By another person than the one who made it, with their password. */
  'approve-run': {
    method: 'POST',
    path: '/runs/{runId}/approve',
    params: z.strictObject({ runId: uuid, password }),
    result: runViewSchema,
  },
  /** Gives up a draft: its stretch of the journal belongs to the next run. */
  'cancel-run': {
    method: 'POST',
    path: '/runs/{runId}/cancel',
    params: z.strictObject({ runId: uuid, reason: givenText }),
    result: runViewSchema,
  },
  /** A person has brought the file to the bank. */
  'mark-file-sent': {
    method: 'POST',
    path: '/runs/files/{fileId}/sent',
    params: fileId,
    result: runViewSchema,
  },
  /** Nobody is paid by the file: the bank refused it whole. What it was to pay is owed again. */
  'give-up-file': {
    method: 'POST',
    path: '/runs/files/{fileId}/give-up',
    params: z.strictObject({ fileId: uuid, reason: givenText, password }),
    result: runViewSchema,
  },
  /** The network has paid by itself: one location, or all that are not paid yet. */
  'mark-run-paid': {
    method: 'POST',
    path: '/runs/{runId}/paid',
    params: z.strictObject({
      runId: uuid,
      locationId: locationIdSchema.nullable(),
      reference: z.string().trim().min(1).max(80),
    }),
    result: runViewSchema,
  },

  'list-bank-profiles': {
    method: 'GET',
    path: '/bank-profiles',
    params: z.strictObject({}),
    result: z.strictObject({ profiles: z.array(bankProfileSchema) }),
  },
  'add-bank-profile': {
    method: 'POST',
    path: '/bank-profiles',
    params: z.strictObject({
      ...profileShape,
      currency: currencySchema,
      /** The last number that the bank has had a file under: ours go on from it. */
      lastFile: count.max(99_999_999),
      password,
    }),
    result: bankProfileSchema,
  },
  /** The way, the currency and the numbers stay. Counts for runs that are approved after it. */
  'change-bank-profile': {
    method: 'PATCH',
    path: '/bank-profiles/{profileId}',
    params: z.strictObject({ profileId: uuid, ...profileShape, password }),
    result: bankProfileSchema,
  },
  'retire-bank-profile': {
    method: 'POST',
    path: '/bank-profiles/{profileId}/retire',
    params: z.strictObject({ profileId: uuid, password }),
    result: bankProfileSchema,
  },
} as const
