import { setTimeout as rest } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SIGNING_IN_MAX } from '../../../server/stations/limits.ts'
import { parseActivationLink } from '../../../src/contract/wire/activation.ts'
import { done, openServer, type TestServer } from '../house/open-server.ts'
import { makeDevice, openSocket, postActivation, signIn } from '../house/raw-station.ts'

let server: TestServer
beforeAll(async () => {
  server = await openServer()
})
afterAll(() => server?.close())

test('sockets without end that say nothing: a station is let in all the same', async () => {
  const device = makeDevice()
  const { locationId } = server.location
  const sent = done(await server.operator.call('send-activation', { locationId }))
  const token = parseActivationLink(sent.link ?? '')?.token ?? ''
  const { body } = await postActivation(server.url, token, device)
  const { deviceId, serverKey } = body['value'] as { deviceId: string; serverKey: string }

  const silent = Array.from({ length: SIGNING_IN_MAX }, () => openSocket(server.port))
  await Promise.all(silent.map((socket) => socket.next()))
  await rest(1_200)
  const session = await signIn(server.port, device, deviceId, serverKey)
  expect(session.welcome['type']).toBe('welcome')
  session.close()
  for (const socket of silent) socket.close()
})
