import { z } from 'zod'
import type { ApiScope } from '../../src/contract/admin/views.ts'
import { lastFourSchema } from '../../src/contract/card-number.ts'
import { programIdSchema, requestIdSchema } from '../../src/contract/ids.ts'
import { TEXT_LENGTH_MAX } from '../../src/contract/limits.ts'
import { balanceMinorSchema, currencySchema } from '../../src/contract/money.ts'
import {
  CARD_FORMS,
  CARD_STATES,
  operationAnswerSchema,
  PARTIAL_RULES,
} from '../../src/contract/operations.ts'
import {
  amountMinor,
  byOperation,
  byOrder,
  byRequest,
  card,
  currency,
  fundedBy,
  fundReason,
  promoCode,
  requestId,
  sale,
} from './api-parts.ts'
import type { GivenCard } from './asked-card.ts'
import { CARE } from './care-api.ts'
import { CARE_APPROVAL } from './care-approval-api.ts'
import { CLAIMING, selling, soldGiftSchema } from './claim-api.ts'
import { HOLDING } from './hold-api.ts'
import { issuedParts } from './issued.ts'
import { LOOKUP } from './lookup-api.ts'
import { MOVING } from './moving-api.ts'
import { PINS } from './pin-api.ts'
import { REQUEST_LOG } from './request-log-api.ts'

export const activationAnswerSchema = z.strictObject({
  ...operationAnswerSchema.shape,
  ...issuedParts,
  claim: soldGiftSchema
    .nullable()
    .describe(
      'The gift that was sold by link; null for any other, and once the window has passed.',
    ),
  claimRenewal: z
    .literal('required')
    .nullable()
    .describe('Set when the window has passed: ask for another link with `renew-claim-link`.'),
  activatesAtMs: z
    .int()
    .nonnegative()
    .nullable()
    .describe(
      'When a card that waits can be used; null: at once, or once it is approved or opened.',
    ),
})
export type ActivationAnswer = z.output<typeof activationAnswerSchema>

export const balanceAnswerSchema = z.strictObject({
  cardLastFour: lastFourSchema,
  form: z.enum(CARD_FORMS),
  state: z.enum(CARD_STATES),
  programName: z.string().max(TEXT_LENGTH_MAX),
  currency: currencySchema,
  balanceMinor: balanceMinorSchema,
  availableMinor: balanceMinorSchema.describe('The balance less what is held for other sales.'),
  expiresAtMs: z.int().nonnegative().nullable(),
  expiresOn: z.iso
    .date()
    .nullable()
    .describe('The last day on which it can be used, where its program is at home.'),
  activatesAtMs: z
    .int()
    .nonnegative()
    .nullable()
    .describe(
      'When a card that waits can be used; null for any other, and for one that is reviewed.',
    ),
  enough: z
    .boolean()
    .nullable()
    .describe('Whether this much could be redeemed now; null when no amount was asked.'),
})
export type BalanceAnswer = z.output<typeof balanceAnswerSchema>

/**
 * The JSON API, one row an operation: the routes and the OpenAPI document are made from it. `scope`
 * is what the key must have; null = any valid key.
 */
export const STORED_VALUE = {
  'fund-and-activate': {
    method: 'POST',
    path: '/v1/storedvalue/fund-and-activate',
    scope: 'activate',
    summary: 'Sells a card: activates and loads it',
    description:
      'With `card`: a printed card from stock. With `programId`: a new virtual card, whose number and PIN are in the answer, or a link that shows them to its holder.',
    params: z.strictObject({
      requestId,
      card: card.optional(),
      programId: programIdSchema.optional().describe('The program of a new virtual card.'),
      amountMinor,
      currency,
      fundedBy,
      fundReason,
      promoCode,
      ...selling,
      ...sale,
    }),
    result: activationAnswerSchema,
  },
  fund: {
    method: 'POST',
    path: '/v1/storedvalue/fund',
    scope: 'fund',
    summary: 'Adds value to an active card',
    description: 'Also the way to give the value of returned goods back on a card.',
    params: z.strictObject({
      ...{ requestId, card, amountMinor, currency, fundedBy, fundReason },
      ...sale,
    }),
    result: operationAnswerSchema,
  },
  balance: {
    method: 'POST',
    path: '/v1/storedvalue/balance',
    scope: 'balance',
    summary: 'Tells what is on a card',
    description: 'Reads only. POST, because a card number never stands in an address.',
    params: z.strictObject({
      card,
      amountMinor: amountMinor.optional().describe('Is there enough? Then `enough` tells.'),
      currency: currency.optional(),
    }),
    result: balanceAnswerSchema,
  },
  redeem: {
    method: 'POST',
    path: '/v1/storedvalue/redeem',
    scope: 'redeem',
    summary: 'Takes value from a card',
    description:
      'With `partial: allow` less than asked may be taken: collect `remainingDueMinor` otherwise.',
    params: z.strictObject({
      requestId,
      card,
      amountMinor,
      currency,
      partial: z.enum(PARTIAL_RULES).optional().describe('`deny` unless given.'),
      ...sale,
    }),
    result: operationAnswerSchema,
  },
  void: {
    method: 'POST',
    path: '/v1/storedvalue/void',
    scope: 'void',
    summary: 'Undoes one operation whole',
    description:
      'Safe when no answer came: the void of a request that never arrived is kept, and the request is refused if it still comes.',
    params: z.strictObject({
      requestId,
      original: z.union([byRequest, byOperation, byOrder], 'requestId, operationId or order'),
      clerk: sale.clerk,
    }),
    result: operationAnswerSchema,
  },
  refund: {
    method: 'POST',
    path: '/v1/storedvalue/refund',
    scope: 'refund',
    summary: 'Gives back part or all of a redemption',
    description: 'Any number of times, until the whole redemption is given back.',
    params: z.strictObject({
      requestId,
      original: z.union([byRequest, byOperation], 'requestId or operationId'),
      amountMinor,
      currency,
      clerk: sale.clerk,
    }),
    result: operationAnswerSchema,
  },
  ...HOLDING,
  ...CLAIMING,
  ...CARE,
  ...MOVING,
  ...PINS,
  ...CARE_APPROVAL,
  ...LOOKUP,
  ...REQUEST_LOG,
  'read-request': {
    method: 'GET',
    path: '/v1/requests/{requestId}',
    scope: null,
    summary: 'The outcome of an earlier request of yours',
    description:
      'Ask this after TIMEOUT_UNKNOWN or a lost connection. NOT_FOUND means that it is not here yet: void it to be sure that it never will be done. The answer is the stored one, without the secrets of a new card: send the request again for these.',
    params: z.strictObject({ requestId: requestIdSchema }),
    result: operationAnswerSchema,
  },
  'void-request': {
    method: 'POST',
    path: '/v1/requests/{requestId}/void',
    scope: 'void',
    summary: 'Undoes an earlier request of yours, whether or not it arrived',
    description: 'The same as `void` with `original.requestId`.',
    params: z.strictObject({
      requestId: requestIdSchema.describe('The earlier request.'),
      voidRequestId: requestIdSchema.describe('Your id of this void.'),
      clerk: sale.clerk,
    }),
    result: operationAnswerSchema,
  },
} as const satisfies Record<
  string,
  {
    method: 'GET' | 'POST'
    path: string
    scope: ApiScope | null
    summary: string
    description: string
    params: z.ZodType
    result: z.ZodType
  }
>

export type StoredValueName = keyof typeof STORED_VALUE
/** What an operation is asked with, as it travels. */
export type StoredValueAsked<Name extends StoredValueName> = z.output<
  (typeof STORED_VALUE)[Name]['params']
>
/** The same with every card by its number, as it is done. */
export type StoredValueParams<Name extends StoredValueName> = ByNumber<StoredValueAsked<Name>>
type ByNumber<Value> = Value extends string | number | boolean | null | undefined
  ? Value
  : Value extends { readonly token: string } | { readonly claimToken: string }
    ? GivenCard
    : { [Name in keyof Value]: ByNumber<Value[Name]> }
export type StoredValueResult<Name extends StoredValueName> = z.output<
  (typeof STORED_VALUE)[Name]['result']
>
