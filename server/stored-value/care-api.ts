import { z } from 'zod'
import { operationAnswerSchema } from '../../src/contract/operations.ts'
import { amountMinor, anyCard, card, currency, reason, requestId, sale } from './api-parts.ts'

/** The rows of the API's table that put right, stop and end cards. */
export const CARE = {
  'cash-out': {
    method: 'POST',
    path: '/v1/storedvalue/cash-out',
    scope: 'cash-out',
    summary: 'Takes value out of a card, to be paid to its holder',
    description:
      'Part of it or all. `appliedMinor` is what to pay out. A void within 24 hours puts it back, and opens the card again that was closed by it.',
    params: z.strictObject({
      requestId,
      card,
      amountMinor: amountMinor
        .optional()
        .describe('In minor units; all that is available when it is not given.'),
      currency,
      close: z
        .boolean()
        .optional()
        .describe('Close the card for ever once nothing is left on it; `false` unless given.'),
      byRight: z
        .boolean()
        .optional()
        .describe(
          'The holder asks for what is left: granted up to the threshold of the law or of the program, else OPERATION_NOT_ALLOWED. Without it the key itself answers for the cash-out.',
        ),
      ...sale,
    }),
    result: operationAnswerSchema,
  },
  adjust: {
    method: 'POST',
    path: '/v1/storedvalue/adjust',
    scope: 'adjust',
    summary: 'Puts a balance right by hand',
    description:
      'Above zero gives value to the card, below zero takes it away. Above what one person may do alone the answer is APPROVAL_REQUIRED with a `proposalId`: a second person of the network then agrees in the admin, or another key with the scope `approve`, within seven days. Ask for the outcome by the requestId, or send it again: it is posted at most once.',
    params: z.strictObject({
      requestId,
      ...anyCard,
      amountMinor: amountMinor.describe('In minor units, signed.'),
      currency,
      reason,
      clerk: sale.clerk,
    }),
    result: operationAnswerSchema,
  },
  credit: {
    method: 'POST',
    path: '/v1/storedvalue/credit',
    scope: 'credit',
    summary: 'Gives value for returned goods without naming a redemption',
    description:
      'Use `refund` where the redemption is known: it can never give back too much. Above what one person may do alone it takes a second one, as `adjust` does.',
    params: z.strictObject({ requestId, ...anyCard, amountMinor, currency, reason, ...sale }),
    result: operationAnswerSchema,
  },
  block: {
    method: 'POST',
    path: '/v1/storedvalue/block',
    scope: 'block',
    summary: 'Stops a card until it is let go on',
    description: 'A lost card, a dispute, a suspicion. The value stays on the card.',
    params: z.strictObject({ requestId, ...anyCard, reason, clerk: sale.clerk }),
    result: operationAnswerSchema,
  },
  unblock: {
    method: 'POST',
    path: '/v1/storedvalue/unblock',
    scope: 'unblock',
    summary: 'Lets a blocked card go on',
    description: 'In the state that it was blocked in.',
    params: z.strictObject({ requestId, ...anyCard, reason, clerk: sale.clerk }),
    result: operationAnswerSchema,
  },
  expire: {
    method: 'POST',
    path: '/v1/storedvalue/expire',
    scope: 'expire',
    summary: 'Ends a card whose date has passed',
    description:
      'Refused before its date. An expired card is refused by itself from its date on; this also moves its value, for whoever keeps the rules of expiry. This cannot be undone.',
    params: z.strictObject({
      requestId,
      ...anyCard,
      valueTo: z
        .enum(['suspense', 'breakage'])
        .describe('`suspense` keeps it owed; `breakage` only where the law leaves it to you.'),
      reason,
      clerk: sale.clerk,
    }),
    result: operationAnswerSchema,
  },
  'change-status': {
    method: 'POST',
    path: '/v1/storedvalue/change-status',
    scope: 'deactivate',
    summary: 'Closes a card for ever',
    description: 'What is left on it goes to the suspense account. This cannot be undone.',
    params: z.strictObject({
      requestId,
      ...anyCard,
      status: z.literal('deactivated'),
      reason,
      clerk: sale.clerk,
    }),
    result: operationAnswerSchema,
  },
} as const
