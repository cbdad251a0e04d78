import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import type { Clock } from '../../../../src/main/station/ports.ts'
import { createUpstream } from '../../../../src/main/station/pos/sources/upstream.ts'
import { realClock } from './printers.ts'
import { surroundings } from './surroundings.ts'

test('upstream: a printer that answered while the station was busy is there', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  // The time-out comes to its end while nothing else can happen.
  const clock: Clock = { ...realClock, after: (_, callback) => realClock.after(20, callback) }
  const upstream = createUpstream({
    to: { host: '127.0.0.1', port: address.port },
    clock,
    ownListeners: surroundings().ownListeners,
    adopt: () => {},
    isWanted: () => true,
    change: (apply) => apply(),
  })
  const isThere = new Promise<boolean>((resolve) => {
    upstream.reach((printer) => {
      printer?.destroy()
      resolve(printer !== null)
    })
  })
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200)
  expect(await isThere).toBe(true)
  upstream.stop()
  await new Promise((resolve) => server.close(resolve))
})
