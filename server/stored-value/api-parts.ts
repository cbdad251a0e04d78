import { z } from 'zod'
import { cardNumberSchema, pinSchema } from '../../src/contract/card-number.ts'
import { cardIdSchema, operationIdSchema, requestIdSchema } from '../../src/contract/ids.ts'
import { TEXT_LENGTH_MAX } from '../../src/contract/limits.ts'
import { currencySchema, requestedMinorSchema } from '../../src/contract/money.ts'
import {
  FUND_REASON_LENGTH_MAX,
  ORDER_ID_LENGTH_MAX,
  PROMO_CODE_LENGTH_MAX,
  REASON_LENGTH_MAX,
} from './limits.ts'

/** Ours have 19 digits; those of imported cards may have letters. */
const NUMBER_FORM = '8 to 20 digits or capital letters, without blanks.'

export const requestId = requestIdSchema.describe(
  'Your id of this one operation. Store it before you send; send it again after a lost answer.',
)
const number = cardNumberSchema.describe(NUMBER_FORM)
const token = z
  .string()
  .regex(/^[A-Za-z0-9_-]{22}$/, 'a token has 22 letters, digits, - or _')
  .describe('22 letters, digits, - or _: the last part of the link in the code on the card.')
const claimToken = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/, 'a claim token has 43 letters, digits, - or _')
  .describe(
    'The last part of a claim link. Always refused: its holder opens the link for the card.',
  )
const pin = pinSchema.optional().describe('4 to 8 digits, where the program asks for it.')
const WORDS =
  'The card, by its number or its token: the same card. None of them nor the PIN is logged.'
const NAMES = 'give its number or its token'

export const card = z
  .union(
    [
      z.strictObject({ number, pin }),
      z.strictObject({ token, pin }),
      z.strictObject({ claimToken, pin }),
    ],
    NAMES,
  )
  .describe(WORDS)
/** As it travels: by number or token, or by what opens a gift to its holder. */
export type CardName = z.output<typeof card>
export const cardAndPin = z
  .union(
    [z.strictObject({ number, pin: pinSchema }), z.strictObject({ token, pin: pinSchema })],
    NAMES,
  )
  .describe(WORDS)
/** What a void gives back may have been taken of either. */
const cardOfSale = z
  .union([z.strictObject({ number, pin }), z.strictObject({ token, pin })], NAMES)
  .describe(WORDS)
/** Without a PIN. */
export const cardAlone = z.union([z.strictObject({ number }), z.strictObject({ token })], NAMES)
export const amountMinor = requestedMinorSchema.describe(
  'In minor units of the currency: 2500 = 25.00.',
)
export const currency = currencySchema.describe('ISO 4217, as EUR; the currency of the card.')
const clerk = z.string().trim().min(1).max(TEXT_LENGTH_MAX)
const orderText = z.string().trim().min(1).max(ORDER_ID_LENGTH_MAX)

/** What every operation may carry about the sale it belongs to. */
export const sale = {
  orderId: orderText
    .optional()
    .describe('Your order. With it, a retry under a new requestId is recognised.'),
  lineId: orderText
    .optional()
    .describe('The line of the order, where one order has several cards.'),
  allowRepeat: z
    .boolean()
    .optional()
    .describe('True when a second operation with the same order, card and amount is really meant.'),
  clerk: clerk.optional().describe('Who stood at the counter.'),
}
export const fundedBy = z
  .enum(['cash', 'card', 'external'])
  .optional()
  .describe('How the buyer paid; `external` unless given.')

/** Counted in characters, as people and the XML interface count them. */
const said = (lengthMax: number) =>
  z
    .string()
    .trim()
    .regex(new RegExp(`^.{1,${lengthMax}}$`, 'su'), `1 to ${lengthMax} characters`)
    .optional()
export const fundReason = said(FUND_REASON_LENGTH_MAX).describe(
  'Why the value is given, in your own words. Kept as it is, and shown to the network.',
)
export const promoCode = said(PROMO_CODE_LENGTH_MAX).describe(
  'The promotion that the card is sold under. Kept as it is; nothing follows from it.',
)

/** How a void or refund names what it is about. */
export const byRequest = z
  .strictObject({ requestId: requestIdSchema })
  .describe('Your own requestId of it. The only way that also works when it never arrived.')
export const byOperation = z
  .strictObject({ operationId: operationIdSchema })
  .describe('The operationId that its answer carried.')
export const byOrder = z
  .strictObject({
    ...{ orderId: orderText, lineId: orderText.optional() },
    ...{ card: cardOfSale, amountMinor, currency },
  })
  .describe(
    'The newest redemption of that order and card that was not voided, one of this amount first. What was redeemed goes back, whatever amount is sent: `requestedMinor` and `appliedMinor` then differ.',
  )

/** A card that somebody with a role does something to: no PIN is asked. One of the two. */
export const anyCard = {
  card: cardAlone
    .optional()
    .describe('The card by its number or its token, which are never logged.'),
  cardId: cardIdSchema.optional().describe('The card by its id, as the admin has it.'),
}
export const reason = z
  .string()
  .trim()
  .min(1)
  .max(REASON_LENGTH_MAX)
  .describe('Why, in words that an auditor understands. Kept for ever; no card numbers or PINs.')
