import { z } from 'zod'
import { cardIdSchema, operationIdSchema, programIdSchema } from '../ids.ts'
import { TEXT_LENGTH_MAX } from '../limits.ts'
import { balanceMinorSchema, currencySchema, minorSchema } from '../money.ts'
import { CHANNELS } from '../operations.ts'

const timeMs = z.int().nonnegative()
const text = z.string().max(TEXT_LENGTH_MAX)
const day = z.iso.date()
const period = { from: day, to: day }
/** As the books have it: `card`, `payable`, `clearing:cash`… */
const accountKey = z.string().min(1).max(TEXT_LENGTH_MAX)

/** What a close may find wrong. */
export const CLOSE_PROBLEMS = [
  'balance_after',
  'amount',
  'wrong_card',
  'missing_rows',
  'unknown_posting',
  'card_balance',
  'card_total',
  'closed_day',
] as const

/** One thing that differs, by name: what it should be, and what was found. */
export const closeProblemSchema = z.strictObject({
  what: z.enum(CLOSE_PROBLEMS),
  operationId: operationIdSchema.nullable(),
  /** The kind of the operation; null where it is about none. */
  kind: text.nullable(),
  cardId: cardIdSchema.nullable(),
  /** An account, a commit group, a day: whatever else it is about. */
  account: text.nullable(),
  currency: currencySchema.nullable(),
  expectedMinor: minorSchema,
  foundMinor: minorSchema,
})
export type CloseProblem = z.output<typeof closeProblemSchema>

/** How what cards are worth went from one figure to the other, of one program and currency. */
export const rollForwardSchema = z.strictObject({
  programId: programIdSchema,
  programName: text,
  currency: currencySchema,
  openingMinor: minorSchema,
  issuedMinor: minorSchema,
  fundedMinor: minorSchema,
  importedMinor: minorSchema,
  /** Voided and refunded redemptions, and credits for returned goods. */
  returnedMinor: minorSchema,
  /** Issues and loads that were undone; below zero. So are all that follow but the adjustments. */
  loadsVoidedMinor: minorSchema,
  redeemedMinor: minorSchema,
  cashedOutMinor: minorSchema,
  /** Less what came back to cards whose last day was moved. */
  expiredMinor: minorSchema,
  /** What was left on cards that were closed. */
  closedMinor: minorSchema,
  adjustedMinor: minorSchema,
  /** What moved from card to card: zero over all programs of a currency. */
  movedMinor: minorSchema,
  closingMinor: minorSchema,
})
export type RollForward = z.output<typeof rollForwardSchema>

/** The same columns of one channel, which has no balance of its own. */
export const channelFlowSchema = rollForwardSchema
  .omit({ programId: true, programName: true, openingMinor: true, closingMinor: true })
  .extend({ channel: z.enum(CHANNELS) })
export type ChannelFlow = z.output<typeof channelFlowSchema>

/** The accounts that have a name of the house in every language until somebody names them. */
export const NAMED_ACCOUNTS = [
  ...(['bank', 'settling', 'clearing:cash', 'clearing:card', 'clearing:external'] as const),
  ...(['clearing:return', 'predecessor', 'card', 'payable', 'cash_out', 'suspense'] as const),
  ...(['transfer', 'fee', 'breakage', 'charges', 'adjustment'] as const),
] as const
export type NamedAccount = (typeof NAMED_ACCOUNTS)[number]

/** An account as an accountant calls it. */
export const bookAccountSchema = z.strictObject({
  key: accountKey,
  number: text,
  name: text,
  /** Which way it grows. */
  side: z.enum(['debit', 'credit']),
  isDefault: z.boolean(),
})
export type BookAccount = z.output<typeof bookAccountSchema>

/** One account at a day's end. A balance stands on one side; the turnover is that of the day. */
export const trialLineSchema = z.strictObject({
  currency: currencySchema,
  key: accountKey,
  number: text,
  name: text,
  /** False once somebody named it. */
  isDefault: z.boolean(),
  dayDebitMinor: balanceMinorSchema,
  dayCreditMinor: balanceMinorSchema,
  debitMinor: balanceMinorSchema,
  creditMinor: balanceMinorSchema,
})
export type TrialLine = z.output<typeof trialLineSchema>

/** One closed day in a list. */
export const closedDaySchema = z.strictObject({
  number: z.int().positive(),
  day,
  timeZone: text,
  /** The operations that it has in the journal, both included; null for none. */
  firstJournalId: z.int().nullable(),
  lastJournalId: z.int().nullable(),
  postingCount: z.int().nonnegative(),
  contentHash: z.string().length(64),
  closedAtMs: timeMs,
  /** What all cards were worth at its end. */
  totals: z.array(z.strictObject({ currency: currencySchema, closingMinor: minorSchema })),
})
export type ClosedDayView = z.output<typeof closedDaySchema>

/** How old the value on cards is: months since the card was activated. */
export const AGES = ['0-3', '3-6', '6-12', '12-24', '24-36', '36+'] as const
export const ageLineSchema = z.strictObject({
  programId: programIdSchema,
  programName: text,
  currency: currencySchema,
  age: z.enum(AGES),
  cardCount: z.int().nonnegative(),
  balanceMinor: balanceMinorSchema,
})
export type AgeLine = z.output<typeof ageLineSchema>

/** What can be taken out as a file, and in which form. */
export const BOOK_FILES = {
  balances: ['csv', 'json'],
  journal: ['csv', 'json', 'quickbooks', 'iif'],
  'trial-balance': ['csv', 'json'],
  'roll-forward': ['csv', 'json'],
  unclaimed: ['csv', 'json'],
} as const
export type BookFile = keyof typeof BOOK_FILES
export const BOOK_FILE_NAMES = Object.keys(BOOK_FILES) as readonly BookFile[]
export const BOOK_FORMATS = ['csv', 'json', 'quickbooks', 'iif'] as const
export type BookFormat = (typeof BOOK_FORMATS)[number]

const overview = z.strictObject({
  /** In which days begin and end; null while the network has no location and nobody chose. */
  timeZone: text.nullable(),
  accounts: z.array(bookAccountSchema).max(500),
  /** Null before the first close. */
  firstDay: day.nullable(),
  lastDay: day.nullable(),
  /** Why the next day does not close; null while all is well. */
  failure: z
    .strictObject({ day, foundAtMs: timeMs, problems: z.array(closeProblemSchema).max(1_000) })
    .nullable(),
})
export type BookOverview = z.output<typeof overview>

/** The rows of the admin's table about the books. Days are those of the books' zone. */
export const BOOK_ADMIN = {
  'read-books': { method: 'GET', path: '/books', params: z.strictObject({}), result: overview },
  /** Takes effect with the next day that closes. */
  'set-book-zone': {
    method: 'POST',
    path: '/books/zone',
    params: z.strictObject({ timeZone: z.string().min(1).max(64) }),
    result: overview,
  },
  'set-book-account': {
    method: 'POST',
    path: '/books/accounts',
    params: z.strictObject({
      key: accountKey,
      number: z.string().trim().min(1).max(20),
      name: z.string().trim().min(1).max(80),
    }),
    result: overview,
  },
  /** The newest first; before the day of the cursor. */
  'list-closes': {
    method: 'GET',
    path: '/books/closes',
    params: z.strictObject({ cursor: day.optional() }),
    result: z.strictObject({ days: z.array(closedDaySchema), next: day.nullable() }),
  },
  /** Computes a closed day once more from the journal and holds it against what was kept. */
  'check-close': {
    method: 'POST',
    path: '/books/closes/{day}/check',
    params: z.strictObject({ day }),
    result: z.strictObject({ day, problems: z.array(closeProblemSchema).max(1_000) }),
  },
  'read-trial-balance': {
    method: 'GET',
    path: '/books/trial-balance',
    params: z.strictObject({ day }),
    result: z.strictObject({ day, lines: z.array(trialLineSchema).max(2_000) }),
  },
  'read-roll-forward': {
    method: 'GET',
    path: '/books/roll-forward',
    params: z.strictObject(period),
    result: z.strictObject({
      ...period,
      programs: z.array(rollForwardSchema).max(2_000),
      channels: z.array(channelFlowSchema).max(500),
      /** What all cards were worth at the end of each day, for a picture. */
      days: z
        .array(z.strictObject({ day, currency: currencySchema, closingMinor: minorSchema }))
        .max(20_000),
    }),
  },
  /** How old the value is that cards hold at the end of a day. */
  'read-ages': {
    method: 'GET',
    path: '/books/ages',
    params: z.strictObject({ day }),
    result: z.strictObject({ day, lines: z.array(ageLineSchema).max(2_000) }),
  },
} as const

/** A file of the books: query `what`, `format`, `from`, `to`. */
export const BOOK_FILE_PATH = '/v1/admin/books/file'
/** All that is known of one card, as JSON: query `cardId`. */
export const EVIDENCE_PATH = '/v1/admin/books/evidence'
