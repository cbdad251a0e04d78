import { z } from 'zod'
import { programIdSchema } from './ids.ts'
import { AMOUNT_MINOR_MAX, balanceMinorSchema, minor } from './money.ts'

/** Who bears a charge: whoever buys a card, the location that is paid, or the network itself. */
export const FEE_PAYERS = ['buyer', 'location', 'network'] as const
export type FeePayer = (typeof FEE_PAYERS)[number]

/** What a charge is counted by. */
export const FEE_BASES = [
  'sale',
  'redemption',
  'payout',
  'location_month',
  'network_month',
] as const
export type FeeBasis = (typeof FEE_BASES)[number]

/** Taken off what is paid out, or asked for by an invoice that is written elsewhere. */
export const COLLECTIONS = ['netted', 'invoiced'] as const
export type Collection = (typeof COLLECTIONS)[number]

/** What a fee is for; it groups lines on statements and in the books. */
export const FEE_KINDS = ['gateway', 'processing', 'platform', 'disbursement', 'other'] as const
export type FeeKind = (typeof FEE_KINDS)[number]

/** All of a sum, in hundredths of a percent. */
export const BASIS_POINTS_MAX = 10_000
/** A list that people still read; a network with more fees than this has one too many. */
export const FEES_MAX = 30
/** Steps of a price list. */
export const TIERS_MAX = 10
/** A purchase fee for each program of a large network. */
export const PURCHASE_FEES_MAX = 100
/** Cards in one order. */
const CARDS_MAX = 1_000_000
/** A reserve that is kept longer than a year is a fixed sum. */
const RESERVE_DAYS_MAX = 365

const amount = balanceMinorSchema.refine((value) => value <= AMOUNT_MINOR_MAX, 'too large')
const positive = amount.refine((value) => value > 0, 'must be above zero')
const basisPoints = z.int().min(0).max(BASIS_POINTS_MAX)
const label = z.string().trim().min(1).max(80)
/** A stable word: what was charged under it is found by it for ever. */
const word = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'takes small letters, digits and -')

/** Charges that have words of their own. */
export const RESERVED_FEE_IDS: readonly string[] = [
  'commission',
  'plan',
  'payout-return',
  'purchase',
]

const taxSchema = z.strictObject({
  basisPoints: z.int().min(1).max(BASIS_POINTS_MAX),
  /** As it stands on a statement, such as `GST 5 %`. */
  label,
})
export type FeeTax = z.output<typeof taxSchema>

/** What every charge has: its tax, how it is collected, and its bounds in one period. */
const common = {
  tax: taxSchema.nullable(),
  collection: z.enum(COLLECTIONS),
}
const bounds = {
  /** Charged at least, where there was anything to charge for. */
  minimumMinor: positive.nullable(),
  maximumMinor: positive.nullable(),
}

export const feeSchema = z
  .strictObject({
    id: word.refine((id) => !RESERVED_FEE_IDS.includes(id), 'this word has a meaning already'),
    label,
    kind: z.enum(FEE_KINDS),
    payer: z.enum(['location', 'network']),
    basis: z.enum(FEE_BASES),
    /** Of what was sold or redeemed; 0 with every other basis. */
    basisPoints,
    /** For each sale, redemption, payout or month. */
    fixedMinor: amount,
    ...bounds,
    ...common,
  })
  .superRefine((fee, problems) => {
    const wrong = (path: string, message: string) =>
      problems.addIssue({ code: 'custom', path: [path], message })
    const isOfValue = fee.basis === 'sale' || fee.basis === 'redemption'
    if (fee.basisPoints > 0 && !isOfValue)
      wrong('basisPoints', 'a share needs a value: sales or redemptions')
    if (fee.basisPoints === 0 && fee.fixedMinor === 0 && fee.minimumMinor === null)
      wrong('fixedMinor', 'this fee is nothing')
    if (fee.payer === 'location' && (fee.basis === 'sale' || fee.basis === 'network_month'))
      wrong('basis', 'a location pays by redemption, by payout or by month')
    if (isCrossed(fee)) wrong('maximumMinor', 'the most is below the least')
  })
export type Fee = z.output<typeof feeSchema>

function isCrossed(bound: { minimumMinor: number | null; maximumMinor: number | null }): boolean {
  const { minimumMinor, maximumMinor } = bound
  return minimumMinor !== null && maximumMinor !== null && maximumMinor < minimumMinor
}

/** What a location gives of what it redeemed: the first step begins at 0, each holds for its slice. */
export const commissionSchema = z
  .strictObject({
    tiers: z
      .array(z.strictObject({ fromMinor: amount, basisPoints }))
      .min(1)
      .max(TIERS_MAX)
      .readonly(),
    /** For each redemption. */
    flatMinor: amount,
    ...bounds,
    ...common,
  })
  .superRefine(({ tiers, ...commission }, problems) => {
    const wrong = (path: string, message: string) =>
      problems.addIssue({ code: 'custom', path: [path], message })
    if (tiers[0]?.fromMinor !== 0) wrong('tiers', 'the first step begins at 0')
    if (tiers.some(({ fromMinor }, index) => index > 0 && fromMinor <= at(tiers, index - 1)))
      wrong('tiers', 'each step begins above the one before')
    if (isCrossed(commission)) wrong('maximumMinor', 'the most is below the least')
  })
export type Commission = z.output<typeof commissionSchema>

function at(tiers: readonly { readonly fromMinor: number }[], index: number): number {
  return tiers[index]?.fromMinor ?? 0
}

/** What a location pays each month for being there. */
export const planSchema = z.strictObject({ name: label, monthlyMinor: positive, ...common })
export type Plan = z.output<typeof planSchema>

/** What a buyer pays beside the value of the cards of one order. */
export const purchaseFeeSchema = z
  .strictObject({
    programId: programIdSchema,
    label,
    /** Of the value of the cards. */
    basisPoints,
    /** By the number of cards in the order: the last step that begins at or below it holds for all. */
    steps: z
      .array(
        z.strictObject({
          fromCards: z.int().min(1).max(CARDS_MAX),
          perCardMinor: amount,
          /** Once for the order. */
          orderMinor: amount,
        }),
      )
      .min(1)
      .max(TIERS_MAX)
      .readonly(),
    tax: taxSchema.nullable(),
  })
  .superRefine(({ steps }, problems) => {
    const isRising = steps.every(
      ({ fromCards }, index) => fromCards > (steps[index - 1]?.fromCards ?? 0),
    )
    if (steps[0]?.fromCards !== 1 || !isRising)
      problems.addIssue({
        ...{ code: 'custom', path: ['steps'] },
        message: 'the first step begins at 1 card, each later one above the one before',
      })
  })
export type PurchaseFee = z.output<typeof purchaseFeeSchema>

/** What stays on a location's account against what may come back. */
export const reserveSchema = z.discriminatedUnion('kind', [
  /** A share of what was redeemed in the last so many days. */
  z.strictObject({
    kind: z.literal('percent'),
    basisPoints: z.int().min(1).max(BASIS_POINTS_MAX),
    days: z.int().min(1).max(RESERVE_DAYS_MAX),
    /** It never grows above this. */
    upToMinor: positive.nullable(),
  }),
  /** Always this sum. */
  z.strictObject({ kind: z.literal('fixed'), amountMinor: positive }),
])
export type Reserve = z.output<typeof reserveSchema>

/** What a bank takes for a payout that came back, passed on to its location. */
const payoutReturnFeeSchema = z.strictObject({
  amountMinor: positive,
  tax: taxSchema.nullable(),
  collection: z.enum(COLLECTIONS),
})
export type PayoutReturnFee = z.output<typeof payoutReturnFeeSchema>

const termsShape = z.strictObject({
  commission: commissionSchema.nullable(),
  plan: planSchema.nullable(),
  fees: z.array(feeSchema).max(FEES_MAX).readonly(),
  purchaseFees: z.array(purchaseFeeSchema).max(PURCHASE_FEES_MAX).readonly(),
  payoutReturnFee: payoutReturnFeeSchema.nullable(),
  /** Less than this stays for the next run; 0: whatever is owed is paid. */
  minimumPayoutMinor: amount,
  reserve: reserveSchema.nullable(),
  /** What becomes of a location that owes: it waits, or is debited where its account has a mandate. */
  negative: z.enum(['carry', 'collect']),
  /** How many people agree to a run that the schedule made. One that a person made needs another. */
  scheduledRunApprovals: z.union([z.literal(1), z.literal(2)]),
})

/** All terms of a network in one currency, as one version of them. Amounts in its minor units. */
export const termsSchema = termsShape.superRefine(({ fees, purchaseFees }, problems) => {
  if (new Set(fees.map(({ id }) => id)).size !== fees.length)
    problems.addIssue({ code: 'custom', path: ['fees'], message: 'each fee has its own word' })
  if (new Set(purchaseFees.map(({ programId }) => programId)).size !== purchaseFees.length)
    problems.addIssue({
      ...{ code: 'custom', path: ['purchaseFees'], message: 'a program has one purchase fee' },
    })
})
export type Terms = z.output<typeof termsSchema>

/** What one location has agreed otherwise; what is absent is as the network has it. */
export const locationTermsSchema = z
  .strictObject({
    commission: commissionSchema.nullable().optional(),
    plan: planSchema.nullable().optional(),
    /** Fees in place of those of the same word, or beside the others. */
    fees: z.array(feeSchema).max(FEES_MAX).readonly().optional(),
    /** Words of the network's fees that it does not pay. */
    waivedFees: z.array(word).max(FEES_MAX).readonly().optional(),
    payoutReturnFee: payoutReturnFeeSchema.nullable().optional(),
    minimumPayoutMinor: amount.optional(),
    reserve: reserveSchema.nullable().optional(),
    negative: z.enum(['carry', 'collect']).optional(),
  })
  .superRefine(({ fees = [] }, problems) => {
    if (fees.some(({ payer }) => payer !== 'location'))
      problems.addIssue({ code: 'custom', path: ['fees'], message: 'these are paid by locations' })
    if (new Set(fees.map(({ id }) => id)).size !== fees.length)
      problems.addIssue({ code: 'custom', path: ['fees'], message: 'each fee has its own word' })
  })
export type LocationTerms = z.output<typeof locationTermsSchema>

/** Where nothing was agreed: all is paid, nothing is charged, what is owed to the network waits. */
export const NO_TERMS: Terms = {
  ...{ commission: null, plan: null, fees: [], purchaseFees: [], payoutReturnFee: null },
  ...{ minimumPayoutMinor: minor(0), reserve: null, negative: 'carry', scheduledRunApprovals: 2 },
}
