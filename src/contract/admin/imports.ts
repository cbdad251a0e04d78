import { z } from 'zod'
import { cardIdSchema, programIdSchema } from '../ids.ts'
import { TEXT_LENGTH_MAX } from '../limits.ts'
import { balanceMinorSchema, currencySchema, minorSchema } from '../money.ts'
import { CARD_FORMS } from '../operations.ts'

const text = z.string().max(TEXT_LENGTH_MAX)
const givenText = z.string().trim().min(1).max(TEXT_LENGTH_MAX)
const timeMs = z.int().nonnegative()
const uuid = z.uuid()
const count = z.int().nonnegative()

/** What a file may tell of each card. */
export const IMPORT_COLUMNS = [
  'number',
  'pin',
  'currency',
  'initialAmount',
  'remainingAmount',
  'issuedOn',
  'lastUsedOn',
  'expiresOn',
  'state',
  'reference',
] as const
export type ImportColumn = (typeof IMPORT_COLUMNS)[number]

/** What can be wrong with a file, and what to do about it. Codes are never renamed or re-used. */
export const IMPORT_FAULTS = {
  FILE_EMPTY: 'The file has no rows. Export it again.',
  FILE_UNREADABLE:
    'The file is not CSV in UTF-8 from this row on. Export it again as CSV in UTF-8.',
  FILE_TOO_LARGE: 'The file has too many rows or bytes. Cut it into several files.',
  COLUMN_MISSING: 'This column is missing. Add it, or say what it is called.',
  COLUMN_TWICE: 'This column is there twice. Take one of them out.',
  FIELD_COUNT:
    'The row has more or fewer fields than the header. Look for a mark in a field without quotes.',
  NUMBER_MISSING: 'There is no number. Fill it in, or take the row out.',
  NUMBER_FORM: 'A number has 8 to 20 digits or letters. Write it without other marks.',
  NUMBER_BANK: 'This looks like the number of a bank card. Take the row out.',
  NUMBER_PROXY: 'The number is like that of an unopened gift here. Take the row out.',
  NUMBER_OURS: 'The number begins like those of a program here. Take the row out.',
  NUMBER_TWICE: 'The number is in the file twice. Take one of the rows out.',
  NUMBER_TAKEN: 'A card in the ledger has this number. Take the row out.',
  PIN_FORM: 'A PIN has 4 to 8 digits. Correct it, or leave it empty.',
  CURRENCY_UNKNOWN: 'This is no currency code. Write it as EUR.',
  CURRENCY_OTHER: 'The program is in another currency. Import these cards into one of theirs.',
  AMOUNT_FORM: 'This is no amount, or could be two. Write it as 1234.50.',
  AMOUNT_NEGATIVE: 'The amount is below zero. Correct it.',
  AMOUNT_TOO_LARGE: 'The amount is larger than any card may have. Correct it.',
  AMOUNT_ZERO: 'A card was worth something at first. Fill in the initial amount.',
  REMAINING_OVER_INITIAL: 'More is left than there was at first. Correct one of the two.',
  OVER_BALANCE_MAX: 'The program does not allow so much on a card. Correct it, or raise the limit.',
  DATE_FORM: 'This is no date. Write it as 2024-03-31, or say how dates are written.',
  DATE_FUTURE: 'The date is in the future. Correct it.',
  USED_BEFORE_ISSUE: 'The card was used before it was issued. Correct one of the dates.',
  EXPIRY_BEFORE_ISSUE: 'The card expires before it was issued. Correct one of the dates.',
  EXPIRY_UNLAWFUL:
    'The law that the program follows does not let the card expire then. Leave the date out; a card that had expired comes over as active.',
  STATE_UNKNOWN: 'This state is not known. Use active, blocked, expired or used.',
  STATE_LEFT_OUT: 'Cards in this state are not imported. Take the row out.',
  STATE_CONFLICT: 'The state does not fit amount or expiry date. Correct one of them.',
  REFERENCE_FORM:
    'The note is too long, or has a card number in it. Shorten it, take the number out.',
} as const
export type ImportFaultCode = keyof typeof IMPORT_FAULTS
const faultCodes = Object.keys(IMPORT_FAULTS) as [ImportFaultCode, ...ImportFaultCode[]]

/** One thing that is wrong, with its place. Nothing of the row is told but the end of its number. */
export const importFaultSchema = z.strictObject({
  /** As a spreadsheet counts: the header is 1. */
  row: z.int().positive(),
  column: z.enum(IMPORT_COLUMNS).nullable(),
  code: z.enum(faultCodes),
  /** `•••• 1234`; null where no number may be told. */
  card: text.nullable(),
  /** The row that has the same number. */
  otherRow: z.int().positive().nullable(),
})
export type ImportFault = z.output<typeof importFaultSchema>

/** How cards of one sort add up. */
export const importTotalSchema = z.strictObject({
  currency: currencySchema,
  state: z.enum(['active', 'blocked', 'expired', 'empty']),
  rows: count,
  initialMinor: balanceMinorSchema,
  remainingMinor: balanceMinorSchema,
})
export type ImportTotal = z.output<typeof importTotalSchema>

/** What a file came to. Nothing was changed. */
export const importReportSchema = z.strictObject({
  /** SHA-256 of the file, hex. */
  fileHash: z.string().length(64),
  rows: count,
  faults: z.array(importFaultSchema),
  /** All of them, also those that are not listed. */
  faultCount: count,
  /** Of the rows without a fault. */
  totals: z.array(importTotalSchema),
  soundRows: count,
  initialMinor: balanceMinorSchema,
  remainingMinor: balanceMinorSchema,
  withPin: count,
})
export type ImportReport = z.output<typeof importReportSchema>

/**
 * `staging`: its rows are being taken in; `staged`: a second person can commit it; `committing`,
 * `reversing`: under way; `dropped`: given up before it was committed.
 */
export const IMPORT_STATES = [
  'staging',
  'staged',
  'committing',
  'committed',
  'reversing',
  'reversed',
  'dropped',
] as const
export type ImportState = (typeof IMPORT_STATES)[number]

export const importViewSchema = z.strictObject({
  importId: uuid,
  programId: programIdSchema,
  programName: text,
  /** The system that the cards come from. */
  source: text,
  fileHash: z.string().length(64),
  currency: currencySchema,
  rows: count,
  initialMinor: balanceMinorSchema,
  remainingMinor: balanceMinorSchema,
  state: z.enum(IMPORT_STATES),
  /** Rows that the present step has done. */
  doneRows: count,
  /** Cards that are in the ledger, and what they brought. Together with `remainingMinor` the tie-out. */
  importedRows: count,
  importedMinor: balanceMinorSchema,
  /** Rows that the ledger refused, or cards that a reversal left because they were used. */
  refusedRows: count,
  /** Cards whose PIN is not under the slow hash yet. */
  hardening: count,
  stagedBy: text,
  stagedAtMs: timeMs,
  committedBy: text.nullable(),
  committedAtMs: timeMs.nullable(),
  reversedBy: text.nullable(),
  reversedAtMs: timeMs.nullable(),
  reason: text.nullable(),
})
export type ImportView = z.output<typeof importViewSchema>

/** A card that was used after its import. */
export const usedCardSchema = z.strictObject({
  cardId: cardIdSchema,
  card: text,
  importedMinor: balanceMinorSchema,
  balanceMinor: minorSchema,
})

const importId = z.strictObject({ importId: uuid })

/** What a file is read with; in the query, as the body is the file. */
export const importQuerySchema = z.strictObject({
  programId: programIdSchema,
  /** Columns that are called otherwise, as JSON: `{"number":"Card No."}`. */
  columns: z.string().max(2_000).optional(),
  dates: z.enum(['iso', 'dmy', 'mdy']).optional(),
})

/** To stage a file: what it must add up to. */
export const stagingQuerySchema = z.strictObject({
  ...importQuerySchema.shape,
  source: givenText,
  form: z.enum(CARD_FORMS).optional(),
  rows: z.coerce.number().int().positive(),
  remainingMinor: z.coerce.number().int().nonnegative(),
})

/** POST of a CSV file: a report, and nothing else happens. `?as=csv` gives it as CSV. */
export const IMPORT_CHECK_PATH = '/v1/admin/imports/check'
/** POST of a CSV file: takes it in when it has no fault and adds up. */
export const IMPORT_STAGE_PATH = '/v1/admin/imports/stage'

/** The rows of the admin's table that are about cards of other systems. */
export const IMPORTS = {
  'list-imports': {
    method: 'GET',
    path: '/imports',
    params: z.strictObject({}),
    result: z.strictObject({ imports: z.array(importViewSchema) }),
  },
  'read-import': {
    method: 'GET',
    path: '/imports/{importId}',
    params: importId,
    result: importViewSchema,
  },
  /** By another person than the one who staged it. The figures must be those of the file. */
  'commit-import': {
    method: 'POST',
    path: '/imports/{importId}/commit',
    params: z.strictObject({ importId: uuid, rows: count, remainingMinor: balanceMinorSchema }),
    result: importViewSchema,
  },
  /** Gives up what is not committed; nothing of the file is kept. */
  'drop-import': {
    method: 'POST',
    path: '/imports/{importId}/drop',
    params: importId,
    result: importViewSchema,
  },
  /** The cards that a reversal would not take out, as they were used. */
  'read-used-imports': {
    method: 'GET',
    path: '/imports/{importId}/used',
    params: importId,
    result: z.strictObject({ cards: z.array(usedCardSchema), total: count }),
  },
  /** Takes all cards out again; with `exceptUsed` all that nobody used. */
  'reverse-import': {
    method: 'POST',
    path: '/imports/{importId}/reverse',
    params: z.strictObject({ importId: uuid, exceptUsed: z.boolean(), reason: givenText }),
    result: importViewSchema,
  },
} as const
