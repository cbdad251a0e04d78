import { z } from 'zod'
import {
  REQUEST_LOG_PAGE,
  requestLogEntrySchema,
  requestLogFilter,
} from '../../src/contract/admin/request-log.ts'
import { requestIdSchema } from '../../src/contract/ids.ts'

const entries = z.array(requestLogEntrySchema).max(REQUEST_LOG_PAGE)

/** The log of a key's requests, as rows of the API's table. */
export const REQUEST_LOG = {
  'read-request-log': {
    method: 'GET',
    path: '/v1/request-log',
    scope: null,
    summary: 'What your key asked of late, and what it was answered',
    description:
      'Newest first, fifty at a time: send `next` as `cursor` for more. Narrow it by `code` (`OK`, or that of a refusal or error), `operation`, `requestId` and time. Numbers are masked, PINs left out. Kept for two weeks, the last 5,000 calls of a key; under the heaviest load some are left out. What was done is kept for ever: ask for it by its requestId.',
    params: z.strictObject(requestLogFilter),
    result: z.strictObject({ entries, next: z.uuid().nullable() }),
  },
  'replay-request': {
    method: 'GET',
    path: '/v1/request-log/{requestId}',
    scope: null,
    summary: 'What a request of yours was answered, each time it was sent',
    description:
      '`stored` is what it would be answered now, null when nothing of it is on record; `entries` are the tries that are still in the log, the newest first.',
    params: z.strictObject({ requestId: requestIdSchema }),
    result: z.strictObject({ stored: z.unknown(), entries }),
  },
} as const
