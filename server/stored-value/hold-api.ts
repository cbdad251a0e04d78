import { z } from 'zod'
import { operationAnswerSchema } from '../../src/contract/operations.ts'
import {
  amountMinor,
  byOperation,
  byRequest,
  card,
  currency,
  requestId,
  sale,
} from './api-parts.ts'
import { HOLD_TTL_MS_MAX, HOLD_TTL_MS_MIN } from './limits.ts'

const original = z.union([byRequest, byOperation], 'requestId or operationId')

/** The rows of the API's table that keep value for one sale. */
export const HOLDING = {
  hold: {
    method: 'POST',
    path: '/v1/storedvalue/hold',
    scope: 'hold',
    summary: 'Keeps value of a card for one sale',
    description:
      'Nothing moves: `availableMinor` falls, `balanceMinor` stays. The hold ends by itself, `ttlMs` after `committedAtMs`.',
    params: z.strictObject({
      requestId,
      card,
      amountMinor,
      currency,
      ttlMs: z
        .int()
        .min(HOLD_TTL_MS_MIN)
        .max(HOLD_TTL_MS_MAX)
        .optional()
        .describe('In ms; unless given 30 minutes for a till, 7 days for all others.'),
      ...sale,
    }),
    result: operationAnswerSchema,
  },
  capture: {
    method: 'POST',
    path: '/v1/storedvalue/capture',
    scope: 'hold',
    summary: 'Redeems what is held, or part of it',
    description:
      'The answer is that of a redemption, with the hold as its original; void or refund it as one. What is not taken is free again.',
    params: z.strictObject({
      requestId,
      original,
      amountMinor: amountMinor
        .optional()
        .describe('In minor units; all that is held when it is not given.'),
      currency,
      clerk: sale.clerk,
    }),
    result: operationAnswerSchema,
  },
  release: {
    method: 'POST',
    path: '/v1/storedvalue/release',
    scope: 'hold',
    summary: 'Gives up a hold',
    description:
      'A second release changes nothing and says `alreadyVoided`. A `void` of the hold does the same, and also works when the hold never arrived.',
    params: z.strictObject({ requestId, original, clerk: sale.clerk }),
    result: operationAnswerSchema,
  },
} as const
