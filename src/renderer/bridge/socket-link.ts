import { parseJson, parseUnknown } from '../../contract/parse.ts'
import { failed, type Reply, replySchema } from '../../contract/refusals.ts'
import { SCREEN_SOCKET_PATH, screenDownSchema } from '../../contract/screen/bridge.ts'
import { SCREEN, type ScreenEvent, screenEventSchema } from '../../contract/screen/commands.ts'
import { SCREEN_COMMANDS, type ScreenCommand } from '../../contract/screen/names.ts'
import { COMMAND_ANSWER_MS, RECONNECT_FIRST_MS, RECONNECT_LONGEST_MS } from '../limits.ts'
import type { StationLink } from './link.ts'

interface Waiting {
  readonly name: ScreenCommand
  readonly answer: (reply: Reply<unknown>) => void
  readonly timer: number
}

/**
 * The kiosk's socket as a bridge. Connects again for ever; commands that cannot be sent fail at
 * once with UNAVAILABLE, and those in flight when the socket closes with TIMEOUT_UNKNOWN.
 */
export function openSocketLink(place: { readonly protocol: string; readonly host: string }) {
  const scheme = place.protocol === 'https:' ? 'wss:' : 'ws:'
  const url = `${scheme}//${place.host}${SCREEN_SOCKET_PATH}`
  const listeners = new Set<(event: ScreenEvent) => void>()
  const watchers = new Set<(reachable: boolean) => void>()
  const waiting = new Map<number, Waiting>()
  let socket: WebSocket | undefined
  let reachable = false
  let lastState: ScreenEvent | undefined
  let lastId = 0
  let pauseMs = RECONNECT_FIRST_MS

  const setReachable = (value: boolean) => {
    if (reachable === value) return
    reachable = value
    for (const watcher of watchers) watcher(value)
  }

  const settle = (id: number, reply: (entry: Waiting) => Reply<unknown>) => {
    const entry = waiting.get(id)
    if (!entry) return
    waiting.delete(id)
    window.clearTimeout(entry.timer)
    entry.answer(reply(entry))
  }

  const receive = (text: string) => {
    const frame = parseJson(screenDownSchema, text)
    if (!frame.ok) return
    const down = frame.value
    if ('reply' in down) {
      settle(down.id, ({ name }) => parseReply(name, down.reply))
      return
    }
    const event = parseUnknown(screenEventSchema, down.event)
    if (!event.ok) return
    if (event.value.type === 'state') {
      lastState = event.value
      setReachable(true)
    }
    for (const listener of listeners) listener(event.value)
  }

  const connect = () => {
    const opened = new WebSocket(url)
    socket = opened
    opened.onopen = () => {
      pauseMs = RECONNECT_FIRST_MS
    }
    opened.onmessage = ({ data }) => receive(String(data))
    opened.onclose = () => {
      socket = undefined
      setReachable(false)
      for (const id of [...waiting.keys()]) settle(id, () => failed('TIMEOUT_UNKNOWN'))
      window.setTimeout(connect, pauseMs)
      pauseMs = Math.min(pauseMs * 2, RECONNECT_LONGEST_MS)
    }
  }

  const send = (name: ScreenCommand, params: unknown) =>
    new Promise<Reply<unknown>>((answer) => {
      if (socket?.readyState !== WebSocket.OPEN) return answer(failed('UNAVAILABLE'))
      lastId += 1
      const id = lastId
      const giveUp = () => settle(id, () => failed('TIMEOUT_UNKNOWN'))
      waiting.set(id, { name, answer, timer: window.setTimeout(giveUp, COMMAND_ANSWER_MS) })
      socket.send(JSON.stringify({ id, name, params }))
    })

  connect()
  return {
    commands: commandsOver(send),
    listen: (listener) => {
      listeners.add(listener)
      if (lastState) listener(lastState)
      return () => listeners.delete(listener)
    },
    watchReachable: (watcher) => {
      watchers.add(watcher)
      watcher(reachable)
      return () => watchers.delete(watcher)
    },
  } satisfies StationLink
}

/** One function a command, all by the same way; `parseReply` has checked what they answer. */
function commandsOver(
  send: (name: ScreenCommand, params: unknown) => Promise<Reply<unknown>>,
): StationLink['commands'] {
  const made = SCREEN_COMMANDS.map((name) => [name, (params: unknown) => send(name, params)])
  return Object.fromEntries(made) as StationLink['commands']
}

function parseReply(name: ScreenCommand, reply: unknown): Reply<unknown> {
  const parsed = parseUnknown(replySchema(SCREEN[name].result), reply)
  return parsed.ok ? parsed.value : failed('INTERNAL')
}
