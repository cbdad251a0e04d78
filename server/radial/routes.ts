import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type ErrorCode, type Reply, replyError, success } from '../../src/contract/refusals.ts'
import type { ServerContext } from '../context.ts'
import type { Guards } from '../guards/index.ts'
import { API_REQUESTS_AT_ONCE, createPerCaller } from '../load/index.ts'
import {
  createCounter,
  createUseNotes,
  type DoorSettings,
  noteDelivery,
  storedValueOperations,
} from '../stored-value/index.ts'
import type { Door } from './door.ts'
import { failureOf } from './failures.ts'
import { BODY_BYTES_MAX, REQUESTS_PER_SECOND_MAX } from './limits.ts'
import { heardOperations, type LoggedDocument, logDocument } from './logging.ts'
import { type RadialOperation, STORED_VALUE_OPERATIONS, TENDER_LOOKUP } from './operations.ts'
import { type Answered, type Failure, fault, type XmlReply } from './replies.ts'
import { callerOfLimit, clientAt } from './sign-in.ts'

const STORE = '/v1.0/stores/:store/payments'
const NOT_THERE = notDone('NOT_FOUND', 'There is no such operation. Check the address.')
const NOT_XML = notDone(
  'REQUEST_MALFORMED',
  'The body must be application/xml or text/xml, in UTF-8.',
)
const TOO_MANY = notDone(
  'RATE_LIMITED',
  'Too many requests of this key are under way. Wait for an answer first.',
  1_000,
)

/**
 * The stored-value operations as XML, on the paths of the published interface. After
 * `deadlineMs` a caller is told Timeout.
 */
export async function registerRadial(
  app: FastifyInstance,
  context: ServerContext,
  guards: Guards,
  settings: DoorSettings = {},
): Promise<void> {
  const counter = createCounter(context, guards, settings)
  const operations = storedValueOperations(counter)
  const door: Door = { context, counter, operations }
  await app.register(async (scope) => {
    readAsBytes(scope)
    faultsOnly(scope, context)
    scope.addHook('onClose', () => counter.requestLog.close())
    const serve = serving(door)
    for (const [word, operation] of STORED_VALUE_OPERATIONS)
      route(scope, `${STORE}/storedvalue/${word}/:file`, operation, serve)
    route(scope, `${STORE}/tendertype/:file`, TENDER_LOOKUP, serve)
    scope.post(`${STORE}/*`, async (_, reply) => sendXml(reply, fault(NOT_THERE, context.nowMs())))
  })
}

type Serve = (
  operation: RadialOperation,
  request: FastifyRequest,
  reply: FastifyReply,
) => Promise<XmlReply>

function route(
  scope: FastifyInstance,
  url: string,
  operation: RadialOperation,
  serve: Serve,
): void {
  scope.route({
    ...{ method: 'POST', url, bodyLimit: BODY_BYTES_MAX },
    config: {
      load: operation.load,
      rateLimit: { max: REQUESTS_PER_SECOND_MAX, timeWindow: 1000, keyGenerator: callerOfLimit },
    },
    handler: async (request, reply) => sendXml(reply, await serve(operation, request, reply)),
  })
}

function serving(door: Door): Serve {
  const { context, counter } = door
  const noteUse = createUseNotes(context)
  const callers = createPerCaller(API_REQUESTS_AT_ONCE)
  return async (operation, request, reply) => {
    const refuse = (failure: Failure) => fault(failure, context.nowMs())
    const place = placeOf(request, operation)
    if (!place.ok) return refuse(place)
    const client = await clientAt(context, request, operation.scope, place.value)
    if (!client.ok) return refuse(client)
    noteUse(client.value)
    const text = textOf(request)
    if (!text.ok) return refuse(text)
    const leave = callers.take(client.value.clientId)
    if (leave === undefined) return refuse(TOO_MANY)
    const calls: LoggedDocument['calls'][number][] = []
    const operations = heardOperations(door.operations, (call) => calls.push(call))
    const answered: Answered = await operation
      .answer({ ...door, operations }, client.value, text.value)
      .finally(leave)
    const tookMs = Math.round(reply.elapsedTime)
    logDocument(counter, client.value, { operation: operation.word, calls, answered, tookMs })
    noteDelivery(counter, client.value, answered.value, request, reply)
    return answered.reply
  }
}

/** Store and tender of an address, which ends in `.xml`. */
function placeOf(
  request: FastifyRequest,
  operation: RadialOperation,
): Reply<{ readonly store: string; readonly tender: string | undefined }> {
  const { store = '', file = '' } = request.params as Readonly<Record<string, string>>
  const name = /^([A-Za-z0-9]{2,10})\.xml$/.exec(file)?.[1]
  const isLookup = operation === TENDER_LOOKUP
  if (name === undefined || (isLookup && name !== 'lookup')) return NOT_THERE
  return success({ store, tender: isLookup ? undefined : name })
}

/** The document that was sent. REQUEST_MALFORMED when it is none, or not in UTF-8. */
function textOf({ body, headers }: FastifyRequest): Reply<string> {
  const charset = /charset\s*=\s*"?([^";\s]+)/i.exec(headers['content-type'] ?? '')?.[1] ?? 'utf-8'
  const isReadable = Buffer.isBuffer(body) && /^(utf-?8|us-ascii)$/i.test(charset)
  if (!isReadable) return NOT_XML
  try {
    // A mark at the beginning that says UTF-8 is taken off.
    return success(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    return NOT_XML
  }
}

/** Bodies come as they are: nothing is parsed before the key is known. */
function readAsBytes(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers()
  const options = { parseAs: 'buffer', bodyLimit: BODY_BYTES_MAX } as const
  scope.addContentTypeParser(['application/xml', 'text/xml'], options, (_, body, done) =>
    done(null, body),
  )
}

/** Whatever no operation answered goes out as a Fault, too. */
function faultsOnly(scope: FastifyInstance, context: ServerContext): void {
  scope.setErrorHandler((error, _, reply) => {
    const status = error instanceof Error && 'statusCode' in error ? error.statusCode : 500
    const isForm = typeof status === 'number' && [400, 415].includes(status)
    const failure = isForm ? NOT_XML : failureOf(context, error)
    return sendXml(reply, fault(failure, context.nowMs()))
  })
}

function sendXml(reply: FastifyReply, answer: XmlReply): FastifyReply {
  reply.header('cache-control', 'no-store').type('application/xml; charset=utf-8')
  reply.outcome = answer.outcome
  if (answer.status === 401) reply.header('www-authenticate', 'Basic realm="stored value"')
  const waitMs = answer.retryAfterMs
  if (waitMs !== undefined) reply.header('retry-after', String(Math.ceil(waitMs / 1000)))
  return reply.code(answer.status).send(answer.document)
}

function notDone(code: ErrorCode, message: string, retryAfterMs?: number): Failure {
  return { ok: false, error: replyError(code, message, retryAfterMs) }
}
