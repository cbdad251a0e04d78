import { z } from 'zod'

/** The log of a key's requests, as a row of the API's table. */
export const REQUEST_LOG = {
  'read-request-log': {
    method: 'GET',
    path: '/v1/request-log',
    scope: null,
    summary: 'What your key asked of late, and what it was answered',
    description:
      'The last 200 calls since the server started, newest first, as they were answered; numbers masked, PINs left out. What was done is kept for ever: ask for it by its requestId.',
    params: z.strictObject({}),
    result: z.strictObject({
      entries: z
        .array(
          z.strictObject({
            atMs: z.int().nonnegative(),
            operation: z.string(),
            code: z.string().describe('`OK`, or the code of the refusal or error.'),
            tookMs: z.number().nonnegative(),
            asked: z.unknown().describe('Null when it was not of the expected form.'),
            answered: z.unknown(),
          }),
        )
        .max(200),
    }),
  },
} as const
