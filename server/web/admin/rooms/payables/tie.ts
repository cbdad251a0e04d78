import type { AdminResult } from '../../../../../src/contract/admin/table.ts'
import type { PayableLine } from '../../../../../src/contract/admin/views.ts'
import {
  addMinor,
  type Currency,
  type Minor,
  minor,
  subtractMinor,
  ZERO,
} from '../../../../../src/contract/money.ts'

type Payables = AdminResult<'list-payables'>

/** Days that hold every operation there can be: the sum of all periods. */
export const ALL_TIME = { from: '2000-01-01', to: '2099-12-31' } as const

/** One location's statements over all time beside the ledger's own figure. */
export interface Tie {
  readonly locationId: string
  readonly locationName: string
  readonly currency: Currency
  readonly statementsMinor: Minor
  readonly ledgerMinor: Minor
  /** Statements less ledger; zero when they tie. */
  readonly differenceMinor: Minor
}

/** Holds the statements of {@link ALL_TIME} against the ledger, location by location. */
export function holdAgainstLedger(allTime: Payables): Tie[] {
  const ledger = new Map<string, Minor>(
    allTime.ledger.map(({ locationId, payableMinor }) => [locationId, minor(payableMinor)]),
  )
  return allTime.lines.map((line) => {
    const ledgerMinor = ledger.get(line.locationId) ?? ZERO
    return {
      locationId: line.locationId,
      locationName: line.locationName,
      currency: line.currency,
      statementsMinor: line.payableMinor,
      ledgerMinor,
      differenceMinor: subtractMinor(line.payableMinor, ledgerMinor),
    }
  })
}

/** The sums of one currency's lines: amounts of different currencies are never added. */
export interface Sums {
  readonly currency: Currency
  readonly redeemedMinor: Minor
  readonly voidedMinor: Minor
  readonly refundedMinor: Minor
  readonly feesMinor: Minor
  readonly paidMinor: Minor
  readonly adjustedMinor: Minor
  readonly payableMinor: Minor
  /** Of what locations are charged, paid and corrected by, what any line has. */
  readonly settled: ReadonlySet<'fees' | 'paid' | 'adjusted'>
}

const SETTLED = ['fees', 'paid', 'adjusted'] as const

export function sumLines(currency: Currency, lines: readonly PayableLine[]): Sums {
  return {
    currency,
    redeemedMinor: addMinor(...lines.map((line) => line.redeemedMinor)),
    voidedMinor: addMinor(...lines.map((line) => line.voidedMinor)),
    refundedMinor: addMinor(...lines.map((line) => line.refundedMinor)),
    feesMinor: addMinor(...lines.map((line) => line.feesMinor)),
    paidMinor: addMinor(...lines.map((line) => line.paidMinor)),
    adjustedMinor: addMinor(...lines.map((line) => line.adjustedMinor)),
    payableMinor: addMinor(...lines.map((line) => line.payableMinor)),
    settled: new Set(SETTLED.filter((part) => lines.some((line) => line[`${part}Minor`] !== 0))),
  }
}

/** The lines by currency, in the order in which the currencies first appear. */
export function byCurrency(lines: readonly PayableLine[]): Map<Currency, PayableLine[]> {
  return Map.groupBy(lines, (line) => line.currency)
}
