import { z } from 'zod'
import { lastFourSchema } from '../../src/contract/card-number.ts'
import { newPinSchema } from '../../src/contract/pins.ts'
import { anyCard, cardAndPin, reason, requestId, sale } from './api-parts.ts'

/** The rows of the API's table about the PINs of cards. */
export const PINS = {
  'create-pin': {
    method: 'POST',
    path: '/v1/storedvalue/create-pin',
    scope: 'pin',
    summary: 'Gives a card a PIN that has none',
    description:
      'Drawn here, as long as the program says, and told in this answer and its replays for 72 hours only. A card that has a PIN is refused with CARD_STATE_CONFLICT: use `reset-pin`.',
    params: z.strictObject({ requestId, ...anyCard, reason, clerk: sale.clerk }),
    result: newPinSchema,
  },
  'reset-pin': {
    method: 'POST',
    path: '/v1/storedvalue/reset-pin',
    scope: 'pin',
    summary: 'Gives a card another PIN',
    description:
      'The PIN before is worth nothing from the answer on, and a claim link shows the card no more. A lock by wrong PINs stays, unless `unlock` is asked. A few times a day for one card; then RATE_LIMITED.',
    params: z.strictObject({
      requestId,
      ...anyCard,
      unlock: z
        .boolean()
        .optional()
        .describe(
          'Also forget the wrong PINs of before, and their lock; the key then needs the scope `unlock-pin` too.',
        ),
      reason,
      clerk: sale.clerk,
    }),
    result: newPinSchema,
  },
  'verify-pin': {
    method: 'POST',
    path: '/v1/storedvalue/verify-pin',
    scope: 'verify-pin',
    summary: 'Tells whether a PIN is that of a card',
    description:
      'Moves nothing. A wrong PIN counts as it does everywhere: after three the card is locked. No card, a card without a PIN, one not sold yet and a wrong PIN have one answer.',
    params: z.strictObject({ card: cardAndPin }),
    result: z.strictObject({ cardLastFour: lastFourSchema, verified: z.literal(true) }),
  },
} as const
