import type { WebSocket } from 'ws'
import { z } from 'zod'
import { parseJson } from '../../contract/parse.ts'
import { failed, type Reply } from '../../contract/refusals.ts'
import { screenRequestSchema } from '../../contract/screen/bridge.ts'
import type { StationScreen } from '../station/index.ts'
import { COMMANDS_IN_FLIGHT_MAX, SOCKET_BACKLOG_BYTES_MAX } from './limits.ts'

/** RFC 6455: what arrived breaks the rules of this socket. */
const POLICY_VIOLATION = 1008

/** What a browser is connected with. */
export interface Bridged {
  readonly screen: StationScreen
  /** Of the pages that are served; said first. */
  readonly build: string
}

/**
 * One browser on the kiosk's socket: commands up, replies and events down. A frame that cannot be
 * answered because it names no id ends the connection; the page then comes back by itself.
 */
export function bridgeSocket(socket: WebSocket, { screen, build }: Bridged): void {
  let inFlight = 0
  const send = (down: unknown) => {
    if (socket.readyState !== socket.OPEN) return
    if (socket.bufferedAmount > SOCKET_BACKLOG_BYTES_MAX) return socket.terminate()
    socket.send(JSON.stringify(down))
  }
  const answer = async (text: string) => {
    const frame = parseJson(frameSchema, text)
    if (!frame.ok) return socket.close(POLICY_VIOLATION, 'not a screen request')
    const { id } = frame.value
    if (inFlight >= COMMANDS_IN_FLIGHT_MAX) return send({ id, reply: failed('RATE_LIMITED') })
    inFlight += 1
    send({ id, reply: await reply(text, screen) })
    inFlight -= 1
  }
  send({ build })
  const stop = screen.listen((event) => send({ event }))
  socket.on('close', stop)
  socket.on('error', () => socket.terminate())
  socket.on('message', (data, isBinary) => {
    if (isBinary) return socket.close(POLICY_VIOLATION, 'text frames only')
    void answer(data.toString())
  })
}

/** The id alone: a request that is otherwise wrong still gets its answer. */
const frameSchema = z.looseObject({ id: screenRequestSchema.shape.id })

async function reply(text: string, screen: StationScreen): Promise<Reply<unknown>> {
  const request = parseJson(screenRequestSchema, text)
  if (!request.ok) {
    return failed('REQUEST_MALFORMED', `${request.problem.path}: ${request.problem.message}`)
  }
  try {
    return await screen.call(request.value.name, request.value.params)
  } catch {
    return failed('INTERNAL')
  }
}
