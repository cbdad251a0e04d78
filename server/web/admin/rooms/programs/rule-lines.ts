import type { ProgramView } from '../../../../../src/contract/admin/views.ts'
import type { Minor } from '../../../../../src/contract/money.ts'
import { PIN_SITUATIONS, type ProgramRules } from '../../../../../src/contract/program-rules.ts'
import { formatMoney } from '../../../../../src/ui/money.ts'
import type { Words } from '../../words/words.tsx'

/** One rule in words. */
export interface RuleLine {
  readonly name: string
  readonly text: string
}

/** What it takes to say rules in words. */
export interface Speech extends Pick<Words, 't' | 'locale'> {
  readonly currency: ProgramView['currency']
  /** The name of a profile or a location by its id. */
  readonly nameOf: (id: string) => string
}

const HOUR_MS = 3_600_000

/** All rules in words, always as many and in the same order. */
export function ruleLines(rules: ProgramRules, speech: Speech): RuleLine[] {
  return [...valueLines(rules, speech), ...usageLines(rules, speech), ...lifeLines(rules, speech)]
}

function valueLines(rules: ProgramRules, { t, currency, locale }: Speech): RuleLine[] {
  const money = (amount: Minor) => formatMoney(amount, currency, locale)
  const reloads = rules.reloadsMax === null ? t('rule.anyNumber') : String(rules.reloadsMax)
  return [
    { name: t('rule.load'), text: `${money(rules.loadMinMinor)} – ${money(rules.loadMaxMinor)}` },
    { name: t('rule.balanceMax'), text: money(rules.balanceMaxMinor) },
    { name: t('rule.reloads'), text: rules.reloadable ? reloads : t('rule.loadedOnce') },
    { name: t('rule.partial'), text: t(rules.partial ? 'rule.yes' : 'rule.no') },
    { name: t('rule.adjustAlone'), text: money(rules.adjustAloneUpToMinor) },
  ]
}

function usageLines(rules: ProgramRules, { t, nameOf }: Speech): RuleLine[] {
  const asked = PIN_SITUATIONS.filter((situation) => rules.pin[situation])
  const { toCard, windowDays } = rules.returns
  const window =
    windowDays === null ? t('rule.anyTime') : t('rule.withinDays', { count: windowDays })
  const { acceptedAt } = rules
  return [
    {
      name: t('rule.pin'),
      text: asked.map((situation) => t(`pin.${situation}`)).join(', ') || t('rule.nowhere'),
    },
    { name: t('rule.pinLength'), text: String(rules.pinLength) },
    { name: t('rule.returns'), text: toCard ? window : t('rule.notToCard') },
    { name: t('rule.voidWindow'), text: hours(rules.voidWindowMs, t) },
    {
      name: t('rule.acceptedAt'),
      text:
        acceptedAt === 'network'
          ? t('rule.everywhere')
          : acceptedAt.map(nameOf).join(', ') || t('rule.nowhere'),
    },
  ]
}

function lifeLines(rules: ProgramRules, { t, currency, locale, nameOf }: Speech): RuleLine[] {
  const money = (amount: Minor) => formatMoney(amount, currency, locale)
  const { expiry, dormancyFee: fee, cashOutUpToMinor: cashOut } = rules
  return [
    { name: t('rule.expiry'), text: expiry ? expiryText(expiry, t) : t('rule.never') },
    {
      name: t('rule.valueTo'),
      text: expiry ? t(`rule.valueTo.${expiry.valueTo}`) : t('rule.none'),
    },
    { name: t('rule.cashOut'), text: cashOut === null ? t('rule.asLaw') : money(cashOut) },
    {
      name: t('rule.fee'),
      text: fee
        ? t('rule.feeText', { amount: money(fee.amountMinor), count: fee.afterIdleMonths })
        : t('rule.none'),
    },
    { name: t('rule.delivery'), text: t(`rule.delivery.${rules.delivery}`) },
    {
      name: t('rule.activationDelay'),
      text: rules.activationDelayMs === 0 ? t('rule.none') : hours(rules.activationDelayMs, t),
    },
    { name: t('rule.profile'), text: nameOf(rules.profile) },
    { name: t('rule.affiliated'), text: t(rules.affiliated ? 'rule.yes' : 'rule.no') },
    { name: t('rule.voucherTaxClass'), text: t(`voucherTax.${rules.voucherTaxClass}`) },
  ]
}

function expiryText(expiry: NonNullable<ProgramRules['expiry']>, t: Speech['t']): string {
  return t(expiry.from === 'issue' ? 'rule.fromIssue' : 'rule.fromLoad', { count: expiry.months })
}

function hours(ms: number, t: Speech['t']): string {
  return t('rule.hours', { count: Math.round((ms / HOUR_MS) * 100) / 100 })
}
