import { z } from 'zod'
import { locationIdSchema } from '../ids.ts'
import { TEXT_LENGTH_MAX } from '../limits.ts'
import { currencySchema } from '../money.ts'

/** How an account is tried before money goes to it; `bank`: its bank named it itself. */
export const VERIFICATIONS = ['prenote', 'test', 'cheque', 'bank'] as const
export type Verification = (typeof VERIFICATIONS)[number]

/** Why nothing is paid to a location now. */
export const NOT_PAYABLE = ['none', 'unapproved', 'cooling', 'unverified', 'blocked'] as const
export type NotPayable = (typeof NOT_PAYABLE)[number]

/**
 * `waiting`: for a second person; `cooling`: approved, until its days are over; `testing`: nobody
 * knows yet whether it is theirs; `usable`; `blocked`; `rejected`; `replaced` by a later one.
 */
export const ACCOUNT_STATES = [
  'waiting',
  'cooling',
  'testing',
  'usable',
  'blocked',
  'rejected',
  'replaced',
] as const
export type AccountState = (typeof ACCOUNT_STATES)[number]

/** What a version of an account went through. */
export const ACCOUNT_STEPS = [
  'approved',
  'rejected',
  'test-asked',
  'test-sent',
  'test-missed',
  'test-failed',
  'verified',
  'blocked',
  'released',
] as const
export type AccountStepKind = (typeof ACCOUNT_STEPS)[number]

const timeMs = z.int().nonnegative()
const text = z.string().max(TEXT_LENGTH_MAX)
const typed = z.string().trim().min(1)
const password = z.string().min(1).max(200)
const reason = typed.max(TEXT_LENGTH_MAX)
const accountId = z.uuid()

/** As people type it, before it is looked at; the server says in words what is wrong with it. */
export const typedDetailsSchema = z.discriminatedUnion('country', [
  z.strictObject({
    country: z.literal('us'),
    routing: typed.max(20),
    account: typed.max(34),
    accountType: z.enum(['checking', 'savings']),
    holder: z.enum(['business', 'person']),
  }),
  z.strictObject({
    country: z.literal('ca'),
    institution: z.string().trim().max(20),
    transit: z.string().trim().max(20),
    account: typed.max(34),
  }),
  z.strictObject({
    country: z.literal('sepa'),
    iban: typed.max(50),
    bic: typed.max(20).nullable(),
  }),
])
export type TypedDetails = z.output<typeof typedDetailsSchema>

export const accountStepSchema = z.strictObject({
  kind: z.enum(ACCOUNT_STEPS),
  atMs: timeMs,
  /** A person's name, or `system`. */
  by: text,
  /** What was typed beside it, a code of the bank, the day of a test; null for nothing. */
  note: text.nullable(),
})

/** What a mail about an account tells. */
export const NOTICE_KINDS = [
  /** Somebody entered another account. */
  'account-entered',
  /** A second person agreed to it. */
  'account-approved',
  /** The bank named other details. */
  'account-corrected',
  /** One cent is on its way, with a code. */
  'test-sent',
  /** A payout came back. */
  'payout-returned',
  /** A test came back. */
  'test-returned',
] as const
export type NoticeKind = (typeof NOTICE_KINDS)[number]

/** A mail about an account, and whether it went. */
export const accountNoticeSchema = z.strictObject({
  kind: z.enum(NOTICE_KINDS),
  sendTo: text,
  madeAtMs: timeMs,
  /** Null: not yet. */
  sentAtMs: timeMs.nullable(),
})

/** One version of an account. Of its number nobody sees more than the last digits. */
export const bankAccountSchema = z.strictObject({
  accountId,
  version: z.int().positive(),
  state: z.enum(ACCOUNT_STATES),
  country: z.enum(['us', 'ca', 'sepa']),
  /** Routing number, institution and transit, or BIC. */
  bank: text,
  /** `•••• 6789` */
  account: text,
  payeeName: text,
  contactEmail: text,
  verification: z.enum(VERIFICATIONS),
  /** Where the location agreed that it is collected from; null when it did not. */
  mandate: text.nullable(),
  origin: z.enum(['entered', 'notice']),
  madeBy: text,
  madeAtMs: timeMs,
  /** True when the person who asks entered it: another one has to approve it. */
  isMine: z.boolean(),
  /** Names of other locations of the network that are paid to the same account. */
  sharedWith: z.array(text).max(5),
  /** Until when it waits, as far as that is known; null when it waits for a person or for nothing. */
  untilMs: timeMs.nullable(),
  /** The transfer that tries it out; null before it was sent. */
  testSentOn: z.iso.date().nullable(),
  /** Wrong codes may be typed so many times yet. */
  triesLeft: z.int().nonnegative(),
  /** Why it is blocked; null when it is not. */
  blockedFor: text.nullable(),
  /** True when a person may let it go again; false when another account is needed. */
  canRelease: z.boolean(),
  /** True when the person who asks held it: another one has to let it go. */
  isHeldByMe: z.boolean(),
  steps: z.array(accountStepSchema).max(200),
})
export type BankAccountView = z.output<typeof bankAccountSchema>

/** Where a location is paid, in short. */
export const payeeSchema = z.strictObject({
  locationId: locationIdSchema,
  locationName: text,
  currency: currencySchema,
  /** IANA zone: its bank days are meant. */
  timeZone: z.string().max(64),
  email: text,
  /** Null when it can be paid. */
  why: z.enum(NOT_PAYABLE).nullable(),
  untilMs: timeMs.nullable(),
  /** The latest that was not rejected, without its steps; null when there is none. */
  latest: bankAccountSchema.omit({ steps: true }).nullable(),
})
export type PayeeView = z.output<typeof payeeSchema>

export const bankRuleSchema = z.strictObject({
  /** Bank days between the approval of a change and the first payout to it. */
  coolingDays: z.int().min(0).max(30),
  /** Whether a person approves what banks correct, or it is applied and told. */
  bankChanges: z.enum(['approve', 'apply']),
})
export type BankRule = z.output<typeof bankRuleSchema>

/** The rows of the admin's table about bank accounts of locations. */
export const BANK_ACCOUNT_ADMIN = {
  'list-bank-accounts': {
    method: 'GET',
    path: '/bank-accounts',
    params: z.strictObject({}),
    result: z.strictObject({ payees: z.array(payeeSchema), rule: bankRuleSchema }),
  },
  /** All versions of a location, newest first. */
  'read-bank-accounts': {
    method: 'GET',
    path: '/locations/{locationId}/bank-accounts',
    params: z.strictObject({ locationId: locationIdSchema }),
    result: z.strictObject({
      accounts: z.array(bankAccountSchema).max(500),
      notices: z.array(accountNoticeSchema).max(100),
    }),
  },
  /** A new version, typed twice; another person has to approve it. */
  'enter-bank-account': {
    method: 'POST',
    path: '/locations/{locationId}/bank-accounts',
    params: z.strictObject({
      locationId: locationIdSchema,
      details: typedDetailsSchema,
      again: typedDetailsSchema,
      payeeName: typed.max(70),
      contactEmail: z.email().max(TEXT_LENGTH_MAX),
      verification: z.enum(['prenote', 'test', 'cheque']),
      mandate: typed.max(TEXT_LENGTH_MAX).nullable(),
      password,
    }),
    result: bankAccountSchema,
  },
  'approve-bank-account': {
    method: 'POST',
    path: '/bank-accounts/{accountId}/approve',
    params: z.strictObject({ accountId, password }),
    result: bankAccountSchema,
  },
  'reject-bank-account': {
    method: 'POST',
    path: '/bank-accounts/{accountId}/reject',
    params: z.strictObject({ accountId, reason }),
    result: bankAccountSchema,
  },
  /** A person has seen a void cheque or a letter of the bank; `note` says which and where it is kept. */
  'check-bank-account': {
    method: 'POST',
    path: '/bank-accounts/{accountId}/check',
    params: z.strictObject({ accountId, note: reason, password }),
    result: bankAccountSchema,
  },
  /** The code that the location read beside the one cent on its statement. */
  'confirm-bank-test': {
    method: 'POST',
    path: '/bank-accounts/{accountId}/confirm',
    params: z.strictObject({ accountId, code: typed.max(20) }),
    result: bankAccountSchema,
  },
  /** Another test in the next file, after one that failed. */
  'repeat-bank-test': {
    method: 'POST',
    path: '/bank-accounts/{accountId}/test',
    params: z.strictObject({ accountId }),
    result: bankAccountSchema,
  },
  'block-bank-account': {
    method: 'POST',
    path: '/bank-accounts/{accountId}/block',
    params: z.strictObject({ accountId, reason }),
    result: bankAccountSchema,
  },
  'release-bank-account': {
    method: 'POST',
    path: '/bank-accounts/{accountId}/release',
    params: z.strictObject({ accountId, reason, password }),
    result: bankAccountSchema,
  },
  'set-bank-rule': {
    method: 'POST',
    path: '/bank-rule',
    params: z.strictObject({ ...bankRuleSchema.shape, password }),
    result: bankRuleSchema,
  },
} as const
