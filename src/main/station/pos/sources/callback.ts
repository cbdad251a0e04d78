import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { parseJson } from '../../../../contract/parse.ts'
import { failed, type Reply, success } from '../../../../contract/refusals.ts'
import type { SourceConfigOf } from '../../../../contract/screen/sources.ts'
import type { Source } from '../../ports.ts'
import { callbackPaymentSchema, createToldIds, paperOfCallback } from './callback-payment.ts'
import { type CallbackToken, callbackTokenFile, openCallbackToken } from './callback-token.ts'
import { createIntake, type Intake, type SourceState } from './intake.ts'
import { CALLBACK_BODY_BYTES_MAX, CALLBACK_REQUEST_MS, CONNECTIONS_MAX } from './limits.ts'
import type { SourceSurroundings } from './surroundings.ts'
import { placeOf } from './tcp-listener.ts'

type CallbackConfig = SourceConfigOf<'callback'>

interface Callback {
  readonly config: CallbackConfig
  readonly intake: Intake
  readonly told: ReturnType<typeof createToldIds>
  readonly nowMs: () => number
  token: CallbackToken | null
}

/** An answer: the status and its body. */
type Answer = readonly [status: number, body: Reply<unknown>]

/**
 * A program of the shop tells payments by HTTP: `POST /payments` with the token and one JSON object.
 * An id that was told before changes nothing, also after a restart.
 */
export function httpCallback(config: CallbackConfig, surroundings: SourceSurroundings): Source {
  const { clock, directory, random } = surroundings
  const intake = createIntake({ config, surroundings })
  const told = createToldIds(surroundings.memoryOf(config.id), clock.nowMs)
  const callback: Callback = { config, intake, told, nowMs: clock.nowMs, token: null }
  const server = createServer({ requestTimeout: CALLBACK_REQUEST_MS }, (request, response) => {
    void answer(callback, request, response)
  })
  server.maxConnections = CONNECTIONS_MAX
  const state = (): SourceState => ({
    isRunning: server.listening,
    problem: null,
    detail: placeOf(addressOf(server) ?? config),
  })
  return {
    name: config.id,
    kind: 'callback',
    start: async (sink) => {
      intake.attach(sink)
      callback.token = openCallbackToken(directory, random)
      await listen(server, config)
      intake.change(() => {})
    },
    stop: () =>
      new Promise((resolve) => {
        if (!server.listening) return resolve()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
    health: () => intake.health(state()),
    test: async () => intake.test(state()),
    details: () => ({ listening: addressOf(server), tokenFile: callbackTokenFile(directory) }),
  }
}

function listen(server: Server, { host, port }: CallbackConfig): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (cause: Error) => {
      reject(new Error(`cannot listen for payments on ${placeOf({ host, port })}`, { cause }))
    }
    server.once('error', fail)
    server.listen({ host, port }, () => {
      server.off('error', fail)
      server.on('error', () => {})
      resolve()
    })
  })
}

function addressOf(server: Server): { host: string; port: number } | null {
  const address = server.address()
  if (address === null || typeof address === 'string') return null
  return { host: address.address, port: address.port }
}

async function answer(callback: Callback, request: IncomingMessage, response: ServerResponse) {
  const [status, body] = await answerOf(callback, request).catch(
    (): Answer => [500, failed('INTERNAL')],
  )
  // What was not read of a body that is too long is not waited for.
  if (!request.complete) response.setHeader('connection', 'close')
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(JSON.stringify(body))
}

async function answerOf(callback: Callback, request: IncomingMessage): Promise<Answer> {
  const path = request.url?.split('?')[0]
  if (path !== '/payments') {
    return [404, failed('NOT_FOUND', 'There is one address here: POST /payments.')]
  }
  if (request.method !== 'POST') {
    return [405, failed('REQUEST_MALFORMED', 'Payments are told with POST.')]
  }
  const given = /^Bearer (\S{1,200})$/.exec(request.headers.authorization ?? '')?.[1]
  if (given === undefined || callback.token?.isToken(given) !== true) {
    const where = 'Send the header "Authorization: Bearer TOKEN" with the token of callback-token.'
    return [401, failed('NOT_SIGNED_IN', where)]
  }
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json') {
    return [415, failed('REQUEST_MALFORMED', 'Send the header "Content-Type: application/json".')]
  }
  const text = await readBody(request)
  if (text === null) {
    const most = `The body has at most ${CALLBACK_BODY_BYTES_MAX} bytes. Send fewer rows.`
    return [413, failed('REQUEST_MALFORMED', most)]
  }
  return takePayment(callback, text)
}

/** The whole body as text; null when it is too long. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of request) {
    length += (piece as Buffer).length
    if (length > CALLBACK_BODY_BYTES_MAX) return null
    pieces.push(piece as Buffer)
  }
  return Buffer.concat(pieces).toString('utf8')
}

function takePayment({ config, intake, told, nowMs }: Callback, text: string): Answer {
  const parsed = parseJson(callbackPaymentSchema, text)
  if (!parsed.ok) {
    const { path, message } = parsed.problem
    return [400, failed('REQUEST_MALFORMED', `${path === '' ? 'the body' : path}: ${message}`)]
  }
  const payment = parsed.value
  intake.heard()
  const { id } = payment
  switch (told.check(payment)) {
    case 'other':
      return [409, failed('STATE_CONFLICT', `The id ${id} was told before with other content.`)]
    case 'same':
      return [200, success({ id, replayed: true })]
    case 'new':
      if (!intake.hand(paperOfCallback(payment, config.id, nowMs())))
        return [503, failed('UNAVAILABLE')]
      // What only waits in memory would be lost at a crash: told again, it counts once.
      if (!told.keep(payment)) return [503, failed('UNAVAILABLE')]
      return [201, success({ id, replayed: false })]
  }
}
