import { z } from 'zod'
import { locationIdSchema } from '../ids.ts'
import { TEXT_LENGTH_MAX } from '../limits.ts'
import { currencySchema } from '../money.ts'

/** Where a file that a bank sent is put in, as it is, with `?name=` for what it is called. */
export const BANK_ANSWERS_PATH = '/v1/admin/bank-answers'

/** What a bank's answer did, or why it did nothing. */
export const ANSWER_DEEDS = [
  /** Our transfer came back, or never went. */
  'payout-returned',
  /** It is owed to the location again. */
  'payable-reopened',
  'payout-accepted',
  'payout-paid',
  /** Another account is needed; nothing is paid to this one. */
  'account-blocked',
  /** Nothing is paid to it until a person let it go. */
  'account-held',
  /** A new version of the account, which waits for a person. */
  'account-proposed',
  /** A new version of the account, by the network's rule without a person. */
  'account-corrected',
  /** What the bank corrected cannot be read as an account, or a newer account is there. */
  'correction-refused',
  'test-failed',
  /** Mails are on their way to the account's contact and the location. */
  'location-told',
  /** No transfer of ours has this trace or reference. */
  'unmatched',
  /** The payout could not take it; with the reason. */
  'refused',
  /** The bank's code is in no table of ours: taken as a return, never dropped. */
  'unknown-code',
  /** Working on it failed; with an id for the log. */
  'failed',
] as const
export type AnswerDeed = (typeof ANSWER_DEEDS)[number]

/** What a person has to do about a reason. */
export const ANSWER_TASKS = [
  /** Ask the location for another account. */
  'new-account',
  'call-payee',
  /** Deceased, frozen, suspected fraud: nothing is said to the location before somebody looked. */
  'compliance',
  /** A recall of ours that came home. */
  'recall',
  /** We may have sent something twice. */
  'duplicate',
  /** A fault of our file. */
  'our-fault',
  'try-again',
  /** The right to collect is gone or disputed. */
  'mandate',
  /** A correction of the bank is to be approved. */
  'approve-change',
  'look',
] as const
export type AnswerTask = (typeof ANSWER_TASKS)[number]

export const ANSWER_STATES = ['new', 'done', 'open', 'taken', 'settled'] as const
export type AnswerState = (typeof ANSWER_STATES)[number]

const timeMs = z.int().nonnegative()
const text = z.string().max(TEXT_LENGTH_MAX)
const count = z.int().nonnegative()

export const bankAnswerFileSchema = z.strictObject({
  fileId: z.uuid(),
  name: text,
  format: text,
  /** Answers that nobody knew before. */
  answers: count,
  /** Answers that an earlier file had brought. */
  repeated: count,
  takenBy: text,
  takenAtMs: timeMs,
  /** Not worked on yet. */
  waiting: count,
  /** For a person to see to. */
  open: count,
})
export type BankAnswerFileView = z.output<typeof bankAnswerFileSchema>

/** One broken rule of a file; nothing of such a file is taken. */
export const answerProblemSchema = z.strictObject({
  rule: text,
  line: count,
  message: z.string().max(1_000),
})

export const bankAnswerSchema = z.strictObject({
  answerId: z.uuid(),
  fileId: z.uuid(),
  fileName: text,
  line: count,
  kind: z.enum(['returned', 'refused', 'changed', 'dishonoured', 'contested', 'accepted', 'paid']),
  /** The bank's own: `R03`, `905`, `AC04`. */
  code: text,
  words: text,
  trace: text.nullable(),
  reference: text.nullable(),
  amountMinor: z.int().nullable(),
  currency: currencySchema.nullable(),
  state: z.enum(ANSWER_STATES),
  locationId: locationIdSchema.nullable(),
  locationName: text.nullable(),
  /** Our reference of the transfer that it was matched to. */
  payoutReference: text.nullable(),
  task: z.enum(ANSWER_TASKS).nullable(),
  deeds: z.array(z.strictObject({ did: z.enum(ANSWER_DEEDS), note: text.nullable() })).max(20),
  owner: text.nullable(),
  note: text.nullable(),
  atMs: timeMs,
  changedAtMs: timeMs,
})
export type BankAnswerView = z.output<typeof bankAnswerSchema>

/** What came of a file that was put in. */
export const takenFileSchema = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('taken'), file: bankAnswerFileSchema }),
  /** The same bytes were taken before: nothing changed. */
  z.strictObject({ outcome: z.literal('known'), file: bankAnswerFileSchema }),
  z.strictObject({
    outcome: z.literal('refused'),
    format: text,
    problems: z.array(answerProblemSchema).min(1).max(50),
  }),
])
export type TakenFile = z.output<typeof takenFileSchema>

const page = z.string().max(100)

/** The rows of the admin's table about what banks answer. */
export const BANK_OUTCOME_ADMIN = {
  /** The newest files first. */
  'list-bank-answer-files': {
    method: 'GET',
    path: '/bank-answer-files',
    params: z.strictObject({}),
    result: z.strictObject({ files: z.array(bankAnswerFileSchema).max(200), open: count }),
  },
  /** Answers of one file by line, or those that a person has to see to, newest first. */
  'list-bank-answers': {
    method: 'GET',
    path: '/bank-answers',
    params: z.strictObject({ fileId: z.uuid().optional(), cursor: page.optional() }),
    result: z.strictObject({ answers: z.array(bankAnswerSchema).max(200), next: page.nullable() }),
  },
  /** Takes an answer to see to it, or says that it is settled and how. */
  'see-to-bank-answer': {
    method: 'POST',
    path: '/bank-answers/{answerId}/owner',
    params: z.strictObject({
      answerId: z.uuid(),
      state: z.enum(['taken', 'settled']),
      note: z.string().trim().max(TEXT_LENGTH_MAX).nullable(),
    }),
    result: bankAnswerSchema,
  },
  /** Says which transfer of ours an answer means, and does what follows. */
  'match-bank-answer': {
    method: 'POST',
    path: '/bank-answers/{answerId}/match',
    params: z.strictObject({
      answerId: z.uuid(),
      reference: z.string().trim().min(1).max(50),
      password: z.string().min(1).max(200),
    }),
    result: bankAnswerSchema,
  },
} as const
