import { z } from 'zod'
import { ERRORS, REFUSALS } from '../../src/contract/refusals.ts'
import { apiRefusalSchema, replyErrorSchema } from '../../src/contract/reply-schemas.ts'
import { ERRORS_PATH } from '../developer/index.ts'
import { STORED_VALUE } from './api.ts'
import {
  MAGIC_ERRORS,
  MAGIC_REFUSALS,
  TIMEOUT_DONE_MINOR,
  TIMEOUT_NOT_DONE_MINOR,
} from './magic.ts'

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }
type JsonObject = { readonly [name: string]: Json }

interface Row {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly scope: string | null
  readonly summary: string
  readonly description: string
  readonly params: z.ZodType
  readonly result: z.ZodType
}

const ABOUT = `
Sells, loads, reads and redeems gift cards, and undoes each of these.

**Keys.** \`Authorization: Bearer cm_live_…\`; the operator makes keys in the admin, each with its scopes.

**Money** is a whole number of minor units with its currency: 2500 EUR = 25.00.

**No answer?** Store a \`requestId\` before you send. The same id with the same content gives the stored
answer again, be it a success or a refusal, byte for byte but for \`replayed: true\` and the header
\`Idempotent-Replayed: true\`; ids never expire. A retry under a *new* id with the same \`orderId\`, card and amount is recognised: answered with the
first outcome (\`replayedOf\`), or refused as \`POSSIBLE_DUPLICATE\` when that outcome surely reached you. A void by \`requestId\` is safe even when the operation never arrived.

**Answers.** \`{ ok: true, value }\`, or \`{ ok: false, refusal }\` (understood and not done) or
\`{ ok: false, error }\`; these carry \`code\`, \`message\`, \`retryable\`, \`nextAction\`, and \`retryAfterMs\`
where it is worth waiting. Codes are never
renamed or re-used.
`.trim()

/** The API as an OpenAPI 3.1 document, made from the table that also makes the routes. */
export function openApiDocument(): JsonObject {
  const rows: readonly Row[] = Object.values(STORED_VALUE)
  return {
    openapi: '3.1.0',
    info: { title: 'Countermark stored-value API', version: '1', description: ABOUT },
    servers: [{ url: '/' }],
    security: [{ key: [] }],
    // What a test network's numbers and amounts force, for pages that offer them.
    'x-magic': {
      numbers: { ...MAGIC_REFUSALS, ...MAGIC_ERRORS },
      amounts: {
        [TIMEOUT_NOT_DONE_MINOR]: 'TIMEOUT_UNKNOWN, not done',
        [TIMEOUT_DONE_MINOR]: 'TIMEOUT_UNKNOWN, done',
      },
    },
    paths: Object.fromEntries(
      rows.map((row) => [row.path, { [row.method.toLowerCase()]: operation(row) }]),
    ),
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer' } },
      schemas: {
        Refusal: jsonSchema(apiRefusalSchema),
        Error: jsonSchema(replyErrorSchema),
        NotDone: {
          oneOf: [notDone('refusal', 'Refusal'), notDone('error', 'Error')],
        },
      },
    },
  }
}

const REPLAY_HEADER = {
  'Idempotent-Replayed': {
    description: '`true` when this is the stored answer of an earlier request.',
    schema: { type: 'string' },
  },
}

function operation(row: Row): JsonObject {
  const inPath = [...row.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '')
  const params = jsonSchema(row.params)
  const scope = row.scope === null ? 'Any valid key.' : `The key needs the scope \`${row.scope}\`.`
  return {
    operationId: operationIdOf(row),
    summary: row.summary,
    description: `${row.description}\n\n${scope}`,
    tags: [row.path.startsWith('/v1/storedvalue/') ? 'Stored value' : 'Requests'],
    parameters: parametersOf(row, params, inPath),
    ...(row.method === 'GET' ? {} : { requestBody: body(without(params, inPath)) }),
    responses: {
      200: {
        description: 'Done.',
        headers: REPLAY_HEADER,
        ...content({
          type: 'object',
          properties: { ok: { const: true }, value: jsonSchema(row.result) },
          required: ['ok', 'value'],
          additionalProperties: false,
        }),
      },
      ...failures(),
    },
  }
}

/** What stands in the address, and what follows it where there is no body. */
function parametersOf({ method }: Row, params: JsonObject, inPath: readonly string[]): Json {
  const names = method === 'GET' ? Object.keys(params['properties'] as JsonObject) : inPath
  return names.map((name) => ({
    name,
    in: inPath.includes(name) ? 'path' : 'query',
    required: inPath.includes(name),
    schema: propertyOf(params, name),
  }))
}

/** `POST /v1/requests/{requestId}/void` as `postRequestsVoid`. */
function operationIdOf(row: Row): string {
  const words = row.path.split(/[/-]/).filter((word) => /^[a-z]/.test(word) && word !== 'v1')
  const rest = words.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
  return `${row.method.toLowerCase()}${rest.join('')}`
}

/** One response a status, with the codes that have it. Only refusals are stored. */
function failures(): JsonObject {
  const codes = Object.entries({ ...ERRORS, ...REFUSALS })
  const statuses = [...new Set(codes.map(([, { http }]) => http))].sort()
  return Object.fromEntries(
    statuses.map((status) => {
      const lines = codes
        .filter(([, { http }]) => http === status)
        .map(([code, { message }]) => `- [\`${code}\`](${ERRORS_PATH}/${code}): ${message}`)
      const schema = { $ref: '#/components/schemas/NotDone' }
      const isStored = Object.values(REFUSALS).some(({ http }) => http === status)
      const headers = isStored ? { headers: REPLAY_HEADER } : {}
      return [String(status), { description: lines.join('\n'), ...headers, ...content(schema) }]
    }),
  )
}

function notDone(member: string, schema: string): JsonObject {
  return {
    type: 'object',
    properties: { ok: { const: false }, [member]: { $ref: `#/components/schemas/${schema}` } },
    required: ['ok', member],
    additionalProperties: false,
  }
}

function body(schema: JsonObject): JsonObject {
  return { required: true, ...content(schema) }
}

function content(schema: JsonObject): JsonObject {
  return { content: { 'application/json': { schema } } }
}

/** As it travels: brands and transforms are ours alone. OpenAPI 3.1 takes JSON Schema as it is. */
function jsonSchema(schema: z.ZodType): JsonObject {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' }) as JsonObject
  return rest
}

function propertyOf(schema: JsonObject, name: string): Json {
  const properties = schema['properties'] as JsonObject
  return properties[name] ?? {}
}

function without(schema: JsonObject, names: readonly string[]): JsonObject {
  const keep = Object.entries(schema['properties'] as JsonObject)
  const required = (schema['required'] ?? []) as readonly string[]
  return {
    ...schema,
    properties: Object.fromEntries(keep.filter(([name]) => !names.includes(name))),
    required: required.filter((name) => !names.includes(name)),
  }
}
