import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Watches the connections of a server from its start. Returns how to end those over which nothing
 * was asked yet: the server itself counts them as busy and would wait for their first request.
 */
export function watchSilentSockets(server: Server): () => void {
  const silent = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    silent.add(socket)
    socket.once('close', () => silent.delete(socket))
  })
  server.on('request', ({ socket }) => silent.delete(socket))
  server.on('upgrade', (_request, socket) => silent.delete(socket as Socket))
  return () => {
    for (const socket of silent) socket.destroy()
  }
}
