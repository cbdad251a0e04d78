import net from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { LOAD_BOUNDS } from '../../../server/load/limits.ts'
import { BANK_ANSWERS_PATH } from '../../../src/contract/admin/bank-outcomes.ts'
import { makeForeignFile } from '../imports/foreign-file.ts'
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

/** Begins a request of whose body only the first byte comes; what it is told at the end. */
async function begin(request: string): Promise<{ readonly ended: Promise<string> }> {
  const socket = net.connect(house.port, '127.0.0.1')
  sockets.push(socket)
  let told = ''
  socket.on('data', (data) => {
    told += data.toString()
  })
  // The server may end it while something is on the way to it: a reset is an end, too.
  socket.on('error', () => undefined)
  const ended = new Promise<string>((resolve) => socket.once('close', () => resolve(told)))
  const head = `${request}\r\nHost: shop.example\r\nContent-Length: 100\r\n\r\n{`
  await new Promise<void>((resolve) => {
    socket.write(head, () => resolve())
  })
  return { ended }
}

const beginBalance = () =>
  begin('POST /v1/storedvalue/balance HTTP/1.1\r\nContent-Type: application/json')

/** The report of an import of whose file the last byte comes once this is done. */
async function importUntil(done: Promise<unknown>): Promise<unknown> {
  const { csv } = makeForeignFile({ seed: 1, rows: 20 })
  const bytes = new TextEncoder().encode(csv)
  const body = new ReadableStream<Uint8Array>({
    start: async (controller) => {
      controller.enqueue(bytes.subarray(0, -1))
      await done
      controller.enqueue(bytes.subarray(-1))
      controller.close()
    },
  })
  const init = {
    ...{ method: 'POST', body, duplex: 'half' },
    headers: { 'x-countermark-admin': '1', 'content-type': 'text/csv' },
  }
  const path = `/imports/check?programId=${house.programId}`
  const response = await house.operator.send(path, init as RequestInit)
  return response.json()
}

test('bodies that do not come: cards are read meanwhile, the requests are ended, but no slow file', {
  timeout: 60_000,
}, async () => {
  const card = await house.activeCard(2500)
  const [station] = await openStations(house, 1)
  if (!station) throw new Error('no station was opened')
  try {
    const slow = await Promise.all(Array.from({ length: SLOW }, beginBalance))
    const ended = Promise.all(slow.map((one) => one.ended))
    const report = importUntil(ended)
    // What was sent before this has been read once this is answered.
    expect((await fetch(`${house.url}/healthz`)).status).toBe(200)
    expect(await cardTokenOf(station, card.number)).not.toBe('')
    expect(sockets.filter(({ destroyed }) => destroyed)).toEqual([])
    for (const told of await ended) {
      expect(told).toContain('HTTP/1.1 408 ')
      expect(told).toContain('"retryable":true')
    }
    expect(await report).toMatchObject({ ok: true, value: { rows: 20 } })
  } finally {
    station.close()
  }
})

test('a file of a stranger: refused before it has come', async () => {
  const request = `POST ${BANK_ANSWERS_PATH}?name=a HTTP/1.1\r\nX-Countermark-Admin: 1`
  await begin(`${request}\r\nContent-Type: application/octet-stream`)
  const answer = new Promise<string>((resolve) =>
    sockets[0]?.once('data', (data) => resolve(data.toString())),
  )
  expect(await answer).toContain('HTTP/1.1 401 ')
})
