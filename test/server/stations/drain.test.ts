import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { StationHandlers } from '../../../server/context.ts'
import { createPresence } from '../../../server/devices/index.ts'
import { createLoad } from '../../../server/load/index.ts'
import { createGateway, type Gateway } from '../../../server/stations/index.ts'
import { failed, type Reply } from '../../../src/contract/refusals.ts'
import { parseActivationLink } from '../../../src/contract/wire/activation.ts'
import { done, openServer, type TestServer } from '../house/open-server.ts'
import { makeDevice, openSocket, postActivation, signIn } from '../house/raw-station.ts'

/** A gateway of its own over a real server's context, whose answers come when the test says so. */
let server: TestServer
let door: http.Server
let gateway: Gateway
let port: number
const waiting: ((reply: Reply<never>) => void)[] = []

beforeEach(async () => {
  server = await openServer()
  const later = () => new Promise<Reply<never>>((resolve) => waiting.push(resolve))
  const handlers: StationHandlers = {
    ...{ 'card-inquire': later, 'card-lookup': later, 'operation-inquire': later },
    ...{ redeem: later, void: later, refund: later, 'pos-payments': later },
    'report-exceptions': later,
  }
  gateway = createGateway({
    ...{ context: server.context, presence: createPresence(), handlers, load: createLoad() },
    metrics: { countReply: () => undefined },
  })
  door = http.createServer()
  gateway.attach(door)
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))
  port = (door.address() as AddressInfo).port
})
afterEach(async () => {
  await gateway.drain()
  await new Promise((resolve) => door.close(resolve))
  await server.close()
})

async function connect() {
  const device = makeDevice()
  const { locationId } = server.location
  const sent = done(await server.operator.call('send-activation', { locationId }))
  const token = parseActivationLink(sent.link ?? '')?.token ?? ''
  const { body } = await postActivation(server.url, token, device)
  const { deviceId, serverKey } = body['value'] as { deviceId: string; serverKey: string }
  return signIn(port, device, deviceId, serverKey)
}

const ASK = { requestId: 'r-1' }

describe('a gateway that drains', () => {
  test('a request under way: answered before the close; a new one: refused, not lost', async () => {
    const session = await connect()
    session.send(session.seal('operation-inquire', ASK))
    await expect.poll(() => waiting.length).toBe(1)
    const drained = gateway.drain()
    expect(await session.read()).toMatchObject({ type: 'event', name: 'server-draining' })
    session.send(session.seal('operation-inquire', ASK))
    const refused = { id: 2, reply: { ok: false, error: { code: 'UNAVAILABLE' } } }
    expect(await session.read()).toMatchObject(refused)
    const late = openSocket(port)
    expect(await late.closed()).toBe('refused 503')
    waiting[0]?.(failed('NOT_FOUND'))
    const answered = { id: 1, reply: { ok: false, error: { code: 'NOT_FOUND' } } }
    expect(await session.read()).toMatchObject(answered)
    expect(await session.next()).toBe('closed 4010 DRAINING')
    await drained
  })

  test('a socket that never said hello: closed like the others', async () => {
    const socket = openSocket(port)
    await socket.next()
    await gateway.drain()
    expect(await socket.next()).toBe('closed 4010 DRAINING')
  })

  test('another path: no door there', async () => {
    const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
      const headers = { connection: 'upgrade', upgrade: 'websocket' }
      const request = http.get({ port, host: '127.0.0.1', path: '/v1/else', headers }, resolve)
      request.on('error', reject)
    })
    expect(response.statusCode).toBe(404)
    response.resume()
  })
})
