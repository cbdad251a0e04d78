import { type Minor, minor } from '../../../../../src/contract/money.ts'
import {
  type LocationTerms,
  locationTermsSchema,
  type Terms,
  termsSchema,
} from '../../../../../src/contract/terms.ts'
import { decimalMark } from '../../../../../src/ui/money.ts'
import { readAmount } from '../../forms/amount.ts'
import type { FeeFields, PurchaseFields, TermsFields, Writing } from './terms-fields.ts'

/** What was typed, or the paths of the fields that are wrong. */
export type ReadTerms<Value> =
  | { readonly ok: true; readonly terms: Value }
  | { readonly ok: false; readonly wrong: readonly string[] }

/** Reads a network's terms as they were typed; everything that is wrong at once. */
export function readTerms(fields: TermsFields, writing: Writing): ReadTerms<Terms> {
  const reader = createReader(writing)
  const typed = {
    commission: commissionOf(fields, reader),
    plan: planOf(fields, reader),
    fees: feesOf(fields, reader),
    purchaseFees: fields.purchaseFees.map((fee, index) => purchaseOf(fee, index, reader)),
    payoutReturnFee: returnFeeOf(fields, reader),
    minimumPayoutMinor: reader.money('minimumPayout', fields.minimumPayout) ?? minor(0),
    reserve: reserveOf(fields, reader),
    negative: fields.negative,
    scheduledRunApprovals: Number(fields.approvals),
  }
  return result(reader, termsSchema.safeParse(typed))
}

/** Reads what a location has of its own; parts that are not its own are left out. */
export function readLocationTerms(fields: TermsFields, writing: Writing): ReadTerms<LocationTerms> {
  const reader = createReader(writing)
  const { own, waived, fees } = fields
  const typed = {
    ...(own.commission && { commission: commissionOf(fields, reader) }),
    ...(own.plan && { plan: planOf(fields, reader) }),
    ...(own.returnFee && { payoutReturnFee: returnFeeOf(fields, reader) }),
    ...(own.minimumPayout && {
      minimumPayoutMinor: reader.money('minimumPayout', fields.minimumPayout) ?? minor(0),
    }),
    ...(own.reserve && { reserve: reserveOf(fields, reader) }),
    ...(own.negative && { negative: fields.negative }),
    ...(fees.length > 0 && { fees: feesOf(fields, reader) }),
    ...(waived.length > 0 && { waivedFees: waived }),
  }
  return result(reader, locationTermsSchema.safeParse(typed))
}

interface Reader {
  readonly money: (path: string, typed: string) => Minor | null
  readonly basisPoints: (path: string, typed: string) => number
  readonly wrong: Set<string>
}

function createReader({ currency, locale }: Writing): Reader {
  const wrong = new Set<string>()
  return {
    wrong,
    money: (path, typed) => {
      if (typed.trim() === '' || /^0+$/.test(typed.trim())) return null
      const amount = readAmount(typed, currency, locale)
      if (amount === undefined) wrong.add(path)
      return amount ?? null
    },
    basisPoints: (path, typed) => {
      const read = readPercent(typed, locale)
      if (read === undefined) wrong.add(path)
      return read ?? 0
    },
  }
}

/** A percentage with at most two decimals, as hundredths of a percent; 0 for nothing typed. */
export function readPercent(typed: string, locale: string): number | undefined {
  const plain = typed.replace('%', '').trim()
  if (plain === '') return 0
  const match = /^(\d{1,3})(?:\.(\d{1,2}))?$/.exec(plain.replace(decimalMark(locale), '.'))
  if (!match) return undefined
  const basisPoints = Number(`${match[1]}${(match[2] ?? '').padEnd(2, '0')}`)
  return basisPoints <= 10_000 ? basisPoints : undefined
}

type Parsed<Value> =
  | { readonly success: true; readonly data: Value }
  | {
      readonly success: false
      readonly error: { readonly issues: ReadonlyArray<{ readonly path: readonly PropertyKey[] }> }
    }

function result<Value>({ wrong }: Reader, parsed: Parsed<Value>): ReadTerms<Value> {
  if (!parsed.success) for (const { path } of parsed.error.issues) wrong.add(fieldAt(path))
  return parsed.success && wrong.size === 0
    ? { ok: true, terms: parsed.data }
    : { ok: false, wrong: [...wrong] }
}

/** Where something of the contract is typed. */
const FIELD_NAMES: Readonly<Record<string, string>> = {
  ...{ basisPoints: 'percent', fixedMinor: 'fixed', minimumMinor: 'minimum', flatMinor: 'flat' },
  ...{ maximumMinor: 'maximum', fromMinor: 'from', monthlyMinor: 'monthly', fromCards: 'cards' },
  ...{ perCardMinor: 'perCard', orderMinor: 'order', minimumPayoutMinor: 'minimumPayout' },
  ...{ payoutReturnFee: 'returnFee', amountMinor: 'amount', id: 'label' },
}

function fieldAt(path: readonly PropertyKey[]): string {
  const names = path.map((part) => FIELD_NAMES[String(part)] ?? String(part))
  const text = names.join('.').replace('tax.percent', 'taxPercent').replace('tax.label', 'taxLabel')
  if (text === 'commission.tiers') return 'commission.tiers.0.from'
  if (text.startsWith('reserve.')) return RESERVE_FIELDS[text] ?? 'reservePercent'
  return text
}

const RESERVE_FIELDS: Readonly<Record<string, string>> = {
  'reserve.days': 'reserveDays',
  'reserve.upToMinor': 'reserveUpTo',
  'reserve.amount': 'reserveAmount',
}

interface CommonTyped {
  readonly taxPercent: string
  readonly taxLabel: string
}

function taxOf({ taxPercent, taxLabel }: CommonTyped, path: string, reader: Reader) {
  const basisPoints = reader.basisPoints(`${path}.taxPercent`, taxPercent)
  return basisPoints === 0 ? null : { basisPoints, label: taxLabel }
}

function commissionOf({ hasCommission, commission }: TermsFields, reader: Reader) {
  if (!hasCommission) return null
  const { tiers, flat, minimum, maximum, collection } = commission
  return {
    tiers: tiers.map(({ from, percent }, index) => ({
      fromMinor: reader.money(`commission.tiers.${index}.from`, from) ?? minor(0),
      basisPoints: reader.basisPoints(`commission.tiers.${index}.percent`, percent),
    })),
    flatMinor: reader.money('commission.flat', flat) ?? minor(0),
    minimumMinor: reader.money('commission.minimum', minimum),
    maximumMinor: reader.money('commission.maximum', maximum),
    ...{ tax: taxOf(commission, 'commission', reader), collection },
  }
}

function planOf({ hasPlan, plan }: TermsFields, reader: Reader) {
  if (!hasPlan) return null
  const { name, monthly, collection } = plan
  return {
    ...{ name, monthlyMinor: reader.money('plan.monthly', monthly) },
    ...{ tax: taxOf(plan, 'plan', reader), collection },
  }
}

function returnFeeOf({ returnFee }: TermsFields, reader: Reader) {
  const amountMinor = reader.money('returnFee.amount', returnFee.amount)
  if (amountMinor === null) return null
  const { collection } = returnFee
  return { amountMinor, tax: taxOf(returnFee, 'returnFee', reader), collection }
}

function feesOf({ fees }: TermsFields, reader: Reader) {
  const taken = new Set(fees.map(({ id }) => id).filter((id) => id !== ''))
  return fees.map((fee, index) => feeOf(fee, `fees.${index}`, wordFor(fee, taken), reader))
}

function feeOf(fee: FeeFields, path: string, id: string, reader: Reader) {
  const { label, kind, payer, basis, collection } = fee
  return {
    ...{ id, label, kind, payer, basis, collection, tax: taxOf(fee, path, reader) },
    basisPoints: reader.basisPoints(`${path}.percent`, fee.percent),
    fixedMinor: reader.money(`${path}.fixed`, fee.fixed) ?? minor(0),
    minimumMinor: reader.money(`${path}.minimum`, fee.minimum),
    maximumMinor: reader.money(`${path}.maximum`, fee.maximum),
  }
}

/** The word of a fee for ever: of an old one as it is, of a new one made of what it is called. */
function wordFor({ id, label }: FeeFields, taken: Set<string>): string {
  if (id !== '') return id
  const plain = label.normalize('NFD').replaceAll(/[^\w\s-]/g, '')
  const slug = plain.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
  const word = `fee-${slug.replaceAll(/^-|-$/g, '')}`.slice(0, 36).replace(/-$/, '')
  let made = word
  for (let number = 2; taken.has(made); number += 1) made = `${word}-${number}`
  taken.add(made)
  return made
}

function purchaseOf(fee: PurchaseFields, index: number, reader: Reader) {
  const path = `purchaseFees.${index}`
  return {
    ...{ programId: fee.programId, label: fee.label, tax: taxOf(fee, path, reader) },
    basisPoints: reader.basisPoints(`${path}.percent`, fee.percent),
    steps: fee.steps.map(({ cards, perCard, order }, at) => ({
      fromCards: Number(cards),
      perCardMinor: reader.money(`${path}.steps.${at}.perCard`, perCard) ?? minor(0),
      orderMinor: reader.money(`${path}.steps.${at}.order`, order) ?? minor(0),
    })),
  }
}

function reserveOf(fields: TermsFields, reader: Reader) {
  const { reserve: kind } = fields
  if (kind === 'none') return null
  if (kind === 'fixed')
    return { kind, amountMinor: reader.money('reserveAmount', fields.reserveAmount) }
  return {
    ...{ kind, days: Number(fields.reserveDays) },
    basisPoints: reader.basisPoints('reservePercent', fields.reservePercent),
    upToMinor: reader.money('reserveUpTo', fields.reserveUpTo),
  }
}
