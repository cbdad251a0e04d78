import type { BankProfileView } from '../../../../../src/contract/admin/payout-views.ts'
import { type RailSettings, railSettingsSchema } from '../../../../../src/contract/admin/rails.ts'
import type { PayWay } from '../../../../../src/contract/schedule.ts'

/** What is typed of a bank's settings, field by field. */
export type RailTexts = Readonly<Record<string, string>>

/** The ways that can be chosen here; the network by itself among them. */
export const OFFERED_WAYS = ['nacha', 'cpa005', 'bambora', 'forte', 'sepa', 'manual'] as const
export type OfferedWay = (typeof OFFERED_WAYS)[number] & PayWay

const TYPED = {
  nacha: [
    ...['destination', 'destinationName', 'origin', 'originName', 'companyName', 'companyId'],
    ...['description', 'odfi', 'fileMaxEntries'],
  ],
  cpa005: [
    ...['originatorId', 'dataCentre', 'transactionCode', 'collectionCode', 'shortName'],
    ...['longName', 'returnInstitution', 'returnTransit', 'returnAccount', 'originCentre'],
    ...['settlementCode', 'routingLine', 'fileMaxEntries'],
  ],
  bambora: ['merchantId', 'descriptor', 'fileMaxEntries'],
  forte: ['organizationId', 'locationId'],
  sepa: ['debtorName', 'iban', 'bic', 'fileMaxEntries'],
} as const
type FieldName = (typeof TYPED)[keyof typeof TYPED][number]

/** Every field that has a word. */
export const RAIL_FIELD_NAMES: readonly FieldName[] = [...new Set(Object.values(TYPED).flat())]

/** The fields of a way, in the order of a bank's paper. */
export function fieldsOf(way: OfferedWay): readonly FieldName[] {
  return way === 'manual' ? [] : TYPED[way]
}

/** What a bank asks for that is not typed here: as most banks have it. */
const USUAL = {
  nacha: {
    ...{ offset: null, sameDay: false, lineEnd: 'lf', entryMaxMinor: null, fileMaxMinor: null },
    ...{ description: 'SETTLEMENT', fileMaxEntries: null },
  },
  cpa005: {
    ...{ originCentre: null, transactionCode: '450', collectionCode: '730', trace: 'zeros' },
    ...{ settlementCode: '  ', routingLine: null, entryMaxMinor: null, fileMaxMinor: null },
    fileMaxEntries: null,
  },
  bambora: { subMerchantId: null, fileMaxEntries: null, descriptor: '' },
  forte: { sandbox: false },
  sepa: { batchBooking: true, fileMaxEntries: null, bic: null },
} as const

/** What stands in the fields of a way at first. */
export function textsOf(way: OfferedWay, profile: BankProfileView | undefined): RailTexts {
  if (way === 'manual') return {}
  const known = { ...USUAL[way], ...profile?.settings } as Readonly<Record<string, unknown>>
  return Object.fromEntries(fieldsOf(way).map((name) => [name, String(known[name] ?? '')]))
}

/** The settings that were typed, or the fields that are wrong. */
export type RailReading =
  | { readonly ok: true; readonly settings: RailSettings | null }
  | { readonly ok: false; readonly wrong: ReadonlySet<string> }

/** Reads the fields over what was set before: what is not typed here stays as it is. */
export function readTexts(
  way: OfferedWay,
  texts: RailTexts,
  of: { readonly currency: string; readonly profile: BankProfileView | undefined },
): RailReading {
  if (way === 'manual') return { ok: true, settings: null }
  const typed = Object.fromEntries(
    fieldsOf(way).map((name) => [name, readField(name, texts[name] ?? '')]),
  )
  const settings = {
    rail: way,
    ...USUAL[way],
    ...of.profile?.settings,
    ...implied(way, of, typed),
    ...typed,
  }
  const parsed = railSettingsSchema.safeParse(settings)
  if (parsed.success) return { ok: true, settings: parsed.data }
  return { ok: false, wrong: new Set(parsed.error.issues.map(({ path }) => String(path[0]))) }
}

/** What follows from the currency, and from the other fields. */
function implied(
  way: OfferedWay,
  {
    currency,
    profile,
  }: { readonly currency: string; readonly profile: BankProfileView | undefined },
  typed: Readonly<Record<string, string | number | null>>,
) {
  if (way === 'bambora') return { accounts: currency === 'USD' ? 'us' : 'ca' }
  if (way !== 'cpa005') return {}
  const before = profile?.settings
  const isAsBefore = before?.rail === 'cpa005' && before.originCentre === typed['originCentre']
  const trace = typed['originCentre'] === null ? 'zeros' : 'structured'
  return { currency, trace: isAsBefore ? before.trace : trace }
}

function readField(name: string, text: string): string | number | null {
  const plain = name === 'origin' ? text : text.trim()
  if (name === 'fileMaxEntries') return plain === '' ? null : Number(plain)
  if (['bic', 'originCentre', 'routingLine'].includes(name) && plain === '') return null
  if (name === 'settlementCode') return plain.padEnd(2)
  return name === 'iban' || name === 'bic' ? plain.replaceAll(' ', '').toUpperCase() : plain
}

/** Whose days banks keep with a currency; undefined where that is to be chosen. */
export function calendarOf(currency: string): BankProfileView['calendar'] | undefined {
  const known = { USD: 'us-fed', CAD: 'ca-payments', EUR: 'target2' } as const
  return Object.hasOwn(known, currency) ? known[currency as keyof typeof known] : undefined
}

/** The currencies in which a way pays; any where the network pays by itself. */
export function currenciesOf(way: OfferedWay): readonly string[] | undefined {
  switch (way) {
    case 'nacha':
    case 'forte':
      return ['USD']
    case 'sepa':
      return ['EUR']
    case 'cpa005':
    case 'bambora':
      return ['CAD', 'USD']
    case 'manual':
      return undefined
  }
}
