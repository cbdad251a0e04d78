import { z } from 'zod'
import { cardNumberSchema, lastFourSchema, pinSchema } from '../card-number.ts'
import {
  cardTokenSchema,
  deviceIdSchema,
  locationIdSchema,
  operationIdSchema,
  requestIdSchema,
} from '../ids.ts'
import { READING_LENGTH_MAX, TEXT_LENGTH_MAX } from '../limits.ts'
import { balanceMinorSchema, currencySchema, requestedMinorSchema } from '../money.ts'
import { CARD_FORMS, CARD_STATES, operationAnswerSchema, PARTIAL_RULES } from '../operations.ts'
import { refusalSchema, replySchema } from '../reply-schemas.ts'
import { EXCEPTION_WIRE } from './exceptions.ts'
import { POS_WIRE, posPaymentEventSchema } from './pos.ts'

const text = z.string().max(TEXT_LENGTH_MAX)

const cardLinkSchema = z.string().max(READING_LENGTH_MAX)

/**
 * How a card is named on the wire: by number or link once, when it was read; by token ever after. A PIN
 * goes beside the number or link, in this message only: the token of the answer says that it was right.
 */
const readCardSchema = z.union([
  z.strictObject({ number: cardNumberSchema, pin: pinSchema.optional() }),
  z.strictObject({ link: cardLinkSchema, pin: pinSchema.optional() }),
  z.strictObject({ cardToken: cardTokenSchema }),
])

/** What a station knows of a card in hand. */
export const cardInHandSchema = z.strictObject({
  cardToken: cardTokenSchema,
  lastFour: lastFourSchema,
  form: z.enum(CARD_FORMS),
  state: z.enum(CARD_STATES),
  currency: currencySchema,
  balanceMinor: balanceMinorSchema,
  availableMinor: balanceMinorSchema,
  programName: text,
  /** Ms since 1970 UTC; null when the card never expires. */
  expiresAtMs: z.int().nonnegative().nullable(),
  /** Why a redemption here would be refused right now; null when it would be taken. */
  refusal: refusalSchema.nullable(),
})
export type CardInHand = z.output<typeof cardInHandSchema>

const paymentKeySchema = z.string().min(8).max(128)

/** A payment on the POS, as it is attached to a redemption and kept with it. */
export const wirePaymentSchema = z.strictObject({
  // In the order of the alphabet: a redemption is hashed in that order, and need not be put into it.
  amountMinor: requestedMinorSchema,
  label: text,
  /**
   * The payment's own identity, the same on every station that heard it: made from what the paper
   * says when it has a receipt number, else unique to the station. Scoped to the location.
   */
  paymentKey: paymentKeySchema,
  receiptNumber: text.nullable(),
  /** The station's clock when the paper ended: a note, never an order. */
  seenAtMs: z.int().nonnegative(),
  till: text.nullable(),
})
export type WirePayment = z.output<typeof wirePaymentSchema>

/**
 * What became of a redemption: its stored answer, the same bytes for every resend, and whether it
 * still stands. A station that asks again after its redemption was voided elsewhere must not show
 * an approval of money that is back on the card.
 */
export const redeemResultSchema = z.strictObject({
  answer: operationAnswerSchema,
  standing: z.enum(['posted', 'voided']),
})
export type RedeemResult = z.output<typeof redeemResultSchema>

/**
 * Everything a station may ask, one row each: `name -> { params, result, effect }`. A `write` has a
 * requestId that the station stored before the first send and sends again, with the same bytes,
 * until the answer is final. A `note` is kept under an id of its own and may be sent again.
 */
export const WIRE = {
  /** An echo that proves the whole way there and back; every HEARTBEAT_INTERVAL_MS. */
  heartbeat: {
    effect: 'read',
    params: z.strictObject({
      stationTimeMs: z.int().nonnegative(),
      waitingOperations: z.int().nonnegative(),
    }),
    result: z.strictObject({ serverTimeMs: z.int().nonnegative() }),
  },
  /**
   * Reads a card: its balance, and a token to name it by. Without the PIN that its program asks for at
   * a station it is answered as a number that no card has.
   */
  'card-inquire': {
    effect: 'read',
    params: z.strictObject({ card: readCardSchema }),
    result: cardInHandSchema,
  },
  /**
   * Whether the PIN of what was read is asked for here. Of a number the first digits alone are looked
   * at, so that the answer tells nothing of whether there is such a card. Asked when the card could not
   * be read without its PIN; a server of before this message answers REQUEST_MALFORMED.
   */
  'card-lookup': {
    effect: 'read',
    params: z.strictObject({
      card: z.union([
        z.strictObject({ number: cardNumberSchema }),
        z.strictObject({ link: cardLinkSchema }),
      ]),
    }),
    result: z.strictObject({ lastFour: lastFourSchema, pinAsked: z.boolean() }),
  },
  /** Takes value from a card, with the payment it belongs to if one was selected. */
  redeem: {
    effect: 'write',
    params: z.strictObject({
      requestId: requestIdSchema,
      cardToken: cardTokenSchema,
      amountMinor: requestedMinorSchema,
      currency: currencySchema,
      partial: z.enum(PARTIAL_RULES),
      payment: wirePaymentSchema.nullable(),
      clerk: text.nullable(),
      stationTimeMs: z.int().nonnegative(),
    }),
    result: redeemResultSchema,
  },
  /** Undoes a redemption whole, whether or not it ever arrived. */
  void: {
    effect: 'write',
    params: z.strictObject({
      requestId: requestIdSchema,
      originalRequestId: requestIdSchema,
      /** `pos`: the sale was taken back at the till. */
      reason: z.enum(['undo', 'cancel', 'pos']),
      stationTimeMs: z.int().nonnegative(),
    }),
    result: operationAnswerSchema,
  },
  /**
   * Gives back a part or all of a redemption of this location, because its sale was refunded at the
   * till; never more than is left of it. Unlike a void it leaves no tombstone.
   */
  refund: {
    effect: 'write',
    params: z.strictObject({
      requestId: requestIdSchema,
      /** The redemption: by the id that this device gave it, or by the ledger's own. */
      original: z.union([
        z.strictObject({ requestId: requestIdSchema }),
        z.strictObject({ operationId: operationIdSchema }),
      ]),
      amountMinor: requestedMinorSchema,
      currency: currencySchema,
      reason: text.min(1),
      /** The payment that the refund on the till is about; a note, as is `reason`. */
      paymentKey: paymentKeySchema.nullable(),
      clerk: text.nullable(),
      stationTimeMs: z.int().nonnegative(),
    }),
    result: operationAnswerSchema,
  },
  ...EXCEPTION_WIRE,
  /** The outcome of an earlier write by this device. NOT_FOUND means it is not here yet. */
  'operation-inquire': {
    effect: 'read',
    params: z.strictObject({ requestId: requestIdSchema }),
    result: replySchema(operationAnswerSchema),
  },
  ...POS_WIRE,
} as const

export type WireName = keyof typeof WIRE
export type WireParams<Name extends WireName> = z.output<(typeof WIRE)[Name]['params']>
export type WireResult<Name extends WireName> = z.output<(typeof WIRE)[Name]['result']>

/** Stands among the prefixes for numbers of any form. */
export const FOREIGN_NUMBERS = '*'
/** What a station is told at most, and none that is older would take more. */
export const CARD_PREFIXES_MAX = 200

/** What the server tells a station about itself when the session opens, and again when it changes. */
export const stationSettingsSchema = z.strictObject({
  networkName: text,
  locationId: locationIdSchema,
  locationName: text,
  deviceId: deviceIdSchema,
  /** Eight letters and digits without look-alikes, as `K7QM-4T2X`. */
  deviceCode: z.string().regex(/^[A-Z2-9]{4}-[A-Z2-9]{4}$/),
  deviceName: text,
  currency: currencySchema,
  /** IANA zone of the location. */
  timeZone: z.string().max(64),
  /**
   * First digits of the cards accepted here: others are refused before they are sent. Where there are
   * too many, shorter ones stand for several. With {@link FOREIGN_NUMBERS} among them cards of other
   * systems were imported, or no shorter ones would do: then any number is sent.
   */
  cardPrefixes: z.array(z.string().regex(/^(\d{4,10}|\*)$/)).max(CARD_PREFIXES_MAX),
})
export type StationSettings = z.output<typeof stationSettingsSchema>

/** What the server sends unasked. */
export const WIRE_EVENTS = {
  'settings-changed': stationSettingsSchema,
  /** A card in hand may have changed elsewhere: the station asks again if it shows that card. */
  'card-changed': z.strictObject({ cardToken: cardTokenSchema }),
  'pos-payment': posPaymentEventSchema,
  /** A payment of the location's tills was taken at another station, or is free again. */
  'payment-standing': z.strictObject({ paymentKey: paymentKeySchema, isTaken: z.boolean() }),
  /** The server is about to stop: come back after this long, plus jitter. */
  'server-draining': z.strictObject({ comeBackAfterMs: z.int().nonnegative().max(600_000) }),
} as const
export type WireEventName = keyof typeof WIRE_EVENTS
export type WireEvent<Name extends WireEventName> = z.output<(typeof WIRE_EVENTS)[Name]>
