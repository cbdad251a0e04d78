import net from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { LOAD_BOUNDS } from '../../../server/load/limits.ts'
import { type ApiHouse, openApiHouse } from '../stored-value/api-house.ts'
import { cardTokenOf, openStations } from './stations.ts'

/** As many as may be answered at a time, and some more. */
const SLOW = LOAD_BOUNDS.balance.atOnce * 2

let house: ApiHouse
const sockets: net.Socket[] = []
beforeEach(async () => {
  house = await openApiHouse()
})
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await house.close()
})

/** Begins a balance without a key, of whose body only the first byte comes; what it is told at the end. */
async function beginBalance(): Promise<{ readonly ended: Promise<string> }> {
  const socket = net.connect(house.port, '127.0.0.1')
  sockets.push(socket)
  let told = ''
  socket.on('data', (data) => {
    told += data.toString()
  })
  // Written out and then ended by the server: a reset is an end, too.
  socket.on('error', () => undefined)
  const ended = new Promise<string>((resolve) => socket.once('close', () => resolve(told)))
  const head = [
    'POST /v1/storedvalue/balance HTTP/1.1',
    'Host: shop.example',
    'Content-Type: application/json',
    'Content-Length: 100',
  ]
  await new Promise<void>((resolve) => {
    socket.write(`${head.join('\r\n')}\r\n\r\n{`, () => resolve())
  })
  return { ended }
}

test('requests whose bodies do not come: stations read cards meanwhile, and the requests are ended', {
  timeout: 60_000,
}, async () => {
  const card = await house.activeCard(2500)
  const [station] = await openStations(house, 1)
  if (!station) throw new Error('no station was opened')
  try {
    const slow = await Promise.all(Array.from({ length: SLOW }, beginBalance))
    // What was sent before this has been read once this is answered.
    expect((await fetch(`${house.url}/healthz`)).status).toBe(200)
    expect(await cardTokenOf(station, card.number)).not.toBe('')
    expect(sockets.filter(({ destroyed }) => destroyed)).toEqual([])
    for (const told of await Promise.all(slow.map(({ ended }) => ended)))
      expect(told).toContain('HTTP/1.1 408 ')
  } finally {
    station.close()
  }
})
