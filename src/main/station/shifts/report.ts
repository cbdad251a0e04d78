import { currency, minor } from '../../../contract/money.ts'
import type { ReportTotals, ShiftReport } from '../../../contract/screen/counter.ts'
import type { CountedOperation } from '../journal/shifts.ts'

/** All of a report but what was counted. */
export type ReportHead = Pick<
  ShiftReport,
  | 'zNumber'
  | 'locationName'
  | 'deviceName'
  | 'deviceCode'
  | 'openedAtMs'
  | 'openedBy'
  | 'atMs'
  | 'closedBy'
  | 'copyCount'
  | 'openCount'
>

/** Sums what was counted, by currency and by who stood at the counter: the parts are the whole. Pure. */
export function makeReport(head: ReportHead, counted: readonly CountedOperation[]): ShiftReport {
  const clerks = [...new Set(counted.map(({ clerk }) => clerk))].sort(byName)
  return {
    ...head,
    totals: totalsByCurrency(counted),
    byCashier: clerks.flatMap((name) =>
      totalsByCurrency(counted.filter(({ clerk }) => clerk === name)).map((totals) => ({
        name,
        totals,
      })),
    ),
    refusedCount: counted.filter(({ kind, isRefused }) => kind === 'redeem' && isRefused).length,
  }
}

/** Nobody in particular comes last. */
function byName(left: string | null, right: string | null): number {
  if (left === null || right === null) return Number(left === null) - Number(right === null)
  return left.localeCompare(right)
}

function totalsByCurrency(counted: readonly CountedOperation[]): ReportTotals[] {
  const currencies = [...new Set(counted.map((operation) => operation.currency))].sort()
  return currencies.map((code) =>
    totalsOf(
      code,
      counted.filter((it) => it.currency === code),
    ),
  )
}

function totalsOf(code: string, counted: readonly CountedOperation[]): ReportTotals {
  const tally = (kind: string) => {
    const moved = counted.filter((it) => it.kind === kind && (it.appliedMinor ?? 0) > 0)
    const amount = moved.reduce((sum, { appliedMinor }) => sum + (appliedMinor ?? 0), 0)
    return { count: moved.length, amountMinor: minor(amount) }
  }
  const [redeemed, voided, refunded] = [tally('redeem'), tally('void'), tally('refund')]
  const net = redeemed.amountMinor - voided.amountMinor - refunded.amountMinor
  return { currency: currency(code), redeemed, voided, refunded, netMinor: minor(net) }
}
