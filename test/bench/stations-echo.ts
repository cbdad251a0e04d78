/** A bare echo: answers every frame with the same one. Argument: which. */
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'

const [, , reply = ''] = process.argv
const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false })
server.on('connection', (socket) => socket.on('message', () => socket.send(reply)))
server.on('listening', () => {
  const { port } = server.address() as AddressInfo
  process.stdout.write(`${JSON.stringify({ ready: true, url: `http://127.0.0.1:${port}` })}\n`)
})
process.once('SIGTERM', () => process.exit(0))
