import type { LocationId, NetworkId } from '../../src/contract/ids.ts'
import type { Currency } from '../../src/contract/money.ts'
import { type LocationTerms, NO_TERMS, type Terms } from '../../src/contract/terms.ts'

/** What a network and its locations had agreed at one instant. */
export interface NetworkTerms {
  readonly networkId: NetworkId
  /** In ms since 1970 UTC. */
  readonly atMs: number
  /** By currency; one that is not here has {@link NO_TERMS}. */
  readonly currencies: ReadonlyMap<Currency, Terms>
  /** Only those that agreed on something else than their network. */
  readonly locations: ReadonlyMap<LocationId, LocationTerms>
  /** Which versions these are, to be frozen with what is made of them. */
  readonly versions: readonly TermsVersion[]
}

/** `scope`: a currency, or a location's id. */
export interface TermsVersion {
  readonly scope: string
  readonly version: number
}

/** What holds for one location, its own terms over those of its network. */
export type AgreedTerms = Terms

/** The terms of a network in one currency, before any location's own. */
export function networkTermsIn(terms: NetworkTerms, currency: Currency): Terms {
  return terms.currencies.get(currency) ?? NO_TERMS
}

/** What holds for a location that is paid in this currency. */
export function agreedTerms(
  terms: NetworkTerms,
  place: { readonly locationId: LocationId; readonly currency: Currency },
): AgreedTerms {
  const network = networkTermsIn(terms, place.currency)
  const { fees, waivedFees, ...own } = terms.locations.get(place.locationId) ?? {}
  const replaced = new Set([...(fees ?? []).map(({ id }) => id), ...(waivedFees ?? [])])
  return {
    ...network,
    ...given(own),
    fees: [
      ...network.fees.filter(({ id, payer }) => payer !== 'location' || !replaced.has(id)),
      ...(fees ?? []),
    ],
  }
}

type Own = Omit<LocationTerms, 'fees' | 'waivedFees'>

/** What was said, without what was left out. */
function given(own: Own): Partial<Terms> {
  return Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined))
}
