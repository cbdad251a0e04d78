import { z } from 'zod'
import { locationIdSchema } from '../ids.ts'
import { TEXT_LENGTH_MAX } from '../limits.ts'
import { API_CLIENT_KINDS, API_SCOPES, apiClientViewSchema } from './views.ts'

const text = z.string().trim().min(1).max(TEXT_LENGTH_MAX)

/** The rows of the admin's table that are about the keys of the API. */
export const API_CLIENTS = {
  'list-api-clients': {
    method: 'GET',
    path: '/api-clients',
    params: z.strictObject({}),
    result: z.strictObject({ clients: z.array(apiClientViewSchema) }),
  },
  /** The key is in this answer only. */
  'create-api-client': {
    method: 'POST',
    path: '/api-clients',
    params: z.strictObject({
      name: text,
      kind: z.enum(API_CLIENT_KINDS),
      scopes: z.array(z.enum(API_SCOPES)).min(1).max(API_SCOPES.length),
      locationId: locationIdSchema.nullable(),
    }),
    result: z.strictObject({ client: apiClientViewSchema, key: z.string() }),
  },
  'revoke-api-client': {
    method: 'POST',
    path: '/api-clients/{clientId}/revoke',
    params: z.strictObject({ clientId: text }),
    result: apiClientViewSchema,
  },
} as const
