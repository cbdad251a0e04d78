import { z } from 'zod'
import { locationIdSchema } from '../ids.ts'
import { TEXT_LENGTH_MAX } from '../limits.ts'
import { POS_KINDS } from '../wire/pos.ts'

/** Where callbacks of a location's POS come in. */
export const POS_CALLBACK_PATH = '/v1/pos'

/** Why a till in the cloud is not heard as it should be. */
export const POS_PROBLEMS = [
  /** A callback whose signature is not the one of this connection's key. */
  'signature',
  /** The POS does not accept the access key. */
  'credentials',
  'rate-limited',
  'unreachable',
  /** It answered, and not in the form that its documents say. */
  'not-understood',
  /** An amount that is no amount of the currency; the payment was left out. */
  'amount',
  /** Another currency than the location's; the payment was left out. */
  'currency',
] as const
export type PosProblem = (typeof POS_PROBLEMS)[number]

/** The hosts that each POS documents for its API; null: the account is part of the host. */
export const POS_HOSTS = {
  square: ['connect.squareup.com', 'connect.squareupsandbox.com'],
  shopify: null,
  clover: ['api.clover.com', 'api.eu.clover.com', 'api.la.clover.com', 'apisandbox.dev.clover.com'],
  lightspeed: null,
  toast: ['ws-api.toasttab.com', 'ws-sandbox-api.eng.toasttab.com'],
} as const satisfies Readonly<Record<(typeof POS_KINDS)[number], readonly string[] | null>>

/** What an account looks like: merchant id, shop domain, domain prefix, restaurant GUID. */
export const POS_ACCOUNT_FORMS: Readonly<Record<(typeof POS_KINDS)[number], RegExp>> = {
  square: /^[A-Za-z0-9_-]{1,50}$/,
  shopify: /^[a-z0-9][a-z0-9-]{0,60}\.myshopify\.com$/,
  clover: /^[A-Z0-9]{5,20}$/,
  lightspeed: /^[a-z0-9][a-z0-9-]{0,60}$/,
  toast: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
}

const timeMs = z.int().nonnegative()
const text = z.string().max(TEXT_LENGTH_MAX)
const word = z.string().trim().min(1).max(100)
/** Typed once and never shown again. Printable, as it goes into a header. */
const secret = z
  .string()
  .trim()
  .max(500)
  .regex(/^[\x21-\x7e]*$/, 'a key has letters, digits and marks without blanks')

const settings = {
  account: word,
  /** One of {@link POS_HOSTS}; null where the account is the host. */
  host: word.nullable(),
  /** The POS's own ids of the shop or its registers; empty: all of the account. */
  places: z.array(word).max(20),
  /** How the gift-card tender is named there: its name, type or id. */
  tenders: z.array(word).min(1).max(20),
} as const

/** What proves callbacks, and what opens the API. Empty: as before, or not there yet. */
const secretsSchema = z.strictObject({
  /** Signature key, client secret, auth code or webhook secret. */
  signing: secret,
  /** Access token; of Toast the client secret. */
  access: secret,
  /** Of Toast the client id; else empty. */
  clientId: secret,
})
export type PosSecrets = z.output<typeof secretsSchema>

/** One cloud POS of one location, without its secrets. */
export const posConnectionSchema = z.strictObject({
  connectionId: z.uuid(),
  locationId: locationIdSchema,
  locationName: text,
  kind: z.enum(POS_KINDS),
  ...settings,
  /** Where the POS has to send its callbacks. */
  notificationUrl: z.string().max(2_000),
  hasSigning: z.boolean(),
  hasAccess: z.boolean(),
  /** What Clover sent to be typed there, until its first signed callback. */
  verificationCode: text.nullable(),
  lastCallbackAtMs: timeMs.nullable(),
  lastPollAtMs: timeMs.nullable(),
  lastPaymentAtMs: timeMs.nullable(),
  /** Since the connection was made, but for wrong signatures, which are counted since the server started. */
  counts: z.strictObject({
    callbacks: z.int().nonnegative(),
    repeated: z.int().nonnegative(),
    unknown: z.int().nonnegative(),
    refused: z.int().nonnegative(),
  }),
  problem: z.enum(POS_PROBLEMS).nullable(),
  problemAtMs: timeMs.nullable(),
  /** Entries that no station of the location has heard yet. */
  waiting: z.int().nonnegative(),
})
export type PosConnectionView = z.output<typeof posConnectionSchema>

/** The rows of the admin's table about tills in the cloud. */
export const POS_ADMIN = {
  'list-pos-connections': {
    method: 'GET',
    path: '/pos-connections',
    params: z.strictObject({}),
    result: z.strictObject({ connections: z.array(posConnectionSchema).max(1_000) }),
  },
  'add-pos-connection': {
    method: 'POST',
    path: '/pos-connections',
    params: z.strictObject({
      locationId: locationIdSchema,
      kind: z.enum(POS_KINDS),
      ...settings,
      secrets: secretsSchema,
    }),
    result: posConnectionSchema,
  },
  /** Other settings; secrets that are left empty stay as they are. */
  'change-pos-connection': {
    method: 'PATCH',
    path: '/pos-connections/{connectionId}',
    params: z.strictObject({ connectionId: z.uuid(), ...settings, secrets: secretsSchema }),
    result: posConnectionSchema,
  },
  'remove-pos-connection': {
    method: 'DELETE',
    path: '/pos-connections/{connectionId}',
    params: z.strictObject({ connectionId: z.uuid() }),
    result: z.strictObject({}),
  },
  /** Asks the POS now, as the next poll would. */
  'test-pos-connection': {
    method: 'POST',
    path: '/pos-connections/{connectionId}/test',
    params: z.strictObject({ connectionId: z.uuid() }),
    result: z.strictObject({
      outcome: z.enum(['ok', 'problem']),
      problem: z.enum(POS_PROBLEMS).nullable(),
      /** Gift-card payments, voids and refunds that were found and not known. */
      found: z.int().nonnegative(),
    }),
  },
} as const
