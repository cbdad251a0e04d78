import { createHash } from 'node:crypto'
import swagger, { type StaticDocumentSpec } from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { ApiScope } from '../../src/contract/admin/views.ts'
import { requestIdSchema } from '../../src/contract/ids.ts'
import { parseUnknown } from '../../src/contract/parse.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import type { ServerContext } from '../context.ts'
import type { Guards } from '../guards/index.ts'
import { API_REQUESTS_AT_ONCE, createPerCaller, type LoadClass } from '../load/index.ts'
import { sendReply } from '../staff/index.ts'
import { STORED_VALUE, type StoredValueName } from './api.ts'
import { type ApiClient, clientOfKey, createUseNotes } from './api-clients.ts'
import { keyInHeader } from './api-key.ts'
import { type Counter, callerKey, createCounter, type DoorSettings } from './counter.ts'
import { BODY_BYTES_MAX, REQUESTS_PER_SECOND_MAX } from './limits.ts'
import { openApiDocument } from './open-api.ts'
import { storedValueOperations } from './operations.ts'
import { withWait } from './refusal-waits.ts'
import { SHOPPER_ADDRESS_HEADER, shopperAddress } from './shopper-address.ts'

export const OPEN_API_PATH = '/v1/openapi.json'
export const API_PAGE_PATH = '/v1/docs'

const TOO_MANY = 'Too many requests of this key are under way. Wait for an answer first.'
const TOO_MANY_WAIT_MS = 1_000

/** What waits for what, where there is more to do than can be done. */
const CLASSES: Readonly<Record<StoredValueName, LoadClass>> = {
  redeem: 'redeem',
  void: 'redeem',
  'void-request': 'redeem',
  'fund-and-activate': 'money',
  fund: 'money',
  refund: 'money',
  hold: 'redeem',
  capture: 'redeem',
  release: 'redeem',
  'renew-claim-link': 'money',
  'review-card': 'money',
  'cash-out': 'money',
  adjust: 'money',
  credit: 'money',
  block: 'money',
  unblock: 'money',
  'change-status': 'money',
  expire: 'money',
  merge: 'money',
  replace: 'money',
  'create-pin': 'money',
  'reset-pin': 'money',
  'verify-pin': 'balance',
  'lookup-card': 'balance',
  'list-proposals': 'reports',
  'read-proposal': 'reports',
  'approve-proposal': 'money',
  'reject-proposal': 'money',
  'read-request-log': 'reports',
  'replay-request': 'reports',
  'read-request': 'money',
  balance: 'balance',
}

interface Row {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly scope: ApiScope | null
  readonly params: z.ZodType
  readonly load: LoadClass
}

type Operation = (client: ApiClient, params: unknown) => Promise<Reply<unknown>>

/**
 * The JSON API with its document and its page: one route a row of the table. After `deadlineMs` a
 * caller is told that the outcome is not known.
 */
export async function registerStoredValue(
  app: FastifyInstance,
  context: ServerContext,
  guards: Guards,
  settings: DoorSettings = {},
): Promise<void> {
  const counter = createCounter(context, guards, settings)
  app.addHook('onClose', () => counter.requestLog.close())
  const operations = storedValueOperations(counter)
  const noteUse = createUseNotes(context)
  const callers = createPerCaller(API_REQUESTS_AT_ONCE)
  for (const name of Object.keys(STORED_VALUE) as StoredValueName[]) {
    // The table ties each name to its params and result; inside, one row is like another.
    const operate = operations[name] as Operation
    const row = { ...STORED_VALUE[name], load: CLASSES[name] }
    registerRow(app, counter, name, row, async (client, params) => {
      noteUse(client)
      const leave = callers.take(client.clientId)
      if (leave === undefined) return failed('RATE_LIMITED', TOO_MANY, TOO_MANY_WAIT_MS)
      return operate(client, params).finally(leave)
    })
  }
  await registerDocument(app)
}

function registerRow(
  app: FastifyInstance,
  counter: Counter,
  name: StoredValueName,
  row: Row,
  operate: Operation,
): void {
  app.route({
    method: row.method,
    url: row.path.replace(/\{(\w+)\}/g, ':$1'),
    bodyLimit: BODY_BYTES_MAX,
    config: {
      load: row.load,
      rateLimit: { max: REQUESTS_PER_SECOND_MAX, timeWindow: 1000, keyGenerator: keyOfLimit },
    },
    handler: async (request, reply) => {
      const client = await clientOf(counter.context, request, row.scope)
      if (!client.ok) return sendReply(reply, client)
      const params = readParams(row, request)
      const answer = params.ok ? withWait(await operate(client.value, params.value)) : params
      noteRequest(counter, client.value, name, { params, answer, reply })
      if (isReplay(answer)) reply.header('idempotent-replayed', 'true')
      if (answer.ok && row.method === 'POST')
        noteDelivery(counter, client.value, answer.value, request, reply)
      return sendReply(reply, answer)
    },
  })
}

function noteRequest(
  { requestLog, context }: Counter,
  client: ApiClient,
  operation: StoredValueName,
  {
    params,
    answer,
    reply,
  }: {
    readonly params: Reply<unknown>
    readonly answer: Reply<unknown>
    readonly reply: FastifyReply
  },
): void {
  if (operation === 'read-request-log' || operation === 'replay-request') return
  requestLog.add(client, {
    ...{ atMs: context.nowMs(), operation, tookMs: Math.round(reply.elapsedTime) },
    asked: params.ok ? params.value : null,
    answered: answer,
  })
}

/** Limits count by key, of which only a hash is kept, or by address where there is none. */
function keyOfLimit(request: FastifyRequest): string {
  const key = keyInHeader(request.headers.authorization)
  return key === undefined ? request.ip : createHash('sha256').update(key).digest('base64url')
}

async function clientOf(
  context: ServerContext,
  request: FastifyRequest,
  scope: ApiScope | null,
): Promise<Reply<ApiClient>> {
  const key = keyInHeader(request.headers.authorization)
  const address = shopperAddress(request.headers[SHOPPER_ADDRESS_HEADER])
  if (!address.ok) return address
  const client = key === undefined ? undefined : await clientOfKey(context, key, address.value)
  if (client === undefined) {
    return failed('NOT_SIGNED_IN', 'Send a valid key, as "Authorization: Bearer cm_live_…".')
  }
  if (scope === null || client.scopes.includes(scope)) return success(client)
  return failed('NOT_PERMITTED', `This key lacks the scope "${scope}". Ask the operator for it.`)
}

function readParams(row: Row, request: FastifyRequest): Reply<unknown> {
  const body: unknown = row.method === 'GET' ? request.query : (request.body ?? {})
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return failed('REQUEST_MALFORMED', 'The body must be a JSON object.')
  }
  const inPath = request.params as Record<string, string>
  const input: unknown = { ...body, ...inPath }
  const parsed = parseUnknown(row.params, input)
  if (parsed.ok) return success(parsed.value)
  const place = parsed.problem.path === '' ? '' : `${parsed.problem.path}: `
  return failed('REQUEST_MALFORMED', `${place}${parsed.problem.message}`)
}

const replayedSchema = z.object({ replayed: z.boolean() })

function isReplay(answer: Reply<unknown>): boolean {
  if (!answer.ok) return 'refusal' in answer && answer.refusal.replayed === true
  const parsed = replayedSchema.safeParse(answer.value)
  return parsed.success && parsed.data.replayed
}

const outcomeSchema = z.object({
  requestId: requestIdSchema,
  replayedOf: requestIdSchema.nullable(),
})

/**
 * Remembers that the answer was written whole while the caller was still there to read it. Whoever
 * reads the answer of a retry knows the outcome of the first.
 */
export function noteDelivery(
  { deliveries }: Counter,
  client: ApiClient,
  answer: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const outcome = outcomeSchema.safeParse(answer)
  if (!outcome.success) return
  reply.raw.once('finish', () => {
    const { socket } = request.raw
    if (socket.destroyed || socket.readableEnded) return
    const { requestId, replayedOf } = outcome.data
    for (const id of [requestId, replayedOf]) if (id) deliveries.delivered(callerKey(client), id)
  })
}

/** The bar at the top would load documents from elsewhere, which nothing here may. */
const PAGE_THEME = {
  title: 'Countermark stored-value API',
  favicon: [],
  css: [{ filename: 'page.css', content: '.swagger-ui .topbar { display: none }' }],
}

/** The OpenAPI document, and a page made of it that needs nothing from elsewhere. */
async function registerDocument(app: FastifyInstance): Promise<void> {
  const document = openApiDocument()
  app.get(OPEN_API_PATH, async () => document)
  // The plug-in's types know OpenAPI 3.0 only; it hands the document on as it is.
  const specification = { document } as unknown as StaticDocumentSpec
  await app.register(async (page) => {
    await page.register(swagger, { mode: 'static', specification })
    await page.register(swaggerUi, {
      routePrefix: API_PAGE_PATH,
      uiConfig: { deepLinking: false, persistAuthorization: false, validatorUrl: null },
      theme: PAGE_THEME,
    })
  })
}
