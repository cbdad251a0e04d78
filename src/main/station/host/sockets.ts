import WebSocket from 'ws'
import { WIRE_FRAME_BYTES_MAX } from '../../../contract/limits.ts'
import type { Sockets, StationSocket } from '../ports.ts'
import { SOCKET_HANDSHAKE_MS } from './limits.ts'

/** WebSockets to the server, over TLS where its address says so. */
export const wsSockets: Sockets = {
  connect: (url) =>
    stationSocket(
      new WebSocket(url, {
        handshakeTimeout: SOCKET_HANDSHAKE_MS,
        maxPayload: WIRE_FRAME_BYTES_MAX,
        perMessageDeflate: false,
      }),
    ),
}

/** A frame that is not text is no message of ours. */
const UNSUPPORTED_DATA = 1003

function stationSocket(socket: WebSocket): StationSocket {
  // An error is always followed by the close, which is where the link hears of it.
  socket.on('error', () => {})
  return {
    // What cannot be sent is in the journal and is sent again on the next connection.
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text)
    },
    close: (code) => socket.close(code),
    onOpen: (listener) => {
      socket.on('open', listener)
    },
    onMessage: (listener) => {
      socket.on('message', (data, isBinary) => {
        if (isBinary) socket.close(UNSUPPORTED_DATA)
        else listener(data.toString())
      })
    },
    onClose: (listener) => {
      socket.on('close', (code, reason) => listener(code, reason.toString()))
    },
  }
}
