import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** Where a connection breaks: after so many bytes towards the server, or pieces back from it. */
export type Break = { readonly bytesThere: number } | { readonly piecesBack: number }

/** A TCP proxy on whose line connections break, as planned. */
export interface BreakingProxy {
  readonly port: number
  /** What becomes of the next connections, in order; later ones hold. */
  readonly plan: (...breaks: readonly (Break | undefined)[]) => void
  /** Connections that were broken: one that never was proves nothing. */
  readonly broken: () => number
  readonly connections: () => number
  /** Of the last connection. */
  readonly last: () => { readonly bytesThere: number; readonly piecesBack: number }
  readonly close: () => Promise<void>
}

export async function openBreakingProxy(targetPort: number): Promise<BreakingProxy> {
  const plans: (Break | undefined)[] = []
  const sockets = new Set<Socket>()
  let [broken, connections] = [0, 0]
  let last = { bytesThere: 0, piecesBack: 0 }

  const server = createServer((near) => {
    const plan = plans.shift()
    const far = connect(targetPort, '127.0.0.1')
    const counts = { bytesThere: 0, piecesBack: 0 }
    last = counts
    connections += 1
    const cut = () => {
      if (near.destroyed) return
      broken += 1
      near.destroy()
      far.destroy()
    }
    near.on('data', (piece) => {
      counts.bytesThere += piece.length
      if (plan && 'bytesThere' in plan && counts.bytesThere > plan.bytesThere) cut()
      else far.write(piece)
    })
    far.on('data', (piece) => {
      counts.piecesBack += 1
      if (plan && 'piecesBack' in plan && counts.piecesBack > plan.piecesBack) cut()
      else near.write(piece)
    })
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one)
      one.setNoDelay(true)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    plan: (...breaks) => {
      plans.splice(0, plans.length, ...breaks)
    },
    broken: () => broken,
    connections: () => connections,
    last: () => last,
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
