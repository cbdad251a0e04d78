import type { FirstTerms } from '../server/terms/index.ts'
import type { NetworkId, ProgramId } from '../src/contract/ids.ts'
import { currency, minor } from '../src/contract/money.ts'
import { DEFAULT_SCHEDULE, type Schedule } from '../src/contract/schedule.ts'
import { type Fee, NO_TERMS, type PurchaseFee, type Terms } from '../src/contract/terms.ts'

/** What the example network agreed on with its locations, and when it pays them. */
export function exampleTerms(networkId: NetworkId, programId: ProgramId): FirstTerms {
  const terms: Terms = {
    ...{ ...NO_TERMS, ...CHARGES, purchaseFees: [purchaseFee(programId)] },
    minimumPayoutMinor: minor(1000),
  }
  return { networkId, currency: currency('USD'), terms, schedule: FRIDAYS }
}

const FRIDAYS: Schedule = {
  ...DEFAULT_SCHEDULE,
  ...{ rhythm: { every: 'week', weekday: 5 }, timeZone: 'America/New_York' },
}

const UNTAXED = {
  minimumMinor: null,
  maximumMinor: null,
  tax: null,
  collection: 'netted',
} as const

/** A fee that the network itself bears, as its providers' price lists have it. */
function borne(fee: Pick<Fee, 'id' | 'label' | 'kind' | 'basis'>, price: Partial<Fee>): Fee {
  return { ...fee, ...UNTAXED, payer: 'network', basisPoints: 0, fixedMinor: minor(0), ...price }
}

const CHARGES: Pick<Terms, 'commission' | 'fees' | 'payoutReturnFee'> = {
  commission: {
    ...{ tiers: [{ fromMinor: minor(0), basisPoints: 300 }], flatMinor: minor(0), ...UNTAXED },
  },
  fees: [
    borne(
      { id: 'gateway-month', label: 'Gateway', kind: 'gateway', basis: 'network_month' },
      { fixedMinor: minor(1500) },
    ),
    borne(
      { id: 'gateway-sale', label: 'Gateway, sales', kind: 'gateway', basis: 'sale' },
      { fixedMinor: minor(15) },
    ),
    borne(
      { id: 'processing', label: 'Card processing', kind: 'processing', basis: 'sale' },
      { basisPoints: 300 },
    ),
    borne(
      { id: 'platform', label: 'Platform', kind: 'platform', basis: 'location_month' },
      { fixedMinor: minor(100) },
    ),
    borne(
      { id: 'platform-sale', label: 'Platform, sales', kind: 'platform', basis: 'sale' },
      { basisPoints: 100 },
    ),
    borne(
      { id: 'disbursement', label: 'Payouts', kind: 'disbursement', basis: 'payout' },
      { fixedMinor: minor(25) },
    ),
  ],
  payoutReturnFee: { amountMinor: minor(500), tax: null, collection: 'netted' },
}

/** 2.00 a card; 1.00 from 11 cards on; 25.00 for 50 and more. */
function purchaseFee(programId: ProgramId): PurchaseFee {
  const step = (fromCards: number, perCard: number, order: number) => ({
    ...{ fromCards, perCardMinor: minor(perCard), orderMinor: minor(order) },
  })
  return {
    ...{ programId, label: 'Purchase fee', basisPoints: 0, tax: null },
    steps: [step(1, 200, 0), step(11, 100, 0), step(50, 0, 2500)],
  }
}
