import type { BankRule, NotPayable } from '../../src/contract/admin/bank-accounts.ts'
import { notPayable, type Standing, standingOf } from './standing.ts'
import type { AccountVersion } from './versions.ts'

/** Where and when a location's accounts are looked at. */
export interface Moment {
  readonly atMs: number
  readonly timeZone: string
  readonly rule: Pick<BankRule, 'coolingDays'>
}

/** A version with what it has come to. */
export interface Judged {
  readonly version: AccountVersion
  readonly standing: Standing
}

/** All versions of a location, newest first as given, each with its standing. */
export function judgeAll(
  versions: readonly AccountVersion[],
  { atMs, timeZone, rule }: Moment,
): readonly Judged[] {
  const wasApproved = ({ steps }: AccountVersion) => steps.some(({ kind }) => kind === 'approved')
  const judged = versions.map((version, at) => {
    const isChange = versions.slice(at + 1).some(wasApproved)
    const parts = { atMs, timeZone, coolingDays: rule.coolingDays, isChange }
    return { version, standing: standingOf(version, parts) }
  })
  const heir = judged.findIndex(({ version, standing }) => {
    return standing.state !== 'rejected' && wasApproved(version)
  })
  return judged.map((one, at) => {
    const isReplaced = heir >= 0 && at > heir && one.standing.state !== 'rejected'
    return isReplaced ? { ...one, standing: { ...one.standing, state: 'replaced' } } : one
  })
}

/** The version on which it hangs whether a location is paid: the newest that nobody rejected. */
export function candidateOf(judged: readonly Judged[]): Judged | undefined {
  return judged.find(({ standing }) => standing.state !== 'rejected')
}

/** Why a location is not paid, and until when that is known; `why` null when it is. */
export function payability(candidate: Judged | undefined): {
  readonly why: NotPayable | null
  readonly untilMs: number | null
} {
  if (candidate === undefined) return { why: 'none', untilMs: null }
  const { state, untilMs } = candidate.standing
  return { why: notPayable(state) ?? null, untilMs }
}
