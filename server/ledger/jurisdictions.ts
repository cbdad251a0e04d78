import { PROFILE_IDS, type ProfileId } from '../../src/contract/program-rules.ts'

/**
 * What is known of the law of a place, from the house's specification (features §2b). Nothing here is
 * legal advice: every fact names its source and when it was looked up, and those that counsel has not
 * confirmed say so.
 */
export interface Fact {
  /** In English, as it is shown with a refusal. */
  readonly text: string
  readonly source: string
  /** The day on which the source was read. */
  readonly asOf: string
  /** False until counsel has confirmed it. */
  readonly verified: boolean
}

/** When cards may expire: never, after so many months at the earliest, or whenever one likes. */
export type ExpiryFact =
  | (Fact & { readonly permits: 'none' })
  | (Fact & { readonly permits: 'any' })
  | (Fact & {
      readonly permits: 'after'
      readonly months: number
      /** A card that can be loaded again counts from its last load. */
      readonly from: 'last_load'
    })

/** Whether an idle card may be charged, and how. */
export type FeeFact =
  | (Fact & { readonly permits: 'none' })
  | (Fact & { readonly permits: 'any' })
  | (Fact & {
      readonly permits: 'limited'
      readonly afterIdleMonths: number
      /** In minor units of `currency`; null: no bound is known. */
      readonly upToMinor: number | null
      readonly currency: string | null
    })

/** Whether a buyer may be charged for a card beside its value, and how much. */
export type PurchaseFeeFact =
  | (Fact & { readonly permits: 'none' })
  | (Fact & { readonly permits: 'any' })
  | (Fact & {
      readonly permits: 'limited'
      /** For one card, in minor units of `currency`. */
      readonly upToMinor: number
      readonly currency: string
    })

/** A balance up to this is paid out to a holder who asks. */
export type CashOutFact = Fact & {
  /** The day from which it holds, `0001-01-01` for one that is older than anything here. */
  readonly from: string
  readonly upToMinor: number
  readonly currency: string
}

/** The facts for cards whose sellers belong together, or for those whose do not. */
interface Facts {
  readonly expiry: ExpiryFact
  readonly dormancyFee: FeeFact
  readonly purchaseFee: PurchaseFeeFact
  /** The oldest first. */
  readonly cashOut: readonly CashOutFact[]
}

/** The law of one place, as far as it is known here. */
export interface Profile {
  readonly profileId: ProfileId
  readonly name: string
  readonly affiliated: Facts
  /** Cards that several sellers accept who do not belong together: most of the rules leave them out. */
  readonly unaffiliated: Facts
}

const AS_OF = '2026-11-21'
const LONG_AGO = '0001-01-01'

function fact(text: string, source: string): Fact {
  return { text, source, asOf: AS_OF, verified: false }
}

const CARD_ACT = '12 CFR 1005.20; Federal Register 2010-6759 (Regulation E, final rule)'
const FIVE_YEARS: ExpiryFact = {
  ...fact('Cards expire five years after their issue or last load at the earliest.', CARD_ACT),
  ...{ permits: 'after', months: 60, from: 'last_load' },
}
const A_YEAR_IDLE: FeeFact = {
  ...fact(
    'A dormancy fee needs 12 months without use before it, at most one a month, disclosed.',
    CARD_ACT,
  ),
  ...{ permits: 'limited', afterIdleMonths: 12, upToMinor: null, currency: null },
}
const ONCE: PurchaseFeeFact = {
  ...fact('A fee charged once, when a card is bought, is permitted; it is disclosed.', CARD_ACT),
  permits: 'any',
}
const FEDERAL: Facts = {
  ...{ expiry: FIVE_YEARS, dormancyFee: A_YEAR_IDLE, purchaseFee: ONCE, cashOut: [] },
}

const SILENT: Facts = {
  expiry: { ...fact('No rule is known here. Ask counsel.', '—'), permits: 'any' },
  dormancyFee: { ...fact('No rule is known here. Ask counsel.', '—'), permits: 'any' },
  purchaseFee: { ...fact('No rule is known here. Ask counsel.', '—'), permits: 'any' },
  cashOut: [],
}

const CALIFORNIA = 'Civ. Code 1749.45 and 1749.5; SB 22 of 2025, ch. 207'
const OLR = 'Connecticut OLR report 2015-R-0095; giftcardsyoucantrust.com/cash-out-giftcards'

function state(code: string, name: string, upToMinor: number, more = ''): Profile {
  const text = `A balance up to ${(upToMinor / 100).toFixed(2)} is paid out on request.${more}`
  const cashOut = { ...fact(text, OLR), from: LONG_AGO, upToMinor, currency: 'USD' }
  return {
    profileId: `us-${code}` as ProfileId,
    name,
    affiliated: { ...FEDERAL, cashOut: [cashOut] },
    unaffiliated: code === 'co' ? FEDERAL : { ...FEDERAL, cashOut: [cashOut] },
  }
}

const ONTARIO = 'O. Reg. 17/05 as amended by 187/07'
const PROVINCES = 'businessvision12.rssing.com (overview of the provinces, secondary)'

function province(
  code: string,
  name: string,
  mall:
    | {
        readonly afterIdleMonths: number
        readonly source: string
        /** What a buyer may be charged for a card, in cents; null: nothing is known to permit it. */
        readonly purchaseMinor: number | null
      }
    | undefined,
): Profile {
  const source = mall?.source ?? PROVINCES
  const expiry: ExpiryFact = {
    ...fact('Cards for an amount of money do not expire; a printed date is void.', source),
    permits: 'none',
  }
  const noFee: FeeFact = { ...fact('No fees on cards of one seller.', source), permits: 'none' }
  const mallFee: FeeFact = mall
    ? {
        ...fact(
          `Cards of several sellers: at most 2.50 a month after ${mall.afterIdleMonths} months.`,
          source,
        ),
        ...{ permits: 'limited', afterIdleMonths: mall.afterIdleMonths },
        ...{ upToMinor: 250, currency: 'CAD' },
      }
    : noFee
  return {
    ...{ profileId: `ca-${code}` as ProfileId, name },
    affiliated: { expiry, dormancyFee: noFee, purchaseFee: noFee, cashOut: [] },
    unaffiliated: {
      ...{ expiry, dormancyFee: mallFee, cashOut: [] },
      purchaseFee: mallPurchase(source, mall?.purchaseMinor ?? null),
    },
  }
}

function mallPurchase(source: string, upToMinor: number | null): PurchaseFeeFact {
  if (upToMinor === null)
    return { ...fact('Nothing is known here to permit a purchase fee.', source), permits: 'none' }
  const text = `Cards of several sellers: at most ${(upToMinor / 100).toFixed(2)} when one is bought.`
  return { ...fact(text, source), permits: 'limited', upToMinor, currency: 'CAD' }
}

const CALIFORNIAN: Profile = {
  profileId: 'us-ca',
  name: 'California',
  affiliated: {
    expiry: { ...fact('Gift cards do not expire.', CALIFORNIA), permits: 'none' },
    dormancyFee: {
      ...fact(
        'No fees but one: at most 1.00 a month on a balance up to 5.00, after 24 months without use, on a reloadable card with a notice in 10-point type.',
        CALIFORNIA,
      ),
      ...{ permits: 'limited', afterIdleMonths: 24, upToMinor: 100, currency: 'USD' },
    },
    purchaseFee: {
      ...fact('No fees on gift cards but a narrow one for dormancy.', CALIFORNIA),
      permits: 'none',
    },
    cashOut: [
      {
        ...fact('A balance below 10.00 is paid out on request.', CALIFORNIA),
        ...{ from: LONG_AGO, upToMinor: 999, currency: 'USD' },
      },
      {
        ...fact('From 1 April 2026 a balance below 15.00 is paid out on request.', CALIFORNIA),
        ...{ from: '2026-04-01', upToMinor: 1499, currency: 'USD' },
      },
    ],
  },
  unaffiliated: {
    ...FEDERAL,
    expiry: {
      ...FIVE_YEARS,
      text: `Outside the law of the state if the date is printed on the card. ${FIVE_YEARS.text}`,
    },
  },
}

const EUROPEAN: Facts = {
  expiry: {
    ...fact('National law decides. Ask counsel.', 'lexology.com, cms.law on Directive 2016/1065'),
    permits: 'any',
  },
  dormancyFee: {
    ...fact('National law decides. Ask counsel.', 'lexology.com, cms.law on Directive 2016/1065'),
    permits: 'any',
  },
  purchaseFee: {
    ...fact('National law decides. Ask counsel.', 'lexology.com, cms.law on Directive 2016/1065'),
    permits: 'any',
  },
  cashOut: [],
}

const ALL: readonly Profile[] = [
  { profileId: 'none', name: 'No profile', affiliated: SILENT, unaffiliated: SILENT },
  { profileId: 'us-federal', name: 'United States', affiliated: FEDERAL, unaffiliated: FEDERAL },
  CALIFORNIAN,
  state('co', 'Colorado', 500, ' Cards of several sellers are left out.'),
  state('me', 'Maine', 499),
  state('ma', 'Massachusetts', 499, ' Also when 10 % or less is left: not applied here.'),
  state('mt', 'Montana', 499),
  state('nj', 'New Jersey', 499),
  state('or', 'Oregon', 499),
  state('wa', 'Washington', 499),
  state('ri', 'Rhode Island', 99),
  state('vt', 'Vermont', 99),
  province('on', 'Ontario', { afterIdleMonths: 15, source: ONTARIO, purchaseMinor: 150 }),
  province('bc', 'British Columbia', {
    afterIdleMonths: 15,
    source: PROVINCES,
    purchaseMinor: 150,
  }),
  province('ab', 'Alberta', undefined),
  province('mb', 'Manitoba', { afterIdleMonths: 12, source: PROVINCES, purchaseMinor: null }),
  { profileId: 'eu', name: 'European Union', affiliated: EUROPEAN, unaffiliated: EUROPEAN },
]

/** All profiles, in the order of the contract. */
export const PROFILES: readonly Profile[] = PROFILE_IDS.flatMap((id) =>
  ALL.filter(({ profileId }) => profileId === id),
)

/** What the law of this place says of cards like that. */
export function factsOf(profileId: ProfileId, affiliated: boolean): Facts {
  const profile = ALL.find((known) => known.profileId === profileId)
  if (!profile) throw new RangeError(`no profile ${profileId}`)
  return affiliated ? profile.affiliated : profile.unaffiliated
}

/** Up to how much a holder is paid out on this day; 0 where nothing says so. */
export function lawfulCashOut(
  { cashOut }: Pick<Facts, 'cashOut'>,
  currency: string,
  day: string,
): number {
  const inForce = cashOut.filter((known) => known.currency === currency && known.from <= day)
  return inForce.at(-1)?.upToMinor ?? 0
}
