import type { Currency, Minor } from '../../../../../src/contract/money.ts'
import type {
  Collection,
  Commission,
  Fee,
  FeeTax,
  LocationTerms,
  PurchaseFee,
  Reserve,
  Terms,
} from '../../../../../src/contract/terms.ts'
import { formatMoney } from '../../../../../src/ui/money.ts'
import type { Words } from '../../words/words.tsx'

/** One part of the terms in words. */
export interface TermsLine {
  readonly name: string
  readonly text: string
}

/** What it takes to say terms in words. */
export interface Speech extends Pick<Words, 't' | 'locale'> {
  readonly currency: Currency
  /** The name of a program by its id. */
  readonly programName: (id: string) => string
}

/** A network's terms in words. */
export function termsLines(terms: Terms, speech: Speech): TermsLine[] {
  const { t } = speech
  return [
    { name: t('terms.commission'), text: commissionText(terms.commission, speech) },
    { name: t('terms.plan'), text: planText(terms.plan, speech) },
    ...terms.fees.map((fee) => ({ name: fee.label, text: feeText(fee, speech) })),
    ...terms.purchaseFees.map((fee) => purchaseLine(fee, speech)),
    { name: t('terms.returnFee'), text: returnFeeText(terms.payoutReturnFee, speech) },
    { name: t('terms.minimumPayout'), text: moneyText(terms.minimumPayoutMinor, speech) },
    { name: t('terms.reserve'), text: reserveText(terms.reserve, speech) },
    { name: t('terms.negative'), text: t(`negative.${terms.negative}`) },
    {
      name: t('terms.approvals'),
      text: t(terms.scheduledRunApprovals === 1 ? 'approvals.1' : 'approvals.2'),
    },
  ]
}

/** What a location has of its own, in words. */
export function locationLines(own: LocationTerms, network: Terms, speech: Speech): TermsLine[] {
  const { t } = speech
  const lines: (TermsLine | false)[] = [
    own.commission !== undefined && {
      ...{ name: t('terms.commission'), text: commissionText(own.commission, speech) },
    },
    own.plan !== undefined && { name: t('terms.plan'), text: planText(own.plan, speech) },
    ...(own.fees ?? []).map((fee) => ({ name: fee.label, text: feeText(fee, speech) })),
    ...(own.waivedFees ?? []).map((id) => ({
      name: network.fees.find((fee) => fee.id === id)?.label ?? id,
      text: t('terms.isWaived'),
    })),
    own.payoutReturnFee !== undefined && {
      ...{ name: t('terms.returnFee'), text: returnFeeText(own.payoutReturnFee, speech) },
    },
    own.minimumPayoutMinor !== undefined && {
      ...{ name: t('terms.minimumPayout'), text: moneyText(own.minimumPayoutMinor, speech) },
    },
    own.reserve !== undefined && {
      ...{ name: t('terms.reserve'), text: reserveText(own.reserve, speech) },
    },
    own.negative !== undefined && {
      ...{ name: t('terms.negative'), text: t(`negative.${own.negative}`) },
    },
  ]
  return lines.filter((line) => line !== false)
}

/** One part that two versions have not alike. */
export interface TermsDifference {
  readonly name: string
  readonly before: string
  readonly after: string
}

/** What of two versions differs; what one of them has not is `none`. */
export function termsDifferences(
  before: readonly TermsLine[],
  after: readonly TermsLine[],
  none: string,
): TermsDifference[] {
  const names = [...new Set([...after, ...before].map(({ name }) => name))]
  const textIn = (lines: readonly TermsLine[], name: string) =>
    lines.find((line) => line.name === name)?.text ?? none
  return names
    .map((name) => ({ name, before: textIn(before, name), after: textIn(after, name) }))
    .filter((change) => change.before !== change.after)
}

/** Hundredths of a percent as people of a language write a percentage. */
export function percentText(basisPoints: number, locale: string): string {
  const options = { style: 'percent', maximumFractionDigits: 2 } as const
  return new Intl.NumberFormat(locale, options).format(basisPoints / 10_000)
}

function moneyText(amount: Minor, { t, currency, locale }: Speech): string {
  return amount === 0 ? t('terms.none') : formatMoney(amount, currency, locale)
}

function commissionText(commission: Commission | null, speech: Speech): string {
  const { t, locale } = speech
  if (commission === null) return t('terms.none')
  const steps = commission.tiers.map(({ fromMinor, basisPoints }) => {
    const percent = percentText(basisPoints, locale)
    if (fromMinor === 0) return percent
    return t('terms.sayFrom', { percent, from: moneyText(fromMinor, speech) })
  })
  const flat =
    commission.flatMinor > 0
      ? [t('terms.sayEach', { amount: moneyText(commission.flatMinor, speech) })]
      : []
  return joined([...steps, ...flat, ...boundsText(commission, speech)], commission, speech)
}

function planText(plan: Terms['plan'], speech: Speech): string {
  if (plan === null) return speech.t('terms.none')
  const amount = moneyText(plan.monthlyMinor, speech)
  return joined([speech.t('terms.sayPlan', { name: plan.name, amount })], plan, speech)
}

function feeText(fee: Fee, speech: Speech): string {
  const { t } = speech
  const fixed =
    fee.fixedMinor > 0 ? [`${moneyText(fee.fixedMinor, speech)} ${t(`feeBasis.${fee.basis}`)}`] : []
  const price = [...shareText(fee, speech), ...fixed].join(' + ')
  const who = t(`feePayer.${fee.payer}`)
  return joined([...(price ? [price] : []), ...boundsText(fee, speech), who], fee, speech)
}

function shareText({ basis, basisPoints }: Fee, { t, locale }: Speech): string[] {
  if (basisPoints === 0) return []
  const percent = percentText(basisPoints, locale)
  return [t(basis === 'sale' ? 'terms.sayOfSales' : 'terms.sayOfRedemptions', { percent })]
}

function purchaseLine(fee: PurchaseFee, speech: Speech): TermsLine {
  const { t, locale, programName } = speech
  const steps = fee.steps.map(({ fromCards, perCardMinor, orderMinor }) => {
    const amounts = [
      ...(perCardMinor > 0
        ? [t('terms.sayPerCard', { amount: moneyText(perCardMinor, speech) })]
        : []),
      ...(orderMinor > 0
        ? [t('terms.sayPerOrder', { amount: moneyText(orderMinor, speech) })]
        : []),
    ]
    const price = amounts.join(' + ') || t('terms.none')
    return fromCards === 1 ? price : t('terms.sayFromCards', { count: fromCards, price })
  })
  const share =
    fee.basisPoints > 0
      ? [t('terms.sayOfValue', { percent: percentText(fee.basisPoints, locale) })]
      : []
  return {
    name: `${t('terms.purchase')}: ${programName(fee.programId)}`,
    text: joined([...share, ...steps], { ...fee, collection: 'netted' }, speech),
  }
}

function returnFeeText(fee: Terms['payoutReturnFee'], speech: Speech): string {
  if (fee === null) return speech.t('terms.none')
  return joined([moneyText(fee.amountMinor, speech)], fee, speech)
}

function reserveText(reserve: Reserve | null, speech: Speech): string {
  const { t, locale } = speech
  if (reserve === null) return t('reserve.none')
  if (reserve.kind === 'fixed') return moneyText(reserve.amountMinor, speech)
  const percent = percentText(reserve.basisPoints, locale)
  const share = t('terms.sayReserve', { percent, count: reserve.days })
  if (reserve.upToMinor === null) return share
  return `${share}; ${t('terms.sayMost', { amount: moneyText(reserve.upToMinor, speech) })}`
}

function boundsText(
  bounds: { readonly minimumMinor: Minor | null; readonly maximumMinor: Minor | null },
  speech: Speech,
): string[] {
  const { t } = speech
  const { minimumMinor: least, maximumMinor: most } = bounds
  return [
    ...(least === null ? [] : [t('terms.sayLeast', { amount: moneyText(least, speech) })]),
    ...(most === null ? [] : [t('terms.sayMost', { amount: moneyText(most, speech) })]),
  ]
}

function joined(
  parts: readonly string[],
  { tax, collection }: { readonly tax: FeeTax | null; readonly collection: Collection },
  { t, locale }: Speech,
): string {
  const taxes =
    tax === null
      ? []
      : [t('terms.sayTax', { label: tax.label, percent: percentText(tax.basisPoints, locale) })]
  const invoiced = collection === 'invoiced' ? [t('collection.invoiced')] : []
  return [...parts, ...taxes, ...invoiced].join('; ')
}
