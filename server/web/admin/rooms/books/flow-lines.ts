import type { RollForward } from '../../../../../src/contract/admin/books.ts'
import { addMinor, type Minor, ZERO } from '../../../../../src/contract/money.ts'

/** The lines of a roll-forward in the order in which an accountant reads them. */
export const FLOW_LINES = [
  'openingMinor',
  'issuedMinor',
  'fundedMinor',
  'importedMinor',
  'returnedMinor',
  'loadsVoidedMinor',
  'redeemedMinor',
  'cashedOutMinor',
  'expiredMinor',
  'closedMinor',
  'adjustedMinor',
  'movedMinor',
  'closingMinor',
] as const

/** One line of it. */
export interface FlowLine {
  readonly flow: (typeof FLOW_LINES)[number]
  readonly amountMinor: Minor
}

/** Lines that are shown though nothing moved. */
const ALWAYS: ReadonlySet<string> = new Set([
  ...['openingMinor', 'issuedMinor', 'fundedMinor', 'redeemedMinor', 'closingMinor'],
])

/** The sums of these programs, without lines in which nothing moved. All of one currency. */
export function flowLines(programs: readonly RollForward[]): FlowLine[] {
  return FLOW_LINES.map((flow) => ({
    flow,
    amountMinor: addMinor(ZERO, ...programs.map((line) => line[flow])),
  })).filter(({ flow, amountMinor }) => ALWAYS.has(flow) || amountMinor !== 0)
}
