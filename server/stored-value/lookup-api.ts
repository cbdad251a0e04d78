import { z } from 'zod'
import { cardNumberSchema } from '../../src/contract/card-number.ts'
import { programIdSchema } from '../../src/contract/ids.ts'
import { TEXT_LENGTH_MAX } from '../../src/contract/limits.ts'
import { currencySchema } from '../../src/contract/money.ts'

/** A program whose cards begin like a number, or one with imported cards. */
const likelyProgramSchema = z.strictObject({
  programId: programIdSchema,
  name: z.string().max(TEXT_LENGTH_MAX),
  currency: currencySchema,
  acceptedHere: z.boolean().describe('Whether its cards are redeemed at the location of your key.'),
  pinNeeded: z.boolean().describe('Whether your key has to send the PIN with a redemption.'),
})

/** The look-up of a number, as a row of the API's table. */
export const LOOKUP = {
  'lookup-card': {
    method: 'POST',
    path: '/v1/cards/lookup',
    scope: 'balance',
    summary: 'Tells which programs a number may belong to',
    description:
      'By its form and first digits alone: whether there is such a card is not looked at, and not told. A number that begins like those of no program may be of another system: then the programs that cards were imported into are told, for any such number. Use it to choose the means of payment before anything is asked of the customer.',
    params: z.strictObject({ number: cardNumberSchema }),
    result: z.strictObject({ programs: z.array(likelyProgramSchema).max(100) }),
  },
} as const
