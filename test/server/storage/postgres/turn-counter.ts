import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A line to a database server that tells how often somebody on it waited for an answer. */
export interface TurnCounter {
  readonly url: string
  /** How often something was sent after an answer, on any of the connections. */
  readonly turns: () => number
  readonly close: () => Promise<void>
}

/** What is sent this soon after each other was sent without waiting for an answer. */
const TOGETHER_MS = 20

export async function openTurnCounter(url: string): Promise<TurnCounter> {
  const target = new URL(url)
  const sockets = new Set<Socket>()
  let turns = 0
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname)
    let held: Buffer[] = []
    const pass = () => {
      turns += 1
      far.write(Buffer.concat(held))
      held = []
    }
    near.on('data', (data) => {
      if (held.length === 0) setTimeout(pass, TOGETHER_MS)
      held.push(data)
    })
    far.on('data', (data) => near.write(data))
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one)
      one.on('error', () => undefined)
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const via = new URL(url)
  via.port = String((server.address() as AddressInfo).port)
  return {
    url: via.href,
    turns: () => turns,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
