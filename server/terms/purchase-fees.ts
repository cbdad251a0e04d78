import type { ProgramView } from '../../src/contract/admin/views.ts'
import type { ProgramId } from '../../src/contract/ids.ts'
import { minor } from '../../src/contract/money.ts'
import type { PurchaseFee, Terms } from '../../src/contract/terms.ts'
import { factsOf, type PurchaseFeeFact } from '../ledger/jurisdictions.ts'
import type { Charge } from './charges.ts'
import { shareOf, splitByWeight } from './shares.ts'

/** Cards of one program that somebody buys at once. */
export interface CardOrder {
  readonly programId: ProgramId
  /** The value of each card, in minor units of the program's currency. */
  readonly cardsMinor: readonly number[]
}

/** A charge, and what each card of the order bears of it: these make the charge again to the cent. */
export interface PurchaseCharge {
  readonly charge: Charge
  readonly byCardMinor: readonly number[]
}

/** What of a program the fee rests on. */
export type PricedProgram = Pick<ProgramView, 'programId' | 'currency' | 'rules'>

/**
 * What a buyer pays for an order beside the value of its cards; undefined where that is nothing. The law
 * of the program is asked again, because it may have become another since the terms were agreed: never
 * more than it permits.
 */
export function purchaseFeeFor(
  terms: Terms,
  program: PricedProgram,
  { programId, cardsMinor }: CardOrder,
): PurchaseCharge | undefined {
  const fee = terms.purchaseFees.find((one) => one.programId === programId)
  if (fee === undefined || cardsMinor.length === 0) return undefined
  const fullMinor = fullFee(fee, cardsMinor)
  const amountMinor = Math.min(fullMinor, lawfulFee(program, cardsMinor.length))
  if (amountMinor === 0) return undefined
  return {
    charge: {
      ...{ id: 'purchase', payer: 'buyer', basis: 'sale', label: fee.label },
      ...{ currency: program.currency, collection: 'netted', amountMinor: minor(amountMinor) },
      taxMinor: minor(fee.tax === null ? 0 : shareOf(amountMinor, fee.tax.basisPoints)),
      taxLabel: fee.tax?.label ?? null,
    },
    byCardMinor: splitByWeight(amountMinor, cardsMinor),
  }
}

function fullFee({ basisPoints, steps }: PurchaseFee, cardsMinor: readonly number[]): number {
  const count = cardsMinor.length
  const valueMinor = cardsMinor.reduce((sum, cardMinor) => sum + cardMinor, 0)
  const step = steps.findLast(({ fromCards }) => fromCards <= count)
  const fixedMinor = step === undefined ? 0 : step.perCardMinor * count + step.orderMinor
  return shareOf(valueMinor, basisPoints) + fixedMinor
}

function lawfulFee({ rules, currency }: PricedProgram, cards: number): number {
  const fact = factsOf(rules.profile, rules.affiliated).purchaseFee
  if (fact.permits === 'none') return 0
  const isBound = fact.permits === 'limited' && fact.currency === currency
  return isBound ? fact.upToMinor * cards : Number.MAX_SAFE_INTEGER
}

/** What of these purchase fees the law of a program forbids, with the fact and its source. */
export function unlawfulPurchaseFee(
  fees: readonly PurchaseFee[],
  programs: readonly (PricedProgram & Pick<ProgramView, 'name'>)[],
): string | undefined {
  for (const fee of fees) {
    const program = programs.find(({ programId }) => programId === fee.programId)
    if (program === undefined) continue
    const fact = factsOf(program.rules.profile, program.rules.affiliated).purchaseFee
    const what = problemOf(fee, program, fact)
    if (what !== undefined) return `purchaseFees: ${program.name}: ${what} ${cited(fact)}`
  }
  return undefined
}

function problemOf(
  fee: PurchaseFee,
  { currency, rules }: PricedProgram,
  fact: PurchaseFeeFact,
): string | undefined {
  if (fact.permits === 'any') return undefined
  if (fact.permits === 'none') return 'choose none.'
  if (fact.currency !== currency) return undefined
  const dearestMinor = Math.max(...fee.steps.map((step) => dearest(step)))
  const mostMinor = dearestMinor + shareOf(rules.loadMaxMinor, fee.basisPoints)
  return mostMinor > fact.upToMinor ? 'it is higher than permitted.' : undefined
}

/** What one card of a step may bear at most without the share of its value. */
function dearest({ fromCards, perCardMinor, orderMinor }: PurchaseFee['steps'][number]): number {
  return perCardMinor + Math.ceil(orderMinor / fromCards)
}

function cited({ text, source, asOf, verified }: PurchaseFeeFact): string {
  const confirmed = verified ? '' : ', not confirmed by counsel'
  return `${text} Source: ${source} (as of ${asOf}${confirmed}).`
}
