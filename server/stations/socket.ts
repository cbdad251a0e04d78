import type { Duplex } from 'node:stream'
import type { RawData, WebSocket } from 'ws'
import { WIRE_FRAME_BYTES_MAX } from '../../src/contract/limits.ts'
import { CLOSE_REASONS, type CloseReason } from '../../src/contract/wire/frames.ts'
import { BACKLOG_BYTES_MAX, CLOSE_GRACE_MS } from './limits.ts'

/** One socket with the rules that hold whoever is on the other end: text, bounded, closed with a reason. */
export interface TextSocket {
  readonly send: (text: string) => void
  /** Closes for a reason of the contract; frames that still come in are dropped. */
  readonly close: (reason: CloseReason) => void
  /** Closes because something broke on our side (1011): the station comes back. */
  readonly fail: () => void
  /** Cuts the line: nobody is there any more. */
  readonly cut: () => void
}

/** What RFC 6455 names for a message too big; our own code says the same. */
const WS_MESSAGE_TOO_BIG = 1009
const WS_INTERNAL_ERROR = 1011

/** A socket of a station with the connection below it. */
export interface RawSocket {
  readonly webSocket: WebSocket
  readonly connection: Pick<Duplex, 'cork' | 'uncork'>
}

/** Listens at once, so that no frame is lost. `onClose` is called exactly once. */
export function wrapSocket(
  { webSocket: socket, connection }: RawSocket,
  listeners: {
    readonly onText: (text: string) => void
    readonly onClose: (code: number) => void
  },
): TextSocket {
  let isOpen = true
  const plainClose = socket.close.bind(socket)
  // The package closes too big a frame by itself, without a name of ours.
  socket.close = (code, data) => {
    if (code === WS_MESSAGE_TOO_BIG) closeWith(CLOSE_REASONS.FRAME_TOO_LARGE, 'FRAME_TOO_LARGE')
    else plainClose(code, data)
  }
  const closeWith = (code: number, reason: string): void => {
    if (!isOpen) return
    isOpen = false
    plainClose(code, reason)
    setTimeout(() => socket.terminate(), CLOSE_GRACE_MS).unref()
  }

  socket.on('message', (data: RawData, isBinary: boolean) => {
    if (!isOpen) return
    const text = data.toString()
    if (isBinary) closeWith(CLOSE_REASONS.FRAME_MALFORMED, 'FRAME_MALFORMED')
    else listeners.onText(text)
  })
  // The close that follows says it all.
  socket.on('error', () => undefined)
  socket.on('close', (code) => {
    isOpen = false
    listeners.onClose(code)
  })

  const gather = gatherTurn(connection)
  return {
    send: (text) => {
      if (!isOpen) return
      if (socket.bufferedAmount > BACKLOG_BYTES_MAX) {
        socket.terminate()
        return
      }
      gather()
      socket.send(text)
    },
    close: (reason) => closeWith(CLOSE_REASONS[reason], reason),
    fail: () => closeWith(WS_INTERNAL_ERROR, 'INTERNAL'),
    cut: () => socket.terminate(),
  }
}

/**
 * What is sent in one turn leaves in one piece: a commit answers many requests of a station at once,
 * and each call to the system costs as much as making an answer.
 */
function gatherTurn(connection: RawSocket['connection']): () => void {
  let isGathering = false
  const release = () => {
    isGathering = false
    connection.uncork()
  }
  return () => {
    if (isGathering) return
    isGathering = true
    connection.cork()
    process.nextTick(release)
  }
}

/** For the WebSocket server: what is larger is never read into memory. */
export const SOCKET_OPTIONS = { maxPayload: WIRE_FRAME_BYTES_MAX, perMessageDeflate: false }
