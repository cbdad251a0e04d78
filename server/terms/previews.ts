import type { AdminInput } from '../../src/contract/admin/table.ts'
import type { TermsPreview } from '../../src/contract/admin/terms.ts'
import type { ProgramView } from '../../src/contract/admin/views.ts'
import type { LocationId, NetworkId } from '../../src/contract/ids.ts'
import { minor } from '../../src/contract/money.ts'
import { type Charge, chargesFor, networkChargesFor } from './charges.ts'
import { agreedTerms, type NetworkTerms } from './network-terms.ts'
import { purchaseFeeFor, unlawfulPurchaseFee } from './purchase-fees.ts'
import { reserveKept } from './reserves.ts'

/** Stands for any location of the network: nobody's. */
const SOMEWHERE = 'somewhere' as LocationId
/** Orders of each size that price lists commonly tell apart. */
const ORDER_SIZES = [1, 20, 60] as const
const DAYS_OF_A_MONTH = 30

/** What a month like this would cost under these terms, and whether the law lets them be. */
export function previewTerms(
  networkId: NetworkId,
  { currency, terms, locationTerms, example }: AdminInput<'preview-terms'>,
  programs: readonly ProgramView[],
): TermsPreview {
  const agreed: NetworkTerms = {
    ...{ networkId, atMs: 0, versions: [], currencies: new Map([[currency, terms]]) },
    locations: new Map(locationTerms === null ? [] : [[SOMEWHERE, locationTerms]]),
  }
  const networkCharges = networkChargesFor(agreed, {
    ...{ currency, salesCount: example.salesCount, soldMinor: example.soldMinor, months: 1 },
    redemptionCount: example.networkRedemptions,
    redeemedMinor: example.networkRedeemedMinor,
    ...{ locationCount: example.locations, payoutCount: example.payouts },
  })
  return {
    ...locationMonth(agreed, currency, example),
    networkCharges: [...networkCharges],
    networkChargedMinor: minor(sumOf(networkCharges)),
    purchases: purchasesOf(terms, programs),
    unlawful: unlawfulPurchaseFee(terms.purchaseFees, programs) ?? null,
  }
}

type Input = AdminInput<'preview-terms'>

function locationMonth(
  agreed: NetworkTerms,
  currency: Input['currency'],
  { redemptions, redemptionMinor, refundedMinor }: Input['example'],
) {
  const redeemedMinor = redemptions * redemptionMinor
  const netMinor = redeemedMinor - refundedMinor
  const place = { locationId: SOMEWHERE, currency }
  const { reserve, minimumPayoutMinor } = agreedTerms(agreed, place)
  const month = (isPayoutMade: boolean) => {
    const charges = chargesFor(agreed, {
      ...{ ...place, redemptionCount: redemptions, redeemedMinor, refundedMinor, voidedMinor: 0 },
      ...{ isPayoutMade, months: 1 },
    })
    const netted = charges.filter(({ collection }) => collection === 'netted')
    return { charges: [...charges], owedMinor: netMinor - sumOf(netted) }
  }
  const targetMinor = reserveKept(reserve, (days) =>
    Math.floor((netMinor * Math.min(days, DAYS_OF_A_MONTH)) / DAYS_OF_A_MONTH),
  )
  const whenPaid = month(true)
  const freeMinor = whenPaid.owedMinor - targetMinor
  const isPaid = freeMinor > 0 && freeMinor >= minimumPayoutMinor
  const { charges, owedMinor } = isPaid ? whenPaid : month(false)
  const reservedMinor = Math.min(Math.max(0, owedMinor), targetMinor)
  return {
    ...{ redeemedMinor: minor(redeemedMinor), charges },
    ...{ paidMinor: minor(isPaid ? freeMinor : 0), reservedMinor: minor(reservedMinor) },
    waitingMinor: minor(isPaid ? 0 : owedMinor - reservedMinor),
  }
}

function sumOf(charges: readonly Charge[]): number {
  return charges.reduce((sum, { amountMinor, taxMinor }) => sum + amountMinor + taxMinor, 0)
}

function purchasesOf(
  terms: Input['terms'],
  programs: readonly ProgramView[],
): TermsPreview['purchases'] {
  return terms.purchaseFees.flatMap(({ programId }) => {
    const program = programs.find((one) => one.programId === programId)
    if (program === undefined) return []
    const cardMinor = exampleCard(program)
    return ORDER_SIZES.map((cards) => {
      const cardsMinor = Array.from({ length: cards }, () => cardMinor)
      const charged = purchaseFeeFor(terms, program, { programId, cardsMinor })?.charge
      const feeMinor = minor((charged?.amountMinor ?? 0) + (charged?.taxMinor ?? 0))
      return { programName: program.name, cards, cardMinor, feeMinor }
    })
  })
}

/** A card as many people buy it: halfway between the smallest load and the largest, at most 50 units. */
function exampleCard({ rules: { loadMinMinor, loadMaxMinor } }: ProgramView): number {
  return Math.max(loadMinMinor, Math.min(loadMaxMinor, 5000))
}
