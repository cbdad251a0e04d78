import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PURPOSES } from '../../server/bank-files/rail.ts'
import { RAIL_FIELD_NAMES } from '../../server/web/admin/rooms/bank-profiles/rail-fields.ts'
import { FLOW_LINES } from '../../server/web/admin/rooms/books/flow-lines.ts'
import { SPAN_UNIT_NAMES } from '../../server/web/admin/rooms/guards/velocity-span.ts'
import { en } from '../../server/web/admin/words/en/catalogue.ts'
import { fr } from '../../server/web/admin/words/fr/catalogue.ts'
import { PROPOSAL_STATES } from '../../src/contract/admin/adjustments.ts'
import { AUDIT_ACTIONS, AUDIT_PARTIES } from '../../src/contract/admin/audit.ts'
import {
  ACCOUNT_STATES,
  ACCOUNT_STEPS,
  NOT_PAYABLE,
  NOTICE_KINDS,
  VERIFICATIONS,
} from '../../src/contract/admin/bank-accounts.ts'
import { DELIVERY_KINDS, DELIVERY_PROBLEMS } from '../../src/contract/admin/bank-delivery.ts'
import {
  ANSWER_DEEDS,
  ANSWER_STATES,
  ANSWER_TASKS,
} from '../../src/contract/admin/bank-outcomes.ts'
import { EXPORT_EVERY } from '../../src/contract/admin/book-exports.ts'
import { BOOK_FILE_NAMES, CLOSE_PROBLEMS, NAMED_ACCOUNTS } from '../../src/contract/admin/books.ts'
import { INBOX_KINDS, INBOX_STATES } from '../../src/contract/admin/exceptions.ts'
import { ALARM_STATES, THROTTLE_REASONS, VELOCITY_KINDS } from '../../src/contract/admin/guards.ts'
import { IMPORT_COLUMNS, IMPORT_FAULTS, IMPORT_STATES } from '../../src/contract/admin/imports.ts'
import { PAYOUT_STATES, RUN_STATES, UNPAID_REASONS } from '../../src/contract/admin/payout-views.ts'
import { POS_PROBLEMS } from '../../src/contract/admin/pos.ts'
import { ALLOCATION_STATES, BATCH_STATES } from '../../src/contract/admin/production.ts'
import { STATEMENT_MAIL_STATES } from '../../src/contract/admin/statements.ts'
import { API_CLIENT_KINDS, API_SCOPES, STAFF_ROLES } from '../../src/contract/admin/views.ts'
import { NEXT_ACTIONS } from '../../src/contract/next-actions.ts'
import {
  CARD_FORMS,
  CARD_STATES,
  CHANNELS,
  OPERATION_KINDS,
} from '../../src/contract/operations.ts'
import { PIN_SITUATIONS, VOUCHER_TAX_CLASSES } from '../../src/contract/program-rules.ts'
import { REASONS } from '../../src/contract/reasons.ts'
import { ERROR_CODES, REFUSAL_CODES } from '../../src/contract/refusals.ts'
import { CALENDARS, PAY_WAYS } from '../../src/contract/schedule.ts'
import { COLLECTIONS, FEE_BASES, FEE_KINDS } from '../../src/contract/terms.ts'
import { EXCEPTION_REASONS } from '../../src/contract/wire/exceptions.ts'
import { POS_KINDS } from '../../src/contract/wire/pos.ts'

const ADMIN = join(import.meta.dirname, '../../server/web/admin')
const english: Readonly<Record<string, string>> = en
const french: Readonly<Record<string, string>> = fr
const keys = Object.keys(english)

/** Words whose key is put together from a value: every value must have its word. */
const FAMILIES: Readonly<Record<string, readonly string[]>> = {
  mailState: STATEMENT_MAIL_STATES,
  audited: AUDIT_ACTIONS,
  exceptions: ['take', 'giveBack', 'reopen'],
  auditParty: AUDIT_PARTIES,
  exceptionKind: INBOX_KINDS,
  exceptionState: INBOX_STATES,
  exceptionReason: EXCEPTION_REASONS,
  reply: [...REFUSAL_CODES, ...ERROR_CODES],
  next: NEXT_ACTIONS,
  cardState: CARD_STATES,
  cardForm: CARD_FORMS,
  kind: OPERATION_KINDS,
  channel: [...CHANNELS, ...API_CLIENT_KINDS],
  operationState: ['posted', 'voided', 'refused'],
  locationState: ['open', 'closed'],
  runState: RUN_STATES,
  payoutState: PAYOUT_STATES,
  accountState: ACCOUNT_STATES,
  accountStep: [...ACCOUNT_STEPS, 'entered', 'notice'],
  accountMail: NOTICE_KINDS,
  accountField: ['routing', 'account', 'transit', 'institution', 'iban', 'bic'],
  accountWrong: ['routing', 'account', 'transit', 'institution', 'iban', 'bic'],
  notPayable: NOT_PAYABLE,
  verification: VERIFICATIONS,
  verificationAbout: ['prenote', 'test', 'cheque'],
  accountDo: ['approve', 'reject', 'check', 'confirm', 'block', 'release', 'repeat'],
  accountFilter: ['all', 'unpaid', 'paid'],
  accountChange: ['approve', 'apply'],
  accountIn: ['us', 'ca', 'sepa'],
  accountBank: ['us', 'ca', 'sepa'],
  answerState: ANSWER_STATES,
  answerKind: ['returned', 'refused', 'changed', 'dishonoured', 'contested', 'accepted', 'paid'],
  answerDid: ANSWER_DEEDS,
  answerTask: ANSWER_TASKS,
  deliveryKind: DELIVERY_KINDS,
  deliveryProblem: DELIVERY_PROBLEMS,
  deliveryState: ['good', 'untried', 'unset', 'troubled'],
  deliveredState: ['begun', 'naming', 'unknown', 'done', 'stopped'],
  unpaid: UNPAID_REASONS,
  purpose: PURPOSES,
  railField: RAIL_FIELD_NAMES,
  reason: REASONS,
  reasonNext: REASONS,
  role: STAFF_ROLES,
  scope: API_SCOPES,
  live: ['connecting', 'live', 'waiting'],
  ruleStanding: ['valid', 'planned', 'past', 'dropped'],
  law: ['expiry', 'dormancyFee', 'purchaseFee', 'cashOut', 'source', 'unconfirmed'],
  pin: PIN_SITUATIONS,
  collection: COLLECTIONS,
  feeKind: FEE_KINDS,
  feePayer: ['location', 'network'],
  feeBasis: FEE_BASES,
  reserve: ['none', 'percent', 'fixed'],
  negative: ['carry', 'collect'],
  approvals: ['1', '2'],
  every: ['week', 'two_weeks', 'month', 'on_demand'],
  monthDay: ['day', 'last_day', 'last_bank_day'],
  calendar: CALENDARS,
  payWay: PAY_WAYS,
  batchState: BATCH_STATES,
  batchStep: [...BATCH_STATES, 'printing'],
  batchStepText: [...BATCH_STATES, 'printing'],
  allocationState: ALLOCATION_STATES,
  allocation: [
    ...['ship', 'receive', 'withdraw'].flatMap((step) => [step, `${step}Title`, `${step}Text`]),
    ...['firstSerial', 'lastSerial'],
  ],
  stockFigure: ['allocated', 'shipped', 'onHand', 'sold', 'missing'],
  missingReason: ['missing', 'overdue'],
  fundedBy: ['cash', 'card', 'external'],
  proposalState: PROPOSAL_STATES,
  alarmState: ALARM_STATES,
  closeProblem: CLOSE_PROBLEMS,
  bookFile: BOOK_FILE_NAMES,
  bookAccount: NAMED_ACCOUNTS,
  side: ['debit', 'credit'],
  voucherTax: VOUCHER_TAX_CLASSES,
  exportEvery: EXPORT_EVERY,
  exportState: ['waiting', 'delivered', 'failed'],
  flow: FLOW_LINES,
  breakageBasis: ['decided', 'history', 'none'],
  lawIs: ['exempt', 'due', 'unknown'],
  alarmKind: ['card-enquired-early', 'numbers-tried-out', 'bank-answer-open', 'books-not-closed'],
  throttle: THROTTLE_REASONS,
  velocityKind: VELOCITY_KINDS,
  spanUnit: SPAN_UNIT_NAMES,
  correctAim: ['give', 'take', 'credit'],
  care: ['block', 'unblock', 'close'].flatMap((what) => [
    ...[`${what}Title`, `${what}Text`, `${what}Submit`],
  ]),
  posState: ['heard', 'polled', 'quiet', 'unset', 'troubled'],
  posProblem: POS_PROBLEMS,
  posAccount: POS_KINDS,
  posSigning: POS_KINDS,
  posAccess: POS_KINDS,
  importState: IMPORT_STATES,
  importedState: ['active', 'blocked', 'expired', 'empty'],
  importColumn: IMPORT_COLUMNS,
  importFault: Object.keys(IMPORT_FAULTS),
}

function sourceText(): string {
  return readdirSync(ADMIN, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.startsWith('words/'))
    .map((name) => readFileSync(join(ADMIN, name), 'utf8'))
    .join('\n')
}

/** The keys that name the buttons that send a dialog: those in its `submit`, with every word that a `${}` may be. */
function submitKeys(): string[] {
  const found = [...sourceText().matchAll(/\bsubmit=(?:"|\{)([^\n]*)/g)].flatMap(
    ([, text = '']) => [
      ...[...text.matchAll(/'(\w+\.\w+)'/g)].map(([, key]) => `^${key}$`),
      ...[...text.matchAll(/`([^`]+)`/g)].map(
        ([, key = '']) => `^${key.replaceAll(/\$\{.*?\}/g, '\\w+')}$`,
      ),
    ],
  )
  return keys.filter((key) => found.some((pattern) => new RegExp(pattern).test(key)))
}

/** A key without its plural form. */
function stemOf(key: string): string {
  return key.replace(/_(one|other)$/, '')
}

describe('words of the admin', () => {
  it('French: the same keys as English, none more, none less, in the same order', () => {
    expect(Object.keys(french)).toEqual(keys)
    expect(keys.length).toBeGreaterThan(250)
  })

  it('every word: says something, and the same values stand in both languages', () => {
    const valuesOf = (text: string) => [...text.matchAll(/\{\{(.*?)\}\}/g)].map((hit) => hit[1])
    for (const key of keys) {
      expect(french[key]?.trim(), key).toBeTruthy()
      expect(english[key]?.trim(), key).toBeTruthy()
      expect(valuesOf(french[key] ?? '').sort(), key).toEqual(valuesOf(english[key] ?? '').sort())
    }
  })

  it('French: no word was left in English', () => {
    const sameInBoth = new Set([
      ...[
        'span.minutes_other',
        'spanUnit.minutes',
        'operation.promoCode',
        'requests.requestId',
        'requests.ms',
        'explorer.status',
        'channel.station',
        'column.actions',
        'overview.stations',
        'reply.code',
        'cardState.active',
        'importedState.active',
      ],
      ...['shell.account', 'books.tab.exports', 'nav.audit', 'audit.action'],
      ...['session', 'enrolment'].map((kind) => `auditParty.${kind}`),
      ...['delivery.destinations', 'delivery.port', 'deliveryKind.sftp'],
      ...['terms.commission', 'terms.sayTax', 'schedule.sayCutOff', 'calendar.target2'],
      ...['payWay.bambora', 'payWay.forte', 'payWay.sepa'],
    ])
    const left = keys.filter((key) => english[key] === french[key] && !sameInBoth.has(key))
    expect(left).toEqual([])
  })

  it('button that sends a dialog: called otherwise than those that leave it, in each language', () => {
    const sending = submitKeys()
    expect(sending.length).toBeGreaterThan(40)
    for (const words of [english, french]) {
      const leaving = [words['action.cancel'], words['action.close']]
      expect(sending.filter((key) => leaving.includes(words[key]))).toEqual([])
    }
  })

  it('plural: both forms are there', () => {
    const plurals = new Set(keys.filter((key) => stemOf(key) !== key).map(stemOf))
    expect(plurals.size).toBeGreaterThan(5)
    for (const stem of plurals) {
      expect(keys).toContain(`${stem}_one`)
      expect(keys).toContain(`${stem}_other`)
    }
  })

  it('every code, state and kind of the contract: has its word', () => {
    for (const [family, members] of Object.entries(FAMILIES)) {
      for (const member of members) expect(keys).toContain(`${family}.${member}`)
    }
  })

  it('every word: is used by a screen', () => {
    const text = sourceText()
    const isUsed = (key: string) => {
      const stem = stemOf(key)
      const [family = '', member = ''] = stem.split('.')
      if (text.includes(`'${stem}'`) || text.includes(`"${stem}"`)) return true
      if (FAMILIES[family]?.includes(member)) return true
      if (stem.startsWith('books.tab.') && text.includes('`books.tab.${')) return true
      // Put together from the kind of load or of figure, as in `load.${kind}Done`.
      return ['card', 'load', 'payables'].includes(family) && text.includes(`\`${family}.\${`)
    }
    expect(keys.filter((key) => !isUsed(key))).toEqual([])
  })
})
