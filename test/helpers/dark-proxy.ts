import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'

/** A TCP proxy that can lose what one side says: a network that fails, on the machine. */
export interface DarkProxy {
  readonly url: string
  /** From now on nothing goes through, in either direction, not even the end of a connection. */
  readonly goDark: () => void
  /** From now on requests go through and answers are lost. */
  readonly loseAnswers: () => void
  /** Cuts what is open and lets new connections through again. */
  readonly light: () => void
  /** Bytes that were lost so far: a fault that never fired proves nothing. */
  readonly lostBytes: () => number
  readonly close: () => Promise<void>
}

/** Opens a proxy to a server on 127.0.0.1. */
export async function openDarkProxy(targetUrl: string): Promise<DarkProxy> {
  const target = Number(new URL(targetUrl).port)
  let mode: 'through' | 'dark' | 'no-answers' = 'through'
  let lost = 0
  const open = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1')
    for (const socket of [client, upstream]) {
      open.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        open.delete(socket)
        if (mode === 'dark') return
        client.destroy()
        upstream.destroy()
      })
    }
    client.on('data', (bytes) => {
      if (mode === 'dark') lost += bytes.length
      else upstream.write(bytes)
    })
    upstream.on('data', (bytes) => {
      if (mode === 'through') client.write(bytes)
      else lost += bytes.length
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cut = () => {
    for (const socket of open) socket.destroy()
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    goDark: () => {
      mode = 'dark'
    },
    loseAnswers: () => {
      mode = 'no-answers'
    },
    light: () => {
      mode = 'through'
      cut()
    },
    lostBytes: () => lost,
    close: () => {
      cut()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
