import { z } from 'zod'
import { locationIdSchema } from './ids.ts'
import { AMOUNT_MINOR_MAX, balanceMinorSchema, minor } from './money.ts'

/** How a card comes to the caller, as far as its PIN is concerned. */
export const PIN_SITUATIONS = ['cardPresent', 'online', 'phone', 'api'] as const
export type PinSituation = (typeof PIN_SITUATIONS)[number]

/** Places whose law is known here; `none` says nothing and forbids nothing. */
export const PROFILE_IDS = [
  'none',
  'us-federal',
  'us-ca',
  'us-co',
  'us-me',
  'us-ma',
  'us-mt',
  'us-nj',
  'us-or',
  'us-wa',
  'us-ri',
  'us-vt',
  'ca-on',
  'ca-bc',
  'ca-ab',
  'ca-mb',
  'eu',
] as const
export type ProfileId = (typeof PROFILE_IDS)[number]

/** More would be a void of what was settled and paid out long ago. */
const VOID_WINDOW_MS_MAX = 31 * 24 * 3_600_000
/** Thirty days: longer than any of the field delays an activation. */
const ACTIVATION_DELAY_MS_MAX = 30 * 24 * 3_600_000
/** A list in one record; larger networks accept everywhere or make another program. */
export const LISTED_LOCATIONS_MAX = 2_000

const amount = balanceMinorSchema.refine((value) => value <= AMOUNT_MINOR_MAX, 'too large')
const positive = amount.refine((value) => value > 0, 'must be above zero')

/** When a voucher is taxed in the European Union: at its sale, or at its redemption. */
export const VOUCHER_TAX_CLASSES = ['multi_purpose', 'single_purpose'] as const

/** Until when a card can be used. The date is that of the last whole day in the program's zone. */
export const expiryRuleSchema = z.strictObject({
  months: z.int().min(1).max(1_200),
  /** What the months are counted from; a later load moves the date only with `last_load`. */
  from: z.enum(['issue', 'last_load']),
  /** Where the value of an expired card goes. */
  valueTo: z.enum(['suspense', 'breakage']),
})
export type ExpiryRule = z.output<typeof expiryRuleSchema>

const pinRule = z.strictObject({
  /** At a station. */
  cardPresent: z.boolean(),
  /** In a shop on the web. */
  online: z.boolean(),
  /** When people of the network act for a holder who called. */
  phone: z.boolean(),
  /** By order systems and tills that call the API. */
  api: z.boolean(),
})

const rulesShape = z.strictObject({
  /** One load, least and most, in minor units. */
  loadMinMinor: positive,
  loadMaxMinor: positive,
  /** The most that a card may hold, in minor units. */
  balanceMaxMinor: positive,
  reloadable: z.boolean(),
  /** Loads after the first one; null: as many as one likes. */
  reloadsMax: z.int().min(1).max(10_000).nullable(),
  /** Whether a card that has a PIN needs it. */
  pin: pinRule,
  /** Digits of the PINs of new cards. */
  pinLength: z.int().min(4).max(8),
  /** Whether a redemption may take less than asked when the caller allows it. */
  partial: z.boolean(),
  returns: z.strictObject({
    /** Whether value of returned goods may go back to the card. */
    toCard: z.boolean(),
    /** Days after the redemption; null: at any time. */
    windowDays: z.int().min(1).max(3_660).nullable(),
  }),
  /** How long an operation can be undone whole, in ms. */
  voidWindowMs: z.int().min(1).max(VOID_WINDOW_MS_MAX),
  /** A holder is paid a whole balance up to this, whatever the law says; null: as the law says. */
  cashOutUpToMinor: positive.nullable(),
  expiry: expiryRuleSchema.nullable(),
  /** A monthly fee for cards that nobody uses, as the terms state it. It is never charged here. */
  dormancyFee: z
    .strictObject({ amountMinor: positive, afterIdleMonths: z.int().min(1).max(120) })
    .nullable(),
  /** `network`: at every open location of the network; else only at these. */
  acceptedAt: z.union([
    z.literal('network'),
    z.array(locationIdSchema).max(LISTED_LOCATIONS_MAX).readonly(),
  ]),
  /** How new virtual cards are handed over unless the caller says: their number, or a claim link. */
  delivery: z.enum(['number', 'claim_link']),
  /** How long the value of a new card waits before it can be used, in ms. */
  activationDelayMs: z.int().min(0).max(ACTIVATION_DELAY_MS_MAX),
  /** Up to this much one person may put right alone, in minor units. */
  adjustAloneUpToMinor: amount,
  profile: z.enum(PROFILE_IDS),
  /** Whether all sellers that accept the cards belong together. */
  affiliated: z.boolean(),
  /**
   * Taxed at redemption where place or rate of the tax are open when a card is sold, as those of cards
   * that many businesses accept are; at sale where both are known (Directive 2016/1065).
   */
  voucherTaxClass: z.enum(VOUCHER_TAX_CLASSES),
})

/** All rules of a program, as one version of them. Amounts in minor units of its currency. */
export const programRulesSchema = rulesShape.superRefine((rules, problems) => {
  const wrong = (path: string, message: string) =>
    problems.addIssue({ code: 'custom', path: [path], message })
  if (rules.loadMaxMinor < rules.loadMinMinor)
    wrong('loadMaxMinor', 'the largest load is below the smallest one')
  if (rules.balanceMaxMinor < rules.loadMaxMinor)
    wrong('balanceMaxMinor', 'a card must be able to hold its largest load')
  if (rules.reloadsMax !== null && !rules.reloadable)
    wrong('reloadsMax', 'cards that are loaded once have no number of reloads')
})
export type ProgramRules = z.output<typeof programRulesSchema>

/** A void is a void within a day, as card networks and gift-card hosts have it; later it is a refund. */
const VOID_WINDOW_MS = 24 * 3_600_000

/** What a program says of everything that it is not told. */
export const DEFAULT_RULES: ProgramRules = {
  loadMinMinor: minor(1),
  loadMaxMinor: minor(50_000),
  balanceMaxMinor: minor(100_000),
  reloadable: true,
  reloadsMax: null,
  pin: { cardPresent: false, online: true, phone: true, api: true },
  pinLength: 8,
  partial: true,
  returns: { toCard: true, windowDays: null },
  voidWindowMs: VOID_WINDOW_MS,
  cashOutUpToMinor: null,
  expiry: null,
  dormancyFee: null,
  acceptedAt: 'network',
  delivery: 'number',
  activationDelayMs: 0,
  adjustAloneUpToMinor: minor(0),
  profile: 'none',
  affiliated: true,
  voucherTaxClass: 'multi_purpose',
}

/** Reads what was stored of a version: what was not known when it was written is as by default. */
export function readRules(text: string): ProgramRules {
  const stored: unknown = JSON.parse(text)
  return programRulesSchema.parse({ ...DEFAULT_RULES, ...(stored as object) })
}
