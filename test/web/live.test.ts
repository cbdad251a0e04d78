import type { ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type LiveState, listenLive } from '../../server/web/admin/api/live.ts'
import { ADMIN_EVENTS_PATH } from '../../src/contract/admin/table.ts'

const OPERATION = {
  operationId: '01a20000-0000-7000-8000-000000000001',
  atMs: 1,
  kind: 'redeem',
  state: 'posted',
  code: null,
  cardId: null,
  lastFour: '4417',
  locationId: null,
  locationName: 'Main Street Bakery',
  deviceCode: null,
  clerk: null,
  channel: 'station',
  orderId: null,
  till: null,
  receiptNumber: null,
  requestedMinor: 2460,
  appliedMinor: 2460,
  refundedMinor: 0,
  currency: 'USD',
  balanceAfterMinor: 1540,
  originalOperationId: null,
  requestId: 'r1',
}

const closers: Array<() => Promise<void> | void> = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

/** A server of events whose connections the test holds, and a page that listens to it. */
async function listen(answers: (response: ServerResponse, count: number) => void) {
  const connections: ServerResponse[] = []
  const server = createServer((request, response) => {
    expect(request.url).toBe(ADMIN_EVENTS_PATH)
    connections.push(response)
    answers(response, connections.length)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    server.closeAllConnections()
    return new Promise<void>((resolve) => server.close(() => resolve()))
  })
  const { port } = server.address() as AddressInfo
  const states: LiveState[] = []
  const operations: string[] = []
  const onDevices = vi.fn()
  const onSignedOut = vi.fn()
  const stop = listenLive({
    baseUrl: `http://127.0.0.1:${port}`,
    fetch,
    onState: (state) => states.push(state),
    onOperation: (operation) => operations.push(operation.requestId),
    onDevices,
    onSignedOut,
  })
  closers.push(stop)
  return { connections, states, operations, onDevices, onSignedOut, stop }
}

function startStream(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': hello\n\n')
}

describe('live events', () => {
  it('operations and devices arrive; what is not an operation is left out', async () => {
    const page = await listen(startStream)
    await vi.waitFor(() => expect(page.states).toEqual(['connecting', 'live']))
    page.connections[0]?.write('event: operation\ndata: {"half":true}\n\n')
    page.connections[0]?.write('event: operation\ndata: not json\n\n')
    page.connections[0]?.write(`event: operation\ndata: ${JSON.stringify(OPERATION)}\n\n`)
    page.connections[0]?.write('event: devices\ndata: {}\n\n')
    await vi.waitFor(() => expect(page.onDevices).toHaveBeenCalledTimes(1))
    expect(page.operations).toEqual(['r1'])
  })

  it('letter cut in the middle of its bytes: read whole', async () => {
    const page = await listen(startStream)
    await vi.waitFor(() => expect(page.states).toContain('live'))
    const named = { ...OPERATION, requestId: 'r2', locationName: 'Old Mill Café' }
    const bytes = Buffer.from(`event: operation\ndata: ${JSON.stringify(named)}\n\n`)
    const inside = bytes.indexOf(0xc3) + 1
    page.connections[0]?.write(bytes.subarray(0, inside))
    page.connections[0]?.write(bytes.subarray(inside))
    await vi.waitFor(() => expect(page.operations).toEqual(['r2']))
  })

  it('connection lost: says that it waits, then listens again by itself', async () => {
    const page = await listen(startStream)
    await vi.waitFor(() => expect(page.states).toContain('live'))
    page.connections[0]?.destroy()
    await vi.waitFor(() => expect(page.connections).toHaveLength(2), { timeout: 10_000 })
    await vi.waitFor(() =>
      expect(page.states).toEqual(['connecting', 'live', 'waiting', 'connecting', 'live']),
    )
    page.connections[1]?.write(`event: operation\ndata: ${JSON.stringify(OPERATION)}\n\n`)
    await vi.waitFor(() => expect(page.operations).toEqual(['r1']))
  })

  it('server that cannot answer: tried again, never said to be live', async () => {
    const page = await listen((response, count) => {
      if (count === 1) response.writeHead(503).end()
      else startStream(response)
    })
    await vi.waitFor(() => expect(page.states).toContain('waiting'))
    expect(page.states).toEqual(['connecting', 'waiting'])
    await vi.waitFor(() => expect(page.states).toContain('live'), { timeout: 10_000 })
  })

  it('session over: says so and stops listening', async () => {
    const page = await listen((response) => response.writeHead(401).end())
    await vi.waitFor(() => expect(page.onSignedOut).toHaveBeenCalledTimes(1))
    expect(page.states).toEqual(['connecting'])
    expect(page.connections).toHaveLength(1)
  })

  it('page left: the connection is closed', async () => {
    const page = await listen(startStream)
    await vi.waitFor(() => expect(page.states).toContain('live'))
    page.stop()
    await vi.waitFor(() => expect(page.connections[0]?.closed).toBe(true))
    expect(page.states).toEqual(['connecting', 'live'])
  })
})
