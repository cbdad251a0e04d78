import { z } from 'zod'
import { TEXT_LENGTH_MAX } from '../limits.ts'
import { BOOK_FILE_NAMES, BOOK_FORMATS } from './books.ts'

const text = z.string().max(TEXT_LENGTH_MAX)
const timeMs = z.int().nonnegative()
const day = z.iso.date()
const email = z.email().max(TEXT_LENGTH_MAX)

/** More people than keep the books of a network. */
export const EXPORT_EMAILS_MAX = 10

/** After each closed day, or after the last one of each month. */
export const EXPORT_EVERY = ['day', 'month'] as const

const scheduleSchema = z.strictObject({
  scheduleId: z.uuid(),
  what: z.enum(BOOK_FILE_NAMES),
  format: z.enum(BOOK_FORMATS),
  every: z.enum(EXPORT_EVERY),
  /** A folder or SFTP server of the network; null for none. */
  deliveryId: z.string().max(64).nullable(),
  deliveryName: text.nullable(),
  /** Who is sent a link. */
  emails: z.array(email).max(EXPORT_EMAILS_MAX),
  /** Days before it are not exported. */
  firstDay: day,
})
export type BookSchedule = z.output<typeof scheduleSchema>

const madeSchema = z.strictObject({
  exportId: z.uuid(),
  what: z.enum(BOOK_FILE_NAMES),
  fromDay: day,
  toDay: day,
  fileName: text,
  /** `waiting`: it is tried again; `failed`: it was tried often enough, or missed some people. */
  state: z.enum(['waiting', 'delivered', 'failed']),
  sizeBytes: z.int().nullable(),
  sha256: z.string().length(64).nullable(),
  /** Where it was brought; null for a link alone. */
  place: z.string().max(400).nullable(),
  problem: z.string().max(400).nullable(),
  madeAtMs: timeMs,
  linkUntilMs: timeMs.nullable(),
  /** How often the link was followed. */
  fetched: z.int().nonnegative(),
})
export type MadeExport = z.output<typeof madeSchema>

const listSchema = z.strictObject({
  schedules: z.array(scheduleSchema).max(200),
  /** The last hundred, the newest first. */
  exports: z.array(madeSchema).max(100),
  /** False without a mail server: then nobody can be sent a link. */
  canMail: z.boolean(),
})

/** The rows of the admin's table about files that go out of the books again and again. */
export const BOOK_EXPORT_ADMIN = {
  'list-book-schedules': {
    method: 'GET',
    path: '/books/schedules',
    params: z.strictObject({}),
    result: listSchema,
  },
  'add-book-schedule': {
    method: 'POST',
    path: '/books/schedules',
    params: z.strictObject({
      what: z.enum(BOOK_FILE_NAMES),
      format: z.enum(BOOK_FORMATS),
      every: z.enum(EXPORT_EVERY),
      deliveryId: z.string().max(64).nullable(),
      emails: z.array(email).max(EXPORT_EMAILS_MAX),
    }),
    result: listSchema,
  },
  'remove-book-schedule': {
    method: 'DELETE',
    path: '/books/schedules/{scheduleId}',
    params: z.strictObject({ scheduleId: z.uuid() }),
    result: listSchema,
  },
  /** Tries now what failed or waits. */
  'retry-book-export': {
    method: 'POST',
    path: '/books/exports/{exportId}/retry',
    params: z.strictObject({ exportId: z.uuid() }),
    result: listSchema,
  },
} as const

/** The file of a link that was mailed: query `key`, for those who are signed in. */
export const BOOK_EXPORT_PATH = '/v1/admin/books/exports/{exportId}/file'
