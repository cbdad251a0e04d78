import type { AdminName } from './table.ts'
import type { STAFF_ROLES } from './views.ts'

export type StaffRole = (typeof STAFF_ROLES)[number]

/** The calls of the table that need a session: all but signing in. */
export type SignedInName = Exclude<AdminName, 'sign-in'>

const EVERYONE: readonly StaffRole[] = ['operator', 'finance', 'support', 'auditor']
const OPERATOR: readonly StaffRole[] = ['operator']
/** Support repairs what went wrong at a counter; it never makes value. */
const COUNTER: readonly StaffRole[] = ['operator', 'support']
/** Who makes value by hand, and agrees when somebody else does. */
const VALUE: readonly StaffRole[] = ['operator', 'finance']
/** Whoever hears of a fraud stops the money; letting it go again is for others. */
const ACCOUNT_STOPPERS: readonly StaffRole[] = ['operator', 'finance', 'support']
/** Who looks into what does not meet: at the counter, and at the bank. */
const INBOX: readonly StaffRole[] = ['operator', 'finance', 'support']
const BOOKS: readonly StaffRole[] = ['operator', 'finance', 'auditor']

/** Who looks into who did what, and who may do what. */
const OVERSEERS: readonly StaffRole[] = ['operator', 'auditor']
/** Who answers a developer's questions: what was asked and answered names no secret. */
const SUPPORTERS: readonly StaffRole[] = ['operator', 'support', 'auditor']

/** Who may make which call. A call that is not here does not compile. */
export const ROLES: { readonly [Name in SignedInName]: readonly StaffRole[] } = {
  'who-am-i': EVERYONE,
  'sign-out': EVERYONE,
  'list-sessions': EVERYONE,
  'revoke-session': EVERYONE,
  overview: EVERYONE,

  'list-programs': EVERYONE,
  'read-program': EVERYONE,
  'change-rules': OPERATOR,
  'list-profiles': EVERYONE,
  'extend-card': OPERATOR,
  'search-cards': EVERYONE,
  'read-card': EVERYONE,
  'issue-card': OPERATOR,
  'stock-cards': OPERATOR,
  'activate-card': OPERATOR,
  'fund-card': OPERATOR,
  'void-operation': COUNTER,
  'refund-operation': COUNTER,
  'list-redemptions': EVERYONE,
  'correct-card': VALUE,
  'block-card': COUNTER,
  'unblock-card': COUNTER,
  'close-card': OPERATOR,
  'list-proposals': EVERYONE,
  'approve-proposal': VALUE,
  'reject-proposal': VALUE,
  'read-waiting': EVERYONE,
  'renew-claim-link': COUNTER,
  'approve-card': OPERATOR,
  'read-pin-lock': EVERYONE,
  'unlock-pin': COUNTER,
  'change-pin': COUNTER,
  'list-alarms': EVERYONE,
  'see-to-alarm': COUNTER,

  'list-exceptions': EVERYONE,
  'note-exception': INBOX,
  'decide-exception': INBOX,
  'reconcile-days': EVERYONE,
  'list-pin-locks': EVERYONE,
  'read-throttle': EVERYONE,
  'read-velocity': EVERYONE,
  'set-velocity': OPERATOR,

  'read-network': EVERYONE,
  'list-locations': EVERYONE,
  'create-location': OPERATOR,
  'update-location': OPERATOR,
  'send-activation': COUNTER,
  'list-enrolments': EVERYONE,
  'cancel-enrolment': COUNTER,
  'list-devices': EVERYONE,
  'rename-device': COUNTER,
  'revoke-device': COUNTER,

  'list-payables': BOOKS,
  'adjust-payable': VALUE,
  'list-statement-mails': BOOKS,
  'mail-statements': VALUE,
  'set-statement-language': VALUE,

  'list-runs': BOOKS,
  'read-run': BOOKS,
  'list-run-lines': BOOKS,
  'read-run-line': BOOKS,
  'make-run': VALUE,
  'approve-run': VALUE,
  'cancel-run': VALUE,
  'mark-file-sent': VALUE,
  'give-up-file': VALUE,
  'mark-run-paid': VALUE,
  'list-bank-profiles': BOOKS,
  'add-bank-profile': VALUE,
  'change-bank-profile': VALUE,
  'retire-bank-profile': VALUE,
  'read-books': BOOKS,
  'set-book-zone': VALUE,
  'set-book-account': VALUE,
  'list-closes': BOOKS,
  'check-close': BOOKS,
  'read-trial-balance': BOOKS,
  'read-roll-forward': BOOKS,
  'read-ages': BOOKS,
  'list-book-schedules': BOOKS,
  'add-book-schedule': VALUE,
  'remove-book-schedule': VALUE,
  'retry-book-export': VALUE,
  'read-sales': BOOKS,
  'read-cohorts': BOOKS,
  'read-breakage': BOOKS,
  'set-breakage-estimate': VALUE,
  'read-unclaimed': BOOKS,

  'list-terms': BOOKS,
  'change-terms': VALUE,
  'read-location-terms': BOOKS,
  'change-location-terms': VALUE,
  'preview-terms': BOOKS,
  'read-schedule': BOOKS,
  'change-schedule': VALUE,
  'preview-schedule': BOOKS,

  'list-printers': EVERYONE,
  'add-printer': OPERATOR,
  'retire-printer': OPERATOR,
  'list-batches': EVERYONE,
  'read-batch': EVERYONE,
  'create-batch': OPERATOR,
  'receive-batch': OPERATOR,
  'spoil-batch': OPERATOR,
  'allocate-cards': OPERATOR,
  'ship-allocation': COUNTER,
  'receive-allocation': COUNTER,
  'withdraw-allocation': OPERATOR,
  'report-missing': COUNTER,
  'read-stock': EVERYONE,

  'list-imports': EVERYONE,
  'read-import': EVERYONE,
  'commit-import': VALUE,
  'drop-import': VALUE,
  'read-used-imports': EVERYONE,
  'reverse-import': VALUE,

  'list-bank-accounts': EVERYONE,
  'read-bank-accounts': EVERYONE,
  'enter-bank-account': VALUE,
  'approve-bank-account': VALUE,
  'reject-bank-account': VALUE,
  'check-bank-account': VALUE,
  'confirm-bank-test': COUNTER,
  'repeat-bank-test': COUNTER,
  'block-bank-account': ACCOUNT_STOPPERS,
  'release-bank-account': VALUE,
  'set-bank-rule': OPERATOR,

  'list-bank-answer-files': EVERYONE,
  'list-bank-answers': EVERYONE,
  'see-to-bank-answer': VALUE,
  'match-bank-answer': VALUE,

  'list-bank-deliveries': BOOKS,
  'list-delivered-files': BOOKS,
  'add-bank-delivery': OPERATOR,
  'change-bank-delivery': OPERATOR,
  'remove-bank-delivery': OPERATOR,
  'test-bank-delivery': VALUE,
  'confirm-host-key': OPERATOR,

  'list-pos-connections': SUPPORTERS,
  'add-pos-connection': OPERATOR,
  'change-pos-connection': OPERATOR,
  'remove-pos-connection': OPERATOR,
  'test-pos-connection': COUNTER,

  'list-audit': OVERSEERS,
  'list-audit-actors': OVERSEERS,
  'list-api-clients': OVERSEERS,
  'create-api-client': OPERATOR,
  'revoke-api-client': OPERATOR,
  'search-request-log': SUPPORTERS,
  'replay-request': SUPPORTERS,
}

/** What has a door of its own beside the table: files that go out or come in, and what is listened to. */
export const DOOR_ROLES = {
  'fetch-book-file': BOOKS,
  /** Whoever has it could bring it to the bank, and sees accounts in clear. */
  'fetch-payout-file': VALUE,
  /** A location's statement is the payables in full. */
  'fetch-statement': BOOKS,
  /** The file of numbers and PINs, encrypted to its printer. */
  'fetch-printer-file': OPERATOR,
  /** Cards of another system, to be checked or taken in. */
  'send-import-file': VALUE,
  /** It makes money owed again. */
  'send-bank-answers': VALUE,
  'fetch-audit': OVERSEERS,
  'listen-events': EVERYONE,
} as const satisfies Readonly<Record<string, readonly StaffRole[]>>

/** Whatever a person may be permitted, or not. */
export type GuardedName = SignedInName | keyof typeof DOOR_ROLES

/** Whether a person of this role may do this: the server refuses by it, and the pages leave it out. */
export function mayRole(role: StaffRole, name: GuardedName): boolean {
  const roles: readonly StaffRole[] = { ...ROLES, ...DOOR_ROLES }[name]
  return roles.includes(role)
}
