import type { LocationId } from '../../src/contract/ids.ts'
import { type Currency, type Minor, minor } from '../../src/contract/money.ts'
import type { Collection, Fee, FeeBasis, FeePayer, FeeTax } from '../../src/contract/terms.ts'
import {
  type AgreedTerms,
  agreedTerms,
  type NetworkTerms,
  networkTermsIn,
} from './network-terms.ts'
import { shareOf, steppedShareOf } from './shares.ts'

/** One amount that is charged for a period. */
export interface Charge {
  /** A stable word: `commission`, `plan`, `payout-return`, `purchase`, or the word of a fee. */
  readonly id: string
  readonly payer: FeePayer
  readonly basis: FeeBasis
  readonly label: string
  /** Above zero, without its tax. What is posted is this and `taxMinor`. */
  readonly amountMinor: Minor
  readonly currency: Currency
  /** The tax on it, in addition; 0 without any. */
  readonly taxMinor: Minor
  /** What the tax is called; null without any. */
  readonly taxLabel: string | null
  /** `netted`: taken off what is paid out. `invoiced`: stated, and never posted to a payable. */
  readonly collection: Collection
}

/** What happened at one location in one period. */
export interface LocationActivity {
  readonly locationId: LocationId
  /** Of the location. */
  readonly currency: Currency
  readonly redemptionCount: number
  readonly redeemedMinor: number
  readonly refundedMinor: number
  readonly voidedMinor: number
  readonly isPayoutMade: boolean
  /** Months that ended in the period: see `monthsEnded`. */
  readonly months: number
}

/** What happened in a network in one period, in one currency. */
export interface NetworkActivity {
  readonly currency: Currency
  readonly salesCount: number
  readonly soldMinor: number
  readonly redemptionCount: number
  /** Less what was voided and refunded. */
  readonly redeemedMinor: number
  readonly locationCount: number
  readonly payoutCount: number
  readonly months: number
}

/**
 * What a location is charged for a period: its commission, its plan, its fees, in this order, without
 * those that come to nothing. Each is rounded once, half up, on the sum of the period; its tax is
 * rounded on its own. A share of value never takes more than that value, unless a minimum says so.
 */
export function chargesFor(terms: NetworkTerms, activity: LocationActivity): readonly Charge[] {
  const agreed = agreedTerms(terms, activity)
  const counted = countedAt(activity)
  const fees = agreed.fees
    .filter(({ payer }) => payer === 'location')
    .map((fee) => feeCharge(fee, counted, activity.currency))
  const charges = [commissionOf(agreed, activity), planOf(agreed, activity), ...fees]
  return charges.filter((charge) => charge !== undefined)
}

/** What the network itself is charged for a period. */
export function networkChargesFor(
  terms: NetworkTerms,
  activity: NetworkActivity,
): readonly Charge[] {
  const { currency } = activity
  const counted = countedIn(activity)
  return networkTermsIn(terms, currency)
    .fees.filter(({ payer }) => payer === 'network')
    .map((fee) => feeCharge(fee, counted, currency))
    .filter((charge) => charge !== undefined)
}

/** What is passed on to a location for a payout that came back; undefined where nothing is. */
export function payoutReturnCharge(
  terms: NetworkTerms,
  place: { readonly locationId: LocationId; readonly currency: Currency },
): Charge | undefined {
  const { payoutReturnFee } = agreedTerms(terms, place)
  if (payoutReturnFee === null) return undefined
  const { amountMinor, ...rest } = payoutReturnFee
  return charge(amountMinor, {
    ...{ id: 'payout-return', payer: 'location', basis: 'payout', label: 'Returned payout' },
    ...{ currency: place.currency, ...rest },
  })
}

/** How often something happened, and of what value; 0 where a basis has none. */
interface Counted {
  readonly count: number
  readonly valueMinor: number
}

type CountedBy = Readonly<Record<FeeBasis, Counted>>

function countedAt(activity: LocationActivity): CountedBy {
  const { redemptionCount, isPayoutMade, months } = activity
  return {
    sale: NOTHING,
    redemption: { count: redemptionCount, valueMinor: netRedeemed(activity) },
    payout: { count: isPayoutMade ? 1 : 0, valueMinor: 0 },
    location_month: { count: months, valueMinor: 0 },
    network_month: NOTHING,
  }
}

function countedIn(activity: NetworkActivity): CountedBy {
  const { months, locationCount } = activity
  return {
    sale: { count: activity.salesCount, valueMinor: activity.soldMinor },
    redemption: {
      count: activity.redemptionCount,
      valueMinor: Math.max(0, activity.redeemedMinor),
    },
    payout: { count: activity.payoutCount, valueMinor: 0 },
    location_month: { count: locationCount * months, valueMinor: 0 },
    network_month: { count: months, valueMinor: 0 },
  }
}

const NOTHING: Counted = { count: 0, valueMinor: 0 }

/** What stayed with the location; 0 when more was taken back than was redeemed in the period. */
function netRedeemed(activity: LocationActivity): number {
  const { redeemedMinor, refundedMinor, voidedMinor } = activity
  return Math.max(0, redeemedMinor - refundedMinor - voidedMinor)
}

function commissionOf({ commission }: AgreedTerms, activity: LocationActivity): Charge | undefined {
  if (commission === null) return undefined
  const valueMinor = netRedeemed(activity)
  const count = activity.redemptionCount
  const fullMinor = steppedShareOf(valueMinor, commission.tiers) + commission.flatMinor * count
  return charge(bounded(fullMinor, { count, valueMinor }, { ...commission, isCapped: true }), {
    ...{ id: 'commission', payer: 'location', basis: 'redemption', label: 'Commission' },
    ...{ currency: activity.currency, tax: commission.tax, collection: commission.collection },
  })
}

function planOf({ plan }: AgreedTerms, activity: LocationActivity): Charge | undefined {
  if (plan === null) return undefined
  return charge(plan.monthlyMinor * activity.months, {
    ...{ id: 'plan', payer: 'location', basis: 'location_month', label: plan.name },
    ...{ currency: activity.currency, tax: plan.tax, collection: plan.collection },
  })
}

function feeCharge(fee: Fee, by: CountedBy, currency: Currency): Charge | undefined {
  const counted = by[fee.basis]
  const fullMinor = shareOf(counted.valueMinor, fee.basisPoints) + fee.fixedMinor * counted.count
  const isCapped = fee.payer === 'location' && fee.basis === 'redemption'
  return charge(bounded(fullMinor, counted, { ...fee, isCapped }), { ...fee, currency })
}

interface Bounds {
  readonly minimumMinor: number | null
  readonly maximumMinor: number | null
  /** Whether it may not take more than the value. */
  readonly isCapped: boolean
}

function bounded(fullMinor: number, counted: Counted, bounds: Bounds): number {
  const { minimumMinor, maximumMinor, isCapped } = bounds
  const isAnything = counted.count > 0 || counted.valueMinor > 0
  const mostMinor = Math.min(
    maximumMinor ?? Number.POSITIVE_INFINITY,
    isCapped ? counted.valueMinor : Number.POSITIVE_INFINITY,
  )
  return Math.max(Math.min(fullMinor, mostMinor), isAnything ? (minimumMinor ?? 0) : 0)
}

interface Of {
  readonly id: string
  readonly payer: FeePayer
  readonly basis: FeeBasis
  readonly label: string
  readonly currency: Currency
  readonly tax: FeeTax | null
  readonly collection: Collection
}

function charge(amountMinor: number, of: Of): Charge | undefined {
  if (amountMinor === 0) return undefined
  const { id, payer, basis, label, currency, tax, collection } = of
  const taxMinor = minor(tax === null ? 0 : shareOf(amountMinor, tax.basisPoints))
  return {
    ...{ id, payer, basis, label, currency, collection, taxMinor },
    ...{ amountMinor: minor(amountMinor), taxLabel: tax?.label ?? null },
  }
}
