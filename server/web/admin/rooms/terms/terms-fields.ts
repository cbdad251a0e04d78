import { type Currency, decimalText, type Minor } from '../../../../../src/contract/money.ts'
import type {
  Collection,
  Commission,
  Fee,
  FeeKind,
  FeeTax,
  LocationTerms,
  Plan,
  PurchaseFee,
  Reserve,
  Terms,
} from '../../../../../src/contract/terms.ts'
import { decimalMark } from '../../../../../src/ui/money.ts'

/** What every charge has, as it is typed. Empty texts mean: none. */
interface CommonFields {
  taxPercent: string
  taxLabel: string
  collection: Collection
}

interface BoundFields {
  minimum: string
  maximum: string
}

export interface FeeFields extends CommonFields, BoundFields {
  /** Empty for a fee that is new: its word is made of what it is called. */
  id: string
  label: string
  kind: FeeKind
  payer: Fee['payer']
  basis: Fee['basis']
  percent: string
  fixed: string
}

export interface PurchaseFields extends Pick<CommonFields, 'taxPercent' | 'taxLabel'> {
  programId: string
  label: string
  percent: string
  steps: { cards: string; perCard: string; order: string }[]
}

/** Terms as they are typed: a network's, or what one location has of its own. */
export interface TermsFields {
  /** Which parts a location has of its own; a network has all. */
  own: Record<OwnPart, boolean>
  hasCommission: boolean
  commission: CommonFields &
    BoundFields & { tiers: { from: string; percent: string }[]; flat: string }
  hasPlan: boolean
  plan: CommonFields & { name: string; monthly: string }
  fees: FeeFields[]
  waived: string[]
  purchaseFees: PurchaseFields[]
  returnFee: CommonFields & { amount: string }
  minimumPayout: string
  reserve: 'none' | Reserve['kind']
  reservePercent: string
  reserveDays: string
  reserveUpTo: string
  reserveAmount: string
  negative: Terms['negative']
  approvals: '1' | '2'
  /** A day as `2026-11-21`; empty: at once. */
  validFrom: string
  reason: string
  password: string
}

export const OWN_PARTS = [
  'commission',
  'plan',
  'returnFee',
  'minimumPayout',
  'reserve',
  'negative',
] as const
export type OwnPart = (typeof OWN_PARTS)[number]

/** How amounts and shares are written here. */
export interface Writing {
  readonly currency: Currency
  readonly locale: string
}

/** An amount to be typed over; empty for none. */
export function typedMoney(
  amount: Minor | null | undefined,
  { currency, locale }: Writing,
): string {
  return amount ? decimalText(amount, currency).replace('.', decimalMark(locale)) : ''
}

/** Hundredths of a percent as a percentage to be typed over; empty for none. */
export function typedPercent(basisPoints: number | null | undefined, { locale }: Writing): string {
  if (!basisPoints) return ''
  const digits = String(basisPoints).padStart(3, '0')
  const decimals = digits.slice(-2).replace(/0+$/, '')
  const mark = decimals === '' ? '' : decimalMark(locale)
  return `${digits.slice(0, -2)}${mark}${decimals}`
}

/** A network's terms, to be typed over. */
export function fieldsOf(terms: Terms, writing: Writing): TermsFields {
  return { ...partsOf(terms, writing), own: everyPart(true), waived: [] }
}

/** What a location has of its own, to be typed over; the rest stands as its network has it. */
export function locationFieldsOf(
  own: LocationTerms,
  network: Terms,
  writing: Writing,
): TermsFields {
  const { fees = [], waivedFees = [], ...parts } = own
  const given = Object.fromEntries(
    Object.entries(parts).filter(([, value]) => value !== undefined),
  ) as Partial<Terms>
  return {
    ...partsOf({ ...network, ...given, fees, purchaseFees: [] }, writing),
    waived: [...waivedFees],
    own: {
      commission: own.commission !== undefined,
      plan: own.plan !== undefined,
      returnFee: own.payoutReturnFee !== undefined,
      minimumPayout: own.minimumPayoutMinor !== undefined,
      reserve: own.reserve !== undefined,
      negative: own.negative !== undefined,
    },
  }
}

function everyPart(isOwn: boolean): TermsFields['own'] {
  return {
    ...{ commission: isOwn, plan: isOwn, returnFee: isOwn },
    ...{ minimumPayout: isOwn, reserve: isOwn, negative: isOwn },
  }
}

type Parts = Omit<TermsFields, 'own' | 'waived'>

function partsOf(terms: Terms, writing: Writing): Parts {
  return {
    hasCommission: terms.commission !== null,
    commission: commissionFields(terms.commission, writing),
    hasPlan: terms.plan !== null,
    plan: planFields(terms.plan, writing),
    fees: terms.fees.map((fee) => feeFields(fee, writing)),
    purchaseFees: terms.purchaseFees.map((fee) => purchaseFields(fee, writing)),
    returnFee: {
      amount: typedMoney(terms.payoutReturnFee?.amountMinor, writing),
      ...commonFields(terms.payoutReturnFee, writing),
    },
    minimumPayout: typedMoney(terms.minimumPayoutMinor, writing),
    ...reserveFields(terms.reserve, writing),
    negative: terms.negative,
    approvals: terms.scheduledRunApprovals === 1 ? '1' : '2',
    ...{ validFrom: '', reason: '', password: '' },
  }
}

function commonFields(
  charge: { readonly tax: FeeTax | null; readonly collection: Collection } | null,
  writing: Writing,
): CommonFields {
  return {
    taxPercent: typedPercent(charge?.tax?.basisPoints, writing),
    taxLabel: charge?.tax?.label ?? '',
    collection: charge?.collection ?? 'netted',
  }
}

function commissionFields(
  commission: Commission | null,
  writing: Writing,
): TermsFields['commission'] {
  const tiers = commission?.tiers ?? [{ fromMinor: 0 as Minor, basisPoints: 0 }]
  return {
    tiers: tiers.map(({ fromMinor, basisPoints }) => ({
      from: typedMoney(fromMinor, writing),
      percent: typedPercent(basisPoints, writing),
    })),
    flat: typedMoney(commission?.flatMinor, writing),
    ...boundFields(commission, writing),
    ...commonFields(commission, writing),
  }
}

function boundFields(
  bounds: { readonly minimumMinor: Minor | null; readonly maximumMinor: Minor | null } | null,
  writing: Writing,
): BoundFields {
  return {
    minimum: typedMoney(bounds?.minimumMinor, writing),
    maximum: typedMoney(bounds?.maximumMinor, writing),
  }
}

function planFields(plan: Plan | null, writing: Writing): TermsFields['plan'] {
  return {
    ...{ name: plan?.name ?? '', monthly: typedMoney(plan?.monthlyMinor, writing) },
    ...commonFields(plan, writing),
  }
}

function feeFields(fee: Fee, writing: Writing): FeeFields {
  const { id, label, kind, payer, basis } = fee
  return {
    ...{ id, label, kind, payer, basis },
    percent: typedPercent(fee.basisPoints, writing),
    fixed: typedMoney(fee.fixedMinor, writing),
    ...boundFields(fee, writing),
    ...commonFields(fee, writing),
  }
}

/** A fee of which nothing is typed yet. */
export function newFee(payer: Fee['payer']): FeeFields {
  return {
    ...{ id: '', label: '', kind: 'other', payer, basis: 'location_month' },
    ...{ percent: '', fixed: '', minimum: '', maximum: '' },
    ...{ taxPercent: '', taxLabel: '', collection: 'netted' },
  }
}

function purchaseFields(fee: PurchaseFee, writing: Writing): PurchaseFields {
  return {
    ...{ programId: fee.programId, label: fee.label },
    percent: typedPercent(fee.basisPoints, writing),
    steps: fee.steps.map(({ fromCards, perCardMinor, orderMinor }) => ({
      cards: String(fromCards),
      perCard: typedMoney(perCardMinor, writing),
      order: typedMoney(orderMinor, writing),
    })),
    ...{ taxPercent: typedPercent(fee.tax?.basisPoints, writing), taxLabel: fee.tax?.label ?? '' },
  }
}

function reserveFields(reserve: Reserve | null, writing: Writing) {
  const share = reserve?.kind === 'percent' ? reserve : null
  const fixed = reserve?.kind === 'fixed' ? reserve : null
  return {
    reserve: reserve?.kind ?? 'none',
    reservePercent: typedPercent(share?.basisPoints, writing),
    reserveDays: String(share?.days ?? 30),
    reserveUpTo: typedMoney(share?.upToMinor, writing),
    reserveAmount: typedMoney(fixed?.amountMinor, writing),
  } as const
}
