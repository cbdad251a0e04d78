import { z } from 'zod'
import { isRouting } from '../bank-numbers.ts'

const digits = (length: number) =>
  z.string().regex(new RegExp(`^\\d{${length}}$`), `takes ${length} digits`)
const name = (length: number) => z.string().trim().min(1).max(length)
const amount = z.int().positive()
const count = z.int().positive()
const routing = digits(9).refine(isRouting, 'is no routing number: its check digit is wrong')

/** What a bank asks of NACHA files; all as its own paper says. */
export const nachaSettingsSchema = z.strictObject({
  rail: z.literal('nacha'),
  /** Routing number of the bank that takes the file. */
  destination: routing,
  destinationName: name(23),
  /** Ten characters, often `1` and the EIN, or a blank and a routing number. */
  origin: z.string().regex(/^[ 0-9A-Z]{10}$/, 'takes ten characters'),
  originName: name(23),
  companyName: name(16),
  /** `1` and the EIN, `3` and the DUNS, or `9` and what the bank gave. */
  companyId: z.string().regex(/^[0-9A-Z]{10}$/, 'takes ten characters'),
  description: name(10),
  /** First eight digits of the originating bank's routing number. */
  odfi: digits(8),
  /** Our own account for the balancing debit; null when the bank wants none. */
  offset: z
    .strictObject({
      routing,
      account: z.string().regex(/^[0-9A-Za-z-]{1,17}$/, 'takes 1 to 17 digits, letters and dashes'),
      accountType: z.enum(['checking', 'savings']),
    })
    .nullable(),
  sameDay: z.boolean(),
  lineEnd: z.enum(['crlf', 'lf', 'none']),
  entryMaxMinor: amount.nullable(),
  fileMaxMinor: amount.nullable(),
  fileMaxEntries: count.nullable(),
})
export type NachaSettings = z.output<typeof nachaSettingsSchema>

/** What a bank asks of CPA-005 files. */
export const cpa005SettingsSchema = z.strictObject({
  rail: z.literal('cpa005'),
  originatorId: z.string().regex(/^[0-9A-Z]{10}$/, 'takes ten characters'),
  dataCentre: digits(5),
  /** The originating data centre, for structured traces; null where the bank assigns traces. */
  originCentre: digits(5).nullable(),
  currency: z.enum(['CAD', 'USD']),
  /** CPA code of what is paid out: 450 miscellaneous, 460 accounts payable. */
  transactionCode: digits(3),
  /** CPA code of what is collected: 730 commercial fees, 729 commercial accounts payable. */
  collectionCode: digits(3),
  shortName: name(15),
  longName: name(30),
  /** Where returns go: ours. */
  returnInstitution: digits(3),
  returnTransit: digits(5),
  returnAccount: z.string().regex(/^\d{7,12}$/, 'takes 7 to 12 digits'),
  /** Who makes the item trace number. */
  trace: z.enum(['zeros', 'structured']),
  settlementCode: z.string().regex(/^[ 0-9A-Z]{2}$/, 'takes two characters'),
  /** Sent before the first record; null for none. */
  routingLine: z.string().max(80).nullable(),
  entryMaxMinor: amount.nullable(),
  fileMaxMinor: amount.nullable(),
  fileMaxEntries: count.nullable(),
})
export type Cpa005Settings = z.output<typeof cpa005SettingsSchema>

/** Bambora's batch upload, of Canadian or US accounts. */
export const bamboraSettingsSchema = z.strictObject({
  rail: z.literal('bambora'),
  merchantId: digits(9),
  subMerchantId: digits(9).nullable(),
  accounts: z.enum(['ca', 'us']),
  descriptor: z.string().trim().max(15),
  fileMaxEntries: count.nullable(),
})
export type BamboraSettings = z.output<typeof bamboraSettingsSchema>

/** Forte's credits, one call each. */
export const forteSettingsSchema = z.strictObject({
  rail: z.literal('forte'),
  organizationId: z.string().regex(/^org_\d{1,10}$/, 'looks like org_300005'),
  locationId: z.string().regex(/^loc_\d{1,10}$/, 'looks like loc_190785'),
  sandbox: z.boolean(),
})
export type ForteSettings = z.output<typeof forteSettingsSchema>

/** SEPA credit transfers, pain.001.001.09. */
export const sepaSettingsSchema = z.strictObject({
  rail: z.literal('sepa'),
  debtorName: name(70),
  iban: z.string().regex(/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/, 'is no IBAN'),
  bic: z
    .string()
    .regex(/^[A-Z0-9]{8}([A-Z0-9]{3})?$/, 'is no BIC')
    .nullable(),
  batchBooking: z.boolean(),
  fileMaxEntries: count.nullable(),
})
export type SepaSettings = z.output<typeof sepaSettingsSchema>

/** The settings of a bank profile, by rail. Secrets are kept apart, sealed. */
export const railSettingsSchema = z.discriminatedUnion('rail', [
  nachaSettingsSchema,
  cpa005SettingsSchema,
  bamboraSettingsSchema,
  forteSettingsSchema,
  sepaSettingsSchema,
])
export type RailSettings = z.output<typeof railSettingsSchema>
