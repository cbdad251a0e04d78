import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A TCP proxy in front of a database server that can lose the answer to a commit. */
export interface CommitCutter {
  /** The database through the proxy. */
  readonly url: string
  /** Of the next commit: the server does it, then this is done, and then the connection breaks. */
  readonly cutNext: (then: () => Promise<unknown>) => void
  /** Answers that were lost so: a test in which none was proves nothing. */
  readonly cuts: () => number
  readonly close: () => Promise<void>
}

/** Listens in front of the server of this database. */
export async function openCommitCutter(databaseUrl: string): Promise<CommitCutter> {
  const target = new URL(databaseUrl)
  const sockets = new Set<Socket>()
  let wanted: (() => Promise<unknown>) | undefined
  let cuts = 0
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname)
    const end = () => {
      near.destroy()
      far.destroy()
    }
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', end)
      socket.on('close', end)
    }
    near.on('data', (piece) => far.write(piece))
    far.on('data', (piece: Buffer) => {
      const then = wanted
      // The tag of a command that was completed.
      if (!then || !piece.includes('COMMIT\0')) {
        near.write(piece)
        return
      }
      wanted = undefined
      cuts += 1
      then().then(end, end)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = new URL(databaseUrl)
  url.hostname = '127.0.0.1'
  url.port = String((server.address() as AddressInfo).port)
  return {
    url: url.href,
    cutNext: (then) => {
      wanted = then
    },
    cuts: () => cuts,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
