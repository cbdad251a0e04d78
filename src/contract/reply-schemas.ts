import { z } from 'zod'
import { ERROR_CODES, NEXT_ACTIONS, REFUSAL_CODES } from './refusals.ts'

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

export const replyErrorSchema = z.strictObject({
  code: z.enum(ERROR_CODES),
  ...tail,
  retryAfterMs: z.int().nonnegative().optional(),
})

/** The schema of a reply whose value has this schema. */
export function replySchema<Schema extends z.ZodType>(value: Schema) {
  return z.union([
    z.strictObject({ ok: z.literal(true), value }),
    z.strictObject({ ok: z.literal(false), refusal: refusalSchema }),
    z.strictObject({ ok: z.literal(false), error: replyErrorSchema }),
  ])
}
