import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { WebSocketServer } from 'ws'
import { WIRE_FRAME_BYTES_MAX } from '../../../src/contract/limits.ts'
import { cryptoRandom, systemClock } from '../../../src/main/station/host/clock.ts'
import { fetchHttp } from '../../../src/main/station/host/http.ts'
import { wsSockets } from '../../../src/main/station/host/sockets.ts'

const closers: (() => Promise<unknown> | unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  return (server.address() as AddressInfo).port
}

async function socketServer(): Promise<{ url: string; server: WebSocketServer }> {
  const http = createServer()
  const server = new WebSocketServer({ server: http })
  const port = await listen(http)
  closers.push(() => {
    for (const client of server.clients) client.terminate()
  })
  return { url: `ws://127.0.0.1:${port}/`, server }
}

function observe(url: string) {
  const events: string[] = []
  const socket = wsSockets.connect(url)
  socket.onOpen(() => events.push('open'))
  socket.onMessage((text) => events.push(`message ${text}`))
  socket.onClose((code) => events.push(`close ${code}`))
  const happens = (...expected: readonly string[]) =>
    vi.waitFor(() => expect(events).toEqual(expected), { timeout: 20_000 })
  return { socket, happens }
}

describe('sockets', () => {
  test('text both ways, and the code of the close', async () => {
    const { url, server } = await socketServer()
    server.on('connection', (peer) => {
      peer.on('message', (data) => {
        peer.send(`echo ${data}`)
        peer.close(4001, 'enough')
      })
    })
    const { socket, happens } = observe(url)
    await happens('open')
    socket.send('one')
    await happens('open', 'message echo one', 'close 4001')
    socket.send('into the void')
  })

  test('nobody there: closed once with 1006, nothing thrown', async () => {
    const { url, server } = await socketServer()
    await closers.splice(0).reduce(async (before, close) => {
      await before
      await close()
    }, Promise.resolve())
    server.close()
    const { socket, happens } = observe(url)
    socket.send('too early')
    await happens('close 1006')
  })

  test('an oversized or binary frame closes the connection and is never handed on', async () => {
    const { url, server } = await socketServer()
    let first = true
    server.on('connection', (peer) => {
      peer.send(first ? 'x'.repeat(WIRE_FRAME_BYTES_MAX + 1) : Buffer.from('binary'))
      first = false
    })
    await observe(url).happens('open', 'close 1006')
    const second = observe(url)
    await second.happens('open', 'close 1003')
  })
})

describe('the activation request', () => {
  const answering = async (status: number, body: string, headers: Record<string, string> = {}) => {
    const seen: { body: string; type: string | undefined }[] = []
    const port = await listen(
      createServer(async (request, response) => {
        let text = ''
        for await (const piece of request) text += piece
        seen.push({ body: text, type: request.headers['content-type'] })
        response.writeHead(status, headers).end(body)
      }),
    )
    return { url: `http://127.0.0.1:${port}/v1/devices/activate`, seen }
  }

  test('carries JSON both ways, whatever the status', async () => {
    const { url, seen } = await answering(410, '{"ok":false}')
    expect(await fetchHttp.postJson(url, { a: 1 })).toEqual({ status: 410, body: { ok: false } })
    expect(seen).toEqual([{ body: '{"a":1}', type: 'application/json' }])
  })

  test('an answer that is not JSON has no body', async () => {
    const { url } = await answering(502, '<html>')
    expect(await fetchHttp.postJson(url, {})).toEqual({ status: 502, body: null })
  })

  test('a redirect is not followed, so the token goes nowhere else', async () => {
    const target = await answering(200, '{}')
    const { url } = await answering(307, '', { location: target.url })
    await expect(fetchHttp.postJson(url, { token: 'x' })).rejects.toThrow()
    expect(target.seen).toEqual([])
  })

  test('an answer without end is cut off', async () => {
    const { url } = await answering(200, `"${'x'.repeat(70_000)}"`)
    await expect(fetchHttp.postJson(url, {})).rejects.toThrow(/longer than expected/)
  })
})

describe('clocks and randomness', () => {
  test('a call back comes once, and not when it was cancelled', async () => {
    const calls: string[] = []
    const cancel = systemClock.after(1, () => calls.push('cancelled'))
    cancel()
    await new Promise<void>((resolve) => {
      systemClock.after(5, () => {
        calls.push('kept')
        resolve()
      })
    })
    expect(calls).toEqual(['kept'])
    const before = systemClock.monotonicMs()
    expect(systemClock.monotonicMs()).toBeGreaterThanOrEqual(before)
  })

  test('random bytes are as many as asked for, and never the same', () => {
    const many = Array.from({ length: 50 }, () =>
      Buffer.from(cryptoRandom.bytes(16)).toString('hex'),
    )
    expect(new Set(many).size).toBe(50)
    expect(many.every((hex) => hex.length === 32)).toBe(true)
  })
})
