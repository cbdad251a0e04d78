import type { LocationActivity, NetworkTerms } from '../../../server/terms/index.ts'
import type { LocationId, NetworkId } from '../../../src/contract/ids.ts'
import { type Currency, currency, minor } from '../../../src/contract/money.ts'
import {
  type Commission,
  type Fee,
  type LocationTerms,
  NO_TERMS,
  type Terms,
} from '../../../src/contract/terms.ts'

export const HERE = '01900000-0000-7000-8000-000000000001' as LocationId
export const USD = currency('USD')

/** What a network has agreed in one currency, and what `HERE` has agreed otherwise. */
export function agreed(
  terms: Partial<Terms>,
  own?: LocationTerms,
  code: Currency = USD,
): NetworkTerms {
  return {
    ...{ networkId: 'network' as NetworkId, atMs: 0, versions: [] },
    currencies: new Map([[code, { ...NO_TERMS, ...terms }]]),
    locations: new Map(own === undefined ? [] : [[HERE, own]]),
  }
}

const FREE = { minimumMinor: null, maximumMinor: null, tax: null, collection: 'netted' } as const

/** A fee that is nothing but what it is told. */
export function fee(id: string, more: Partial<Fee>): Fee {
  return {
    ...{ id, label: id, kind: 'other', payer: 'network', basis: 'network_month' },
    ...{ basisPoints: 0, fixedMinor: minor(0), ...FREE, ...more },
  }
}

/** A commission of so many hundredths of a percent, and whatever else it is told. */
export function commission(basisPoints: number, more: Partial<Commission> = {}): Commission {
  return {
    ...{ tiers: [{ fromMinor: minor(0), basisPoints }], flatMinor: minor(0), ...FREE, ...more },
  }
}

/** A month at `HERE` in which nothing happened but what is told. */
export function month(more: Partial<LocationActivity>): LocationActivity {
  return {
    ...{ locationId: HERE, currency: USD, redemptionCount: 0, redeemedMinor: 0 },
    ...{ refundedMinor: 0, voidedMinor: 0, isPayoutMade: false, months: 1, ...more },
  }
}
