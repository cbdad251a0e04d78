import { z } from 'zod'
import { balanceMinorSchema, currencySchema } from './money.ts'
import { NEXT_ACTIONS } from './next-actions.ts'
import { REASONS } from './reasons.ts'
import { ERROR_CODES, REFUSAL_CODES } from './refusals.ts'

const tail = {
  message: z.string().max(500),
  retryable: z.boolean(),
  nextAction: z.enum(NEXT_ACTIONS),
}

export const refusalSchema = z.strictObject({
  code: z.enum(REFUSAL_CODES),
  ...tail,
  proposalId: z.uuid().optional(),
})

/** As it is told by the API: stations and the pages of the admin know no more than the above. */
export const apiRefusalSchema = refusalSchema.extend({
  replayed: z
    .literal(true)
    .optional()
    .describe('True when this is the stored refusal of an earlier request; absent otherwise.'),
  retryAfterMs: z
    .int()
    .positive()
    .optional()
    .describe(
      'Wait this long, then send the same request again. With each refusal that is `retryable`.',
    ),
  balanceMinor: balanceMinorSchema
    .optional()
    .describe(
      'Of INSUFFICIENT_FUNDS and FUNDS_HELD: what was on the card, in minor units, for a key with the scope `balance`; of a web shop only where the right PIN was given.',
    ),
  availableMinor: balanceMinorSchema.optional().describe('`balanceMinor` less what was held.'),
  currency: currencySchema.optional(),
})

export const replyErrorSchema = z.strictObject({
  code: z.enum(ERROR_CODES),
  ...tail,
  retryAfterMs: z.int().nonnegative().optional(),
})

const adminErrorSchema = replyErrorSchema.extend({ reason: z.enum(REASONS).optional() })

/** The schema of a reply whose value has this schema. */
export function replySchema<Schema extends z.ZodType>(value: Schema) {
  return eitherOf(value, replyErrorSchema)
}

/** As {@link replySchema}, of the admin: stations and holders of keys know no reasons. */
export function adminReplySchema<Schema extends z.ZodType>(value: Schema) {
  return eitherOf(value, adminErrorSchema)
}

function eitherOf<Schema extends z.ZodType, Failed extends z.ZodType>(
  value: Schema,
  error: Failed,
) {
  return z.union([
    z.strictObject({ ok: z.literal(true), value }),
    z.strictObject({ ok: z.literal(false), refusal: refusalSchema }),
    z.strictObject({ ok: z.literal(false), error }),
  ])
}
