import { z } from 'zod'
import { cardIdSchema } from '../../src/contract/ids.ts'
import { operationAnswerSchema } from '../../src/contract/operations.ts'
import { anyCard, card, cardAlone, currency, reason, requestId, sale } from './api-parts.ts'
import { issuedParts } from './issued.ts'

/** The rows of the API's table that put one card in the place of another. */
export const MOVING = {
  merge: {
    method: 'POST',
    path: '/v1/storedvalue/merge',
    scope: 'merge',
    summary: 'Moves all that is on one card to another',
    description:
      'Both of one program, each with its PIN where the program asks for it. The first is closed for ever; what would come back to it later goes to the other. Refused while value of the first is held. This cannot be undone. Without numbers and PINs, by `cardId` and `intoCardId` with a `reason`, for people with a role: the key then needs the scope `replace` too.',
    params: z.strictObject({
      requestId,
      card: card.optional().describe('The card that is emptied and closed.'),
      cardId: cardIdSchema.optional().describe('The same by its id.'),
      into: card.optional().describe('The card that receives the value.'),
      intoCardId: cardIdSchema.optional().describe('The same by its id.'),
      currency,
      reason: reason.optional(),
      clerk: sale.clerk,
    }),
    result: operationAnswerSchema,
  },
  replace: {
    method: 'POST',
    path: '/v1/storedvalue/replace',
    scope: 'replace',
    summary: 'Puts another card in the place of a lost one',
    description:
      'With all of its value and its dates, also when it is blocked. The new card is one from stock, or a virtual one whose number and PIN are in the answer. The lost one is closed for ever; what would come back to it later goes to the new one. Refused while value of it is held. This cannot be undone.',
    params: z.strictObject({
      requestId,
      ...anyCard,
      into: z
        .union(
          [
            cardAlone.options[0].describe('A printed card from stock.'),
            cardAlone.options[1].describe('The same by its token.'),
            z.strictObject({ cardId: cardIdSchema }).describe('The same by its id.'),
            z.strictObject({ form: z.literal('virtual') }).describe('A new virtual card.'),
          ],
          'number, token, cardId or form',
        )
        .describe('The card that takes the place of the lost one.'),
      reason,
      clerk: sale.clerk,
    }),
    result: z.strictObject({ ...operationAnswerSchema.shape, ...issuedParts }),
  },
} as const
