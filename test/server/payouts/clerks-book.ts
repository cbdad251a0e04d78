/**
 * A book as a clerk keeps it by hand: what each location is owed, is charged and is paid, by plain sums
 * over what the story says happened. It shares no line with what it is held against.
 */

/** What happened at a location between two cut-offs. */
export interface Period {
  redemptions: number
  redeemed: number
  voided: number
  refunded: number
  /** Payouts that came back: how many, and their sum. */
  returns: number
  returned: number
  months: number
}

export interface Account {
  readonly hasBank: boolean
  readonly collects: boolean
  owed: number
}

/** What a run did for a location. */
export interface Entry {
  readonly due: number
  readonly fees: number
  readonly paid: number
  readonly left: number
}

export function emptyPeriod(months: number): Period {
  return { redemptions: 0, redeemed: 0, voided: 0, refunded: 0, returns: 0, returned: 0, months }
}

/** The terms of the story, in words: 2 % up to 5,000.00 and 1 % above, and 0.03 each, with 5 % tax on it. */
function commission(net: number, count: number): number {
  const hundredths = Math.min(net, 500_000) * 2 + Math.max(0, net - 500_000)
  const share = Math.floor((hundredths + 50) / 100) + 3 * count
  const charged = Math.min(share, net)
  return charged + Math.floor((charged * 5 + 50) / 100)
}

const PLAN = 900
const PAYOUT_FEE = 25
const RETURN_FEE = 150
const LEAST = 1_000

/** Closes a period of one location: what it is charged, what it is paid, what stays. */
export function closePeriod(account: Account, period: Period): Entry {
  const net = Math.max(0, period.redeemed - period.voided - period.refunded)
  const due = account.owed + period.redeemed - period.voided - period.refunded + period.returned
  const charged =
    commission(net, period.redemptions) + PLAN * period.months + RETURN_FEE * period.returns
  // One percent of the week's net stays, and a broken cent counts as one.
  const reserve = Math.ceil(net / 100)
  const payable = due - charged - PAYOUT_FEE - reserve
  if (account.hasBank && payable >= LEAST) return end(account, due, charged + PAYOUT_FEE, payable)
  const left = due - charged
  const takes = account.hasBank && account.collects && left < 0
  return end(account, due, charged, takes ? left : 0)
}

function end(account: Account, due: number, fees: number, paid: number): Entry {
  account.owed = due - fees - paid
  return { due, fees, paid, left: account.owed }
}
