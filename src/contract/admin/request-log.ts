import { z } from 'zod'
import { requestIdSchema } from '../ids.ts'
import { TEXT_LENGTH_MAX } from '../limits.ts'

const text = z.string().max(TEXT_LENGTH_MAX)
const word = z.string().trim().min(1).max(64)

/** Calls of one page: two screens of rows. */
export const REQUEST_LOG_PAGE = 50

/** What a log is narrowed to; times as ISO 8601 with a zone, `from` included. */
export const requestLogFilter = {
  code: word.optional(),
  operation: word.optional(),
  requestId: requestIdSchema.optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  /** `next` of an earlier page. */
  cursor: z.uuid().optional(),
} as const

/** One call of a key and its answer, as they were but for secrets. */
export const requestLogEntrySchema = z.strictObject({
  entryId: z.uuid(),
  /** Server time in ms since 1970 UTC. */
  atMs: z.int().nonnegative(),
  operation: text,
  /** `OK`, or the code of the refusal or error. */
  code: text,
  requestId: z.string().max(128).nullable(),
  tookMs: z.int().nonnegative(),
  /** Numbers masked, PINs left out; null when it was not of the expected form. */
  asked: z.unknown(),
  answered: z.unknown(),
})
export type RequestLogEntry = z.output<typeof requestLogEntrySchema>

const lineSchema = z.strictObject({
  ...requestLogEntrySchema.shape,
  clientId: text,
  clientName: text,
})
export type RequestLogLine = z.output<typeof lineSchema>

/** The rows of the admin's table for whoever looks for a mistake in a program. */
export const REQUEST_LOG_ADMIN = {
  /** Newest first. */
  'search-request-log': {
    method: 'GET',
    path: '/request-log',
    params: z.strictObject({ ...requestLogFilter, clientId: z.uuid().optional() }),
    result: z.strictObject({
      entries: z.array(lineSchema).max(REQUEST_LOG_PAGE),
      next: z.uuid().nullable(),
    }),
  },
  /** What a key would be answered now if it sent a request again, and each try that is still kept. */
  'replay-request': {
    method: 'GET',
    path: '/api-clients/{clientId}/requests/{requestId}',
    params: z.strictObject({ clientId: z.uuid(), requestId: requestIdSchema }),
    result: z.strictObject({
      /** Null when nothing of it is on record. */
      stored: z.unknown(),
      entries: z.array(lineSchema).max(REQUEST_LOG_PAGE),
    }),
  },
} as const
