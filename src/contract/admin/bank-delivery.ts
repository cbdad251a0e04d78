import { z } from 'zod'
import { TEXT_LENGTH_MAX } from '../limits.ts'

export const DELIVERY_KINDS = ['folder', 'sftp', 'bambora', 'forte'] as const
export type DeliveryKind = (typeof DELIVERY_KINDS)[number]

/** Why a file did not get where it should. */
export const DELIVERY_PROBLEMS = [
  'unreachable',
  'timed-out',
  /** Nobody confirmed the key of this SFTP server yet. */
  'host-key-unknown',
  /** The server shows another key than the one that was confirmed: it may be somebody else. */
  'host-key-changed',
  'credentials',
  'folder-missing',
  'no-permission',
  'no-space',
  /** Something else lies there under the same name. */
  'name-taken',
  /** The bank is busy with another file. */
  'busy',
  /** The bank understood and said no. */
  'refused',
  'not-understood',
  /** No answer, and it cannot be found out yet whether it arrived. */
  'unknown-outcome',
] as const
export type DeliveryProblem = (typeof DELIVERY_PROBLEMS)[number]

const timeMs = z.int().nonnegative()
const text = z.string().max(TEXT_LENGTH_MAX)
const nameSchema = z.string().trim().min(1).max(60)
/** Names one inside another, without a way out. */
const folder = z
  .string()
  .trim()
  .max(200)
  .regex(/^[\p{L}\p{N} _.-]+(\/[\p{L}\p{N} _.-]+)*$/u, 'takes names with slashes between')
  .refine((path) => !path.split('/').some((part) => /^\.+$/.test(part)), 'has no dots as names')

/** Where files are handed over, by kind. */
export const deliverySettingsSchema = z.discriminatedUnion('kind', [
  /** A folder of the server's machine, under its folder for deliveries. */
  z.strictObject({ kind: z.literal('folder'), folder }),
  z.strictObject({
    kind: z.literal('sftp'),
    host: z
      .string()
      .trim()
      .min(1)
      .max(253)
      .regex(/^[A-Za-z0-9.:-]+$/, 'is no host'),
    port: z.int().min(1).max(65_535),
    user: z
      .string()
      .trim()
      .min(1)
      .max(64)
      .regex(/^[\x21-\x7e]+$/, 'has no blanks'),
    /** On that server, from its root or, without a slash first, from where the user begins. */
    folder: z
      .string()
      .trim()
      .min(1)
      .max(500)
      .regex(/^[^\0\r\n]+$/, 'is one line'),
  }),
  /** Bambora's batch upload and its reports. */
  z.strictObject({ kind: z.literal('bambora'), merchantId: z.string().regex(/^\d{9}$/) }),
  z.strictObject({
    kind: z.literal('forte'),
    organizationId: z.string().regex(/^org_\d{1,10}$/),
    locationId: z.string().regex(/^loc_\d{1,10}$/),
    sandbox: z.boolean(),
  }),
])
export type DeliverySettings = z.output<typeof deliverySettingsSchema>

const secret = z.string().max(500)

/** Typed once and never shown again; empty: as before, or none. */
export const deliverySecretsSchema = z.strictObject({
  /** Of SFTP; or the passphrase of its key. */
  password: secret,
  /** Of SFTP, as OpenSSH or PEM writes it. */
  privateKey: z.string().max(10_000),
  /** Of Bambora: the pass code of uploads. Of Forte: the access id. */
  access: secret,
  /** Of Bambora: the pass code of reports. Of Forte: the secure key. */
  second: secret,
})
export type DeliverySecrets = z.output<typeof deliverySecretsSchema>

/** A destination as people see it, without its secrets. */
export const bankDeliverySchema = z.strictObject({
  deliveryId: z.uuid(),
  name: nameSchema,
  settings: deliverySettingsSchema,
  /** Which of the secrets are there. */
  has: z.strictObject({
    password: z.boolean(),
    privateKey: z.boolean(),
    access: z.boolean(),
    second: z.boolean(),
  }),
  /** As `SHA256:…`; what was confirmed, and what the server showed last. Null but for SFTP. */
  hostKey: text.nullable(),
  seenHostKey: text.nullable(),
  testedAtMs: timeMs.nullable(),
  deliveredAtMs: timeMs.nullable(),
  problem: z.enum(DELIVERY_PROBLEMS).nullable(),
  problemAtMs: timeMs.nullable(),
})
export type BankDeliveryView = z.output<typeof bankDeliverySchema>

/** One file that was handed over, or is on its way. */
export const deliveredFileSchema = z.strictObject({
  deliveryId: z.uuid(),
  fileName: text,
  sha256: z.string().length(64),
  sizeBytes: z.int().nonnegative(),
  /** `stopped`: it was given up before it was there. */
  state: z.enum(['begun', 'naming', 'unknown', 'done', 'stopped']),
  place: z.string().max(1_000).nullable(),
  tries: z.int().nonnegative(),
  problem: z.enum(DELIVERY_PROBLEMS).nullable(),
  begunAtMs: timeMs,
  changedAtMs: timeMs,
})
export type DeliveredFileView = z.output<typeof deliveredFileSchema>

const deliveryId = z.uuid()

/** The rows of the admin's table about how files reach the bank. */
export const BANK_DELIVERY_ADMIN = {
  'list-bank-deliveries': {
    method: 'GET',
    path: '/bank-deliveries',
    params: z.strictObject({}),
    result: z.strictObject({ deliveries: z.array(bankDeliverySchema).max(200) }),
  },
  /** The last hundred, newest first, of all destinations. */
  'list-delivered-files': {
    method: 'GET',
    path: '/bank-deliveries/files',
    params: z.strictObject({}),
    result: z.strictObject({ files: z.array(deliveredFileSchema).max(100) }),
  },
  'add-bank-delivery': {
    method: 'POST',
    path: '/bank-deliveries',
    params: z.strictObject({
      name: nameSchema,
      settings: deliverySettingsSchema,
      secrets: deliverySecretsSchema,
    }),
    result: bankDeliverySchema,
  },
  /** Other settings of the same kind. Another host, port or user asks for everything anew. */
  'change-bank-delivery': {
    method: 'PATCH',
    path: '/bank-deliveries/{deliveryId}',
    params: z.strictObject({
      deliveryId,
      name: nameSchema,
      settings: deliverySettingsSchema,
      secrets: deliverySecretsSchema,
    }),
    result: bankDeliverySchema,
  },
  'remove-bank-delivery': {
    method: 'DELETE',
    path: '/bank-deliveries/{deliveryId}',
    params: z.strictObject({ deliveryId }),
    result: z.strictObject({}),
  },
  /** Goes there, and leaves nothing. */
  'test-bank-delivery': {
    method: 'POST',
    path: '/bank-deliveries/{deliveryId}/test',
    params: z.strictObject({ deliveryId }),
    result: bankDeliverySchema,
  },
  /** Confirms the key that the SFTP server showed at the last test, as the bank wrote it. */
  'confirm-host-key': {
    method: 'POST',
    path: '/bank-deliveries/{deliveryId}/host-key',
    params: z.strictObject({ deliveryId, hostKey: z.string().max(100) }),
    result: bankDeliverySchema,
  },
} as const
