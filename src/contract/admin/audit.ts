import { z } from 'zod'
import { TEXT_LENGTH_MAX } from '../limits.ts'

/** All that is noted beside the ledger. What is not here cannot be noted: it does not compile. */
export const AUDIT_ACTIONS = [
  'session-open',
  'session-revoke',
  'sign-in-fail',
  'step-up-fail',
  'staff-create',
  'staff-enable',
  'staff-disable',
  'staff-password',
  'network-create',
  'location-create',
  'location-update',
  'enrolment-create',
  'enrolment-mail',
  'enrolment-cancel',
  'device-activate',
  'device-rename',
  'device-revoke',
  'program-rules-change',
  'velocity-set',
  'card-issue',
  'cards-stock',
  'card-activate',
  'card-fund',
  'card-approve',
  'card-extend',
  'card-block',
  'card-unblock',
  'card-deactivate',
  'card-adjust',
  'card-credit',
  'operation-void',
  'operation-refund',
  'claim-renew',
  'claim-open',
  'pin-create',
  'pin-reset',
  'pin-lock',
  'pin-unlock',
  'card-enquired-early',
  'numbers-tried-out',
  'alarm-take',
  'alarm-close',
  'proposal-make',
  'proposal-approve',
  'proposal-reject',
  'proposal-post',
  'proposal-refuse',
  'proposal-expire',
  'printer-add',
  'printer-retire',
  'batch-create',
  'batch-ready',
  'batch-export',
  'batch-receive',
  'batch-spoil',
  'stock-allocate',
  'stock-ship',
  'stock-receive',
  'stock-withdraw',
  'stock-missing',
  'import-stage',
  'import-commit',
  'import-committed',
  'import-reverse',
  'import-reversed',
  'import-drop',
  'exception-note',
  'exception-open',
  'exception-taken',
  'exception-settled',
  'payable-adjust',
  'statement-mail',
  'statement-language',
  'run-make',
  'run-approve',
  'run-cancel',
  'run-paid',
  'payout-file-read',
  'payout-file-sent',
  'payout-file-give-up',
  'bank-profile-add',
  'bank-profile-change',
  'bank-profile-retire',
  'bank-delivery-add',
  'bank-delivery-change',
  'bank-delivery-remove',
  'bank-delivery-confirm-key',
  'bank-rule-change',
  'bank-account-enter',
  'bank-account-correct',
  'bank-account-return',
  'bank-account-approved',
  'bank-account-rejected',
  'bank-account-test-asked',
  'bank-account-test-sent',
  'bank-account-test-missed',
  'bank-account-test-failed',
  'bank-account-verified',
  'bank-account-blocked',
  'bank-account-released',
  'bank-answers-take',
  'bank-answer-open',
  'bank-answer-take',
  'bank-answer-settle',
  'bank-answer-match',
  'terms-change',
  'location-terms-change',
  'schedule-change',
  'book-zone-set',
  'book-account-set',
  'book-schedule-add',
  'book-schedule-remove',
  'books-exported',
  'books-not-closed',
  'evidence-taken',
  'audit-exported',
  'breakage-estimate-set',
  'client-create',
  'client-revoke',
  'pos-connection-add',
  'pos-connection-change',
  'pos-connection-remove',
] as const
export type AuditAction = (typeof AUDIT_ACTIONS)[number]

/** What may stand before the colon of who did it and of what it was done to. */
export const AUDIT_PARTIES = [
  'network',
  'staff',
  'session',
  'location',
  'device',
  'enrolment',
  'client',
  'program',
  'card',
  'operation',
  'proposal',
  'alarm',
  'printer',
  'batch',
  'allocation',
  'import',
  'exception',
  'run',
  'file',
  'bank-profile',
  'bank-delivery',
  'bank-answer-file',
  'bank-answer',
  'terms',
  'book-export',
  'book-schedule',
  'pos-connection',
  'system',
  'holder',
] as const

/** Rows of one page: two screens of them. */
export const AUDIT_PAGE = 50

const text = z.string().max(TEXT_LENGTH_MAX)
/** `kind:id`, as it is noted. */
const reference = z.string().min(1).max(TEXT_LENGTH_MAX)
const date = z.iso.date()

/** Somebody or something of the audit, with the name that it has now. */
const partySchema = z.strictObject({
  /** As it is noted: for a filter. */
  reference,
  kind: text,
  id: text.nullable(),
  name: text.nullable(),
})
export type AuditParty = z.output<typeof partySchema>

const auditLineSchema = z.strictObject({
  entryId: z.int(),
  atMs: z.int().nonnegative(),
  actor: partySchema,
  /** One of {@link AUDIT_ACTIONS}, or what an older server noted. */
  action: text,
  subject: partySchema,
  ip: text.nullable(),
  detail: z.record(text, z.union([z.string(), z.number(), z.boolean(), z.null()])),
})
export type AuditLine = z.output<typeof auditLineSchema>

/** What the audit is narrowed to. Days are whole days in the network's zone, both included. */
export const auditFilter = {
  actor: reference.optional(),
  action: z.enum(AUDIT_ACTIONS).optional(),
  subject: reference.optional(),
  from: date.optional(),
  to: date.optional(),
} as const
const filterSchema = z.strictObject(auditFilter)
export type AuditFilter = z.output<typeof filterSchema>

/** The rows of the admin's table for whoever looks who did what. */
export const AUDIT_ADMIN = {
  /** Newest first. */
  'list-audit': {
    method: 'GET',
    path: '/audit',
    params: z.strictObject({
      ...auditFilter,
      cursor: z
        .string()
        .regex(/^\d{1,16}$/)
        .optional(),
    }),
    result: z.strictObject({
      entries: z.array(auditLineSchema).max(AUDIT_PAGE),
      next: z.string().max(16).nullable(),
    }),
  },
  /** Who may be in it: people, keys and the server itself. */
  'list-audit-actors': {
    method: 'GET',
    path: '/audit/actors',
    params: z.strictObject({}),
    result: z.strictObject({ actors: z.array(partySchema) }),
  },
} as const

/** The same, narrowed likewise, as CSV. */
export const AUDIT_FILE_PATH = '/v1/admin/audit.csv'
