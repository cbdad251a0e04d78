import { z } from 'zod'
import { locationIdSchema } from '../ids.ts'
import { TEXT_LENGTH_MAX } from '../limits.ts'

const text = z.string().max(TEXT_LENGTH_MAX)
const timeMs = z.int().nonnegative()
const uuid = z.uuid()

/** The languages that statements are written in. */
export const STATEMENT_LANGUAGES = ['en', 'fr'] as const
/** What a statement can be written as. */
export const STATEMENT_FORMATS = ['pdf', 'xlsx', 'csv'] as const

/**
 * GET of one location's statement: query `locationId`, `format`, and either `from` and `to` (whole
 * days) or `runId`; `language` when another one than the location's is wanted.
 */
export const STATEMENT_FILE_PATH = '/v1/admin/statement'

/** GET of a whole run as a table, one line a location: query `runId` and `format` (`csv` or `xlsx`). */
export const RUN_TABLE_PATH = '/v1/admin/run-table'

/** How far the mail of a statement has come. `none`: the location has no address. */
export const STATEMENT_MAIL_STATES = ['waiting', 'sent', 'failed', 'none'] as const

const mailSchema = z.strictObject({
  locationId: locationIdSchema,
  locationName: text,
  email: text,
  language: z.enum(STATEMENT_LANGUAGES),
  state: z.enum(STATEMENT_MAIL_STATES),
  /** When it was sent, or last tried; null before. */
  atMs: timeMs.nullable(),
})
export type StatementMail = z.output<typeof mailSchema>

/** The rows of the admin's table about statements of locations. */
export const STATEMENT_ADMIN = {
  /** The mails of a run's statements, by the names of their locations. */
  'list-statement-mails': {
    method: 'GET',
    path: '/runs/{runId}/mails',
    params: z.strictObject({ runId: uuid }),
    result: z.strictObject({
      /** False without a mail server: then statements are only downloaded. */
      canMail: z.boolean(),
      mails: z.array(mailSchema),
    }),
  },
  /** Mails the statement of one location of a run again, or those of all that were not mailed. */
  'mail-statements': {
    method: 'POST',
    path: '/runs/{runId}/mails',
    params: z.strictObject({ runId: uuid, locationId: locationIdSchema.nullable() }),
    result: z.strictObject({ queued: z.int().nonnegative() }),
  },
  /** The language of a location's statements; English before it is told. */
  'set-statement-language': {
    method: 'POST',
    path: '/locations/{locationId}/statement-language',
    params: z.strictObject({
      locationId: locationIdSchema,
      language: z.enum(STATEMENT_LANGUAGES),
    }),
    result: z.strictObject({}),
  },
} as const
