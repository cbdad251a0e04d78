import type { ProgramView } from '../../../../../src/contract/admin/views.ts'
import type { LocationId } from '../../../../../src/contract/ids.ts'
import { decimalText, type Minor, minor } from '../../../../../src/contract/money.ts'
import {
  type ProfileId,
  type ProgramRules,
  programRulesSchema,
} from '../../../../../src/contract/program-rules.ts'
import { decimalMark } from '../../../../../src/ui/money.ts'
import { readAmount } from '../../forms/amount.ts'

/** The rules as they are typed. Empty texts mean: none. */
export interface RuleFields {
  loadMinMinor: string
  loadMaxMinor: string
  balanceMaxMinor: string
  reloadable: boolean
  reloadsMax: string
  partial: boolean
  adjustAloneUpToMinor: string
  pin: ProgramRules['pin']
  pinLength: string
  toCard: boolean
  windowDays: string
  voidHours: string
  acceptedAt: 'network' | 'list'
  locations: string[]
  expires: 'never' | 'issue' | 'last_load'
  months: string
  valueTo: 'suspense' | 'breakage'
  cashOutUpToMinor: string
  feeMinor: string
  feeMonths: string
  delivery: ProgramRules['delivery']
  delayHours: string
  profile: ProfileId
  affiliated: 'yes' | 'no'
  voucherTaxClass: ProgramRules['voucherTaxClass']
  /** A day as `2026-11-21`; empty: at once. */
  validFrom: string
  reason: string
}

const HOUR_MS = 3_600_000

/** The rules as they stand, to be typed over. */
export function fieldsOf(
  rules: ProgramRules,
  currency: ProgramView['currency'],
  locale: string,
): RuleFields {
  const money = (amount: Minor | null | undefined) =>
    amount ? decimalText(amount, currency).replace('.', decimalMark(locale)) : ''
  const { expiry, dormancyFee: fee, acceptedAt, returns } = rules
  return {
    loadMinMinor: money(rules.loadMinMinor),
    loadMaxMinor: money(rules.loadMaxMinor),
    balanceMaxMinor: money(rules.balanceMaxMinor),
    reloadable: rules.reloadable,
    reloadsMax: text(rules.reloadsMax),
    partial: rules.partial,
    adjustAloneUpToMinor: money(rules.adjustAloneUpToMinor),
    pin: rules.pin,
    pinLength: text(rules.pinLength),
    toCard: returns.toCard,
    windowDays: text(returns.windowDays),
    voidHours: text(rules.voidWindowMs / HOUR_MS),
    acceptedAt: acceptedAt === 'network' ? 'network' : 'list',
    locations: acceptedAt === 'network' ? [] : [...acceptedAt],
    expires: expiry?.from ?? 'never',
    months: text(expiry?.months ?? 60),
    valueTo: expiry?.valueTo ?? 'suspense',
    cashOutUpToMinor: money(rules.cashOutUpToMinor),
    feeMinor: money(fee?.amountMinor),
    feeMonths: text(fee?.afterIdleMonths ?? 12),
    delivery: rules.delivery,
    delayHours: rules.activationDelayMs === 0 ? '' : text(rules.activationDelayMs / HOUR_MS),
    profile: rules.profile,
    affiliated: rules.affiliated ? 'yes' : 'no',
    voucherTaxClass: rules.voucherTaxClass,
    ...{ validFrom: '', reason: '' },
  }
}

function text(value: number | null): string {
  return value === null ? '' : String(value)
}

/** The rules that were typed, or the fields that are wrong. */
export type ReadRules =
  | { readonly ok: true; readonly rules: ProgramRules }
  | { readonly ok: false; readonly wrong: readonly (keyof RuleFields)[] }

/** Reads what was typed; everything that is wrong at once. */
export function readFields(
  fields: RuleFields,
  base: ProgramRules,
  { currency, locale }: { readonly currency: ProgramView['currency']; readonly locale: string },
): ReadRules {
  const wrong = new Set<keyof RuleFields>()
  const money = (name: keyof RuleFields, ifEmpty: Minor | null) => {
    const typed = String(fields[name]).trim()
    if (typed === '') return ifEmpty
    const amount = readAmount(typed, currency, locale)
    if (amount === undefined) wrong.add(name)
    return amount ?? null
  }
  const parsed = programRulesSchema.safeParse({
    // What is not typed here stays as it is.
    ...base,
    loadMinMinor: money('loadMinMinor', null),
    loadMaxMinor: money('loadMaxMinor', null),
    balanceMaxMinor: money('balanceMaxMinor', null),
    reloadable: fields.reloadable,
    reloadsMax: fields.reloadable ? whole(fields.reloadsMax) : null,
    pin: fields.pin,
    pinLength: whole(fields.pinLength),
    partial: fields.partial,
    returns: { toCard: fields.toCard, windowDays: whole(fields.windowDays) },
    voidWindowMs: milliseconds(fields.voidHours),
    cashOutUpToMinor: money('cashOutUpToMinor', null),
    expiry: expiryOf(fields),
    dormancyFee: fields.feeMinor.trim() === '' ? null : feeOf(fields, money('feeMinor', null)),
    acceptedAt: fields.acceptedAt === 'network' ? 'network' : (fields.locations as LocationId[]),
    delivery: fields.delivery,
    activationDelayMs: fields.delayHours.trim() === '' ? 0 : milliseconds(fields.delayHours),
    adjustAloneUpToMinor: money('adjustAloneUpToMinor', minor(0)),
    profile: fields.profile,
    affiliated: fields.affiliated === 'yes',
    voucherTaxClass: fields.voucherTaxClass,
  } satisfies Partial<Record<keyof ProgramRules, unknown>>)
  for (const { path } of parsed.error?.issues ?? []) wrong.add(fieldAt(path))
  return parsed.success && wrong.size === 0
    ? { ok: true, rules: parsed.data }
    : { ok: false, wrong: [...wrong] }
}

function expiryOf({ expires, months, valueTo }: RuleFields) {
  return expires === 'never' ? null : { months: whole(months), from: expires, valueTo }
}

function feeOf({ feeMonths }: RuleFields, amountMinor: Minor | null) {
  return { amountMinor, afterIdleMonths: whole(feeMonths) }
}

/** Empty: none; what is no whole number fails the rules' own form. */
function whole(typed: string): number | null {
  return typed.trim() === '' ? null : Number(typed)
}

function milliseconds(hours: string): number {
  return Math.round(Number(hours.trim().replace(',', '.')) * HOUR_MS)
}

const FIELDS: Readonly<Record<string, keyof RuleFields>> = {
  voidWindowMs: 'voidHours',
  expiry: 'months',
  dormancyFee: 'feeMonths',
  activationDelayMs: 'delayHours',
  returns: 'windowDays',
  acceptedAt: 'locations',
}

/** The field where a rule is typed. */
function fieldAt([first]: readonly PropertyKey[]): keyof RuleFields {
  const name = String(first)
  return FIELDS[name] ?? (name as keyof RuleFields)
}
