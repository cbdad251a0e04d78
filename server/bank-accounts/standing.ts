import type { AccountState, NotPayable } from '../../src/contract/admin/bank-accounts.ts'
import { addBankDays, type Calendar } from '../bank-days/index.ts'
import type { BankDetails } from '../bank-files/index.ts'
import { dayAt, startOfDayMs } from '../ledger/calendar.ts'
import { COOLING_DAYS, PRENOTE_BANK_DAYS, TEST_TRIES } from './limits.ts'
import type { AccountStep, AccountVersion } from './versions.ts'

/** What a version has come to at a moment. */
export interface Standing {
  readonly state: AccountState
  /** Ms since 1970 UTC until when it cools or is tried out; null when that is not known or over. */
  readonly untilMs: number | null
  readonly isVerified: boolean
  /** The test that was sent last, unless it failed or another one was asked for. */
  readonly test: SentTest | undefined
  /** True when the next file takes a test of it. */
  readonly isTestDue: boolean
  readonly triesLeft: number
  readonly block: Block | undefined
}

interface Block {
  readonly reason: string
  readonly canRelease: boolean
  /** `staff:<id>` or `system`. */
  readonly by: string
}

export interface SentTest {
  readonly purpose: 'prenote' | 'test'
  readonly reference: string
  /** As `2026-11-23`. */
  readonly valueOn: string
  readonly step: number
}

/** What it depends on beside its own steps. */
export interface StandingParts {
  readonly atMs: number
  /** Of the location. */
  readonly timeZone: string
  /** Null: as the house has it. */
  readonly coolingDays: number | null
  /** True when an earlier version was ever approved: then this one changes where money goes. */
  readonly isChange: boolean
}

const CALENDARS: Readonly<Record<BankDetails['country'], Calendar>> = {
  us: 'us-fed',
  ca: 'ca-payments',
  sepa: 'target2',
}

/** What the steps of a version come to. Pure: the same at the same moment, for whoever asks. */
export function standingOf(version: AccountVersion, parts: StandingParts): Standing {
  const folded = version.steps.reduce(take, NOTHING)
  const { test, isTestFailed, misses } = folded
  const liveMs = test && !isTestFailed ? prenoteLiveMs(version, test, parts.timeZone) : null
  const isVerified =
    folded.isVerified ||
    version.verification === 'bank' ||
    (liveMs !== null && liveMs <= parts.atMs)
  const coolingMs = coolingUntilMs(version, folded.approvedAtMs, parts)
  const state = stateOf(folded, { isVerified, isCooling: coolingMs > parts.atMs })
  const isAlive = state === 'cooling' || state === 'testing'
  const isTried = version.verification === 'prenote' || version.verification === 'test'
  return {
    ...{ state, isVerified, block: folded.block },
    untilMs: state === 'cooling' ? coolingMs : state === 'testing' ? liveMs : null,
    test: isTestFailed ? undefined : test,
    isTestDue: isAlive && isTried && !isVerified && (test === undefined || folded.isTestAsked),
    triesLeft: Math.max(0, TEST_TRIES - misses),
  }
}

/** Why nothing is paid in this state; undefined when it is. */
export function notPayable(state: AccountState): NotPayable | undefined {
  switch (state) {
    case 'waiting':
      return 'unapproved'
    case 'cooling':
      return 'cooling'
    case 'testing':
      return 'unverified'
    case 'blocked':
      return 'blocked'
    case 'usable':
      return undefined
    case 'rejected':
    case 'replaced':
      return 'none'
  }
}

/** The rule of bank days for an account. */
export function calendarOf(country: BankDetails['country']): Calendar {
  return CALENDARS[country]
}

interface Folded {
  readonly approvedAtMs: number | null
  readonly isRejected: boolean
  readonly block: Block | undefined
  readonly isVerified: boolean
  readonly test: SentTest | undefined
  readonly isTestFailed: boolean
  readonly isTestAsked: boolean
  readonly misses: number
}

const NOTHING: Folded = {
  ...{ approvedAtMs: null, isRejected: false, block: undefined, isVerified: false },
  ...{ test: undefined, isTestFailed: false, isTestAsked: false, misses: 0 },
}

function take(before: Folded, { kind, atMs, by, step, detail }: AccountStep): Folded {
  switch (kind) {
    case 'approved':
      return { ...before, approvedAtMs: atMs }
    case 'rejected':
      return { ...before, isRejected: true }
    case 'test-asked':
      return { ...before, isTestAsked: true }
    case 'test-sent': {
      const { purpose = 'test', reference = '', valueOn = '' } = detail
      const test = { purpose, reference, valueOn, step }
      return { ...before, test, isTestFailed: false, isTestAsked: false, misses: 0 }
    }
    case 'test-missed':
      return { ...before, misses: before.misses + 1 }
    case 'test-failed':
      return { ...before, isTestFailed: true }
    case 'verified':
      return { ...before, isVerified: true }
    case 'blocked': {
      const block = { reason: detail.note ?? '', canRelease: detail.canRelease === true, by }
      return { ...before, block }
    }
    case 'released':
      return { ...before, block: undefined }
  }
}

function stateOf(
  { approvedAtMs, isRejected, block }: Folded,
  { isVerified, isCooling }: { readonly isVerified: boolean; readonly isCooling: boolean },
): AccountState {
  if (isRejected) return 'rejected'
  if (block) return 'blocked'
  if (approvedAtMs === null) return 'waiting'
  if (isCooling) return 'cooling'
  return isVerified ? 'usable' : 'testing'
}

/** The first moment of the day from which a change may be paid to; 0 when nothing cools. */
function coolingUntilMs(
  { country }: AccountVersion,
  approvedAtMs: number | null,
  { isChange, coolingDays, timeZone }: StandingParts,
): number {
  if (!isChange || approvedAtMs === null) return 0
  const days = coolingDays ?? COOLING_DAYS
  if (days === 0) return 0
  const approvedOn = dayAt(approvedAtMs, timeZone)
  return startOfDayMs(addBankDays(calendarOf(country), approvedOn, days), timeZone)
}

/** Null for a test that somebody has to confirm. */
export function prenoteLiveMs(
  { country }: Pick<AccountVersion, 'country'>,
  { purpose, valueOn }: Pick<SentTest, 'purpose' | 'valueOn'>,
  timeZone: string,
): number | null {
  if (purpose !== 'prenote') return null
  const liveOn = addBankDays(calendarOf(country), valueOn, PRENOTE_BANK_DAYS)
  return startOfDayMs(liveOn, timeZone)
}
