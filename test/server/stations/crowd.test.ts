import { setTimeout as rest } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SIGNING_IN_MAX } from '../../../server/stations/limits.ts'
import { openServer, type TestServer } from '../house/open-server.ts'
import { openSocket } from '../house/raw-station.ts'
import { openStations } from '../load/stations.ts'

let server: TestServer
beforeAll(async () => {
  server = await openServer()
})
afterAll(() => server?.close())

test('sockets without end that say nothing: a station is let in all the same', async () => {
  const silent = Array.from({ length: SIGNING_IN_MAX }, () => openSocket(server.port))
  await Promise.all(silent.map((socket) => socket.next()))
  let ended = 0
  for (const socket of silent) socket.closed().then(() => (ended += 1))
  await rest(1_200)
  const [session] = await openStations(server, 1)
  expect(session?.welcome['type']).toBe('welcome')
  // One of them made room: they had not gone by themselves.
  await expect.poll(() => ended, { timeout: 2_000 }).toBe(1)
  session?.close()
  for (const socket of silent) socket.close()
})
