import { z } from 'zod'
import { checkedText } from './parse.ts'

/** The caller's id of one intended operation; the idempotency key, kept for ever. 1 to 128 characters. */
export type RequestId = string & { readonly __requestId: unique symbol }
/** The ledger's own id of one operation, shown as the reference on slips and screens. */
export type OperationId = string & { readonly __operationId: unique symbol }
/** A card's internal id; says nothing about its number. */
export type CardId = string & { readonly __cardId: unique symbol }
/** A card as one device may name it after reading it: useless to any other device. */
export type CardToken = string & { readonly __cardToken: unique symbol }
/** A network: the tenant. */
export type NetworkId = string & { readonly __networkId: unique symbol }
/** A program of a network. */
export type ProgramId = string & { readonly __programId: unique symbol }
/** A location that accepts cards and is paid by settlement. */
export type LocationId = string & { readonly __locationId: unique symbol }
/** An activated station or browser. */
export type DeviceId = string & { readonly __deviceId: unique symbol }
/** One gift-card tender that a station saw on the POS. */
export type PaymentId = string & { readonly __paymentId: unique symbol }

/** Letters, digits and the marks that callers' own ids use; no spaces, nothing that needs escaping in a log. */
const REQUEST_ID = /^[A-Za-z0-9._:/+-]{1,128}$/

/** Ids that we make: UUIDv7 text, so that they sort by time of birth. */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

function idSchema<Id extends string>(what: string) {
  return checkedText<Id>(z.string().regex(UUID, `not a ${what} id`))
}

/** See {@link RequestId}. */
export const requestIdSchema = checkedText<RequestId>(
  z.string().regex(REQUEST_ID, 'a requestId has 1 to 128 letters, digits or . _ : / + -'),
)

export const operationIdSchema = idSchema<OperationId>('operation')
export const cardIdSchema = idSchema<CardId>('card')
export const networkIdSchema = idSchema<NetworkId>('network')
export const programIdSchema = idSchema<ProgramId>('program')
export const locationIdSchema = idSchema<LocationId>('location')
export const deviceIdSchema = idSchema<DeviceId>('device')
export const paymentIdSchema = idSchema<PaymentId>('payment')

/** See {@link CardToken}: opaque to everyone but the server. */
export const cardTokenSchema = checkedText<CardToken>(
  z
    .string()
    .min(16)
    .max(200)
    .regex(/^[A-Za-z0-9._-]+$/),
)

/**
 * Builds UUIDv7 text (RFC 9562 §5.7) from a time and 10 random bytes. Ids made in the same
 * millisecond do not sort among themselves; nothing here relies on that.
 */
export function uuidV7(timeMs: number, random: Uint8Array): string {
  if (random.length < 10) throw new RangeError('uuidV7 needs 10 random bytes')
  const time = Math.floor(timeMs).toString(16).padStart(12, '0')
  const hex = Array.from(random.subarray(0, 10), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  )
  const variant = ((Number.parseInt(hex.charAt(3), 16) & 0x3) | 0x8).toString(16)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex.slice(0, 3)}-${variant}${hex.slice(4, 7)}-${hex.slice(7, 19)}`
}
