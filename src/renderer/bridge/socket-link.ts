import { parseJson, parseUnknown } from '../../contract/parse.ts'
import {
  KEY_NEEDED_CLOSE,
  KEY_NEEDED_PATH,
  SCREEN_SOCKET_PATH,
  SCREEN_SOCKET_PROTOCOL,
  screenDownSchema,
} from '../../contract/screen/bridge.ts'
import { type ScreenEvent, screenEventSchema } from '../../contract/screen/commands.ts'
import { SCREEN_COMMANDS } from '../../contract/screen/names.ts'
import { RECONNECT_FIRST_MS, RECONNECT_LONGEST_MS } from '../limits.ts'
import { followBuild } from './build.ts'
import { type Calls, createCalls } from './calls.ts'
import type { StationLink } from './link.ts'
import { kioskSession } from './session.ts'

/** Where the page came from: its socket is at the same host. */
interface Place {
  readonly protocol: string
  readonly host: string
}

/**
 * The kiosk's socket as a bridge. Reachable from the first state until the socket closes, or says what
 * this page does not understand: what is on show may be old then.
 */
export function openSocketLink(place: Place): StationLink {
  const listeners = new Set<(event: ScreenEvent) => void>()
  const watchers = new Set<(reachable: boolean) => void>()
  let reachable = false
  let lastState: ScreenEvent | undefined

  const setReachable = (value: boolean) => {
    if (reachable === value) return
    reachable = value
    for (const watcher of watchers) watcher(value)
  }
  const hear = (event: ScreenEvent) => {
    if (event.type === 'state') {
      lastState = event
      setReachable(true)
    }
    for (const listener of listeners) listener(event)
  }
  const socket = connectForEver(socketUrl(place), {
    onText: (text) => {
      if (!receive(text, calls, hear)) setReachable(false)
    },
    onClose: () => {
      setReachable(false)
      calls.abandon()
    },
  })
  const calls = createCalls(socket.send)
  return {
    commands: commandsOf(calls),
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
  }
}

/** A reply goes to its call, an event to the screen. False for what is not understood. */
function receive(text: string, calls: Calls, hear: (event: ScreenEvent) => void): boolean {
  const frame = parseJson(screenDownSchema, text)
  if (!frame.ok) return false
  const down = frame.value
  if ('build' in down) followBuild(down.build)
  else if ('reply' in down) calls.answer(down.id, down.reply)
  else {
    const event = parseUnknown(screenEventSchema, down.event)
    if (!event.ok) return false
    hear(event.value)
  }
  return true
}

/** A socket that connects again whenever it closed, after a pause that doubles up to a limit. */
function connectForEver(
  url: string,
  on: { readonly onText: (text: string) => void; readonly onClose: () => void },
): { readonly send: (text: string) => boolean } {
  let socket: WebSocket
  let pauseMs = RECONNECT_FIRST_MS
  const connect = () => {
    const session = kioskSession()
    socket = new WebSocket(url, [SCREEN_SOCKET_PROTOCOL, ...(session ? [session] : [])])
    socket.onopen = () => {
      pauseMs = RECONNECT_FIRST_MS
    }
    socket.onmessage = ({ data }) => on.onText(String(data))
    socket.onclose = ({ code }) => {
      on.onClose()
      if (code === KEY_NEEDED_CLOSE) return window.location.replace(KEY_NEEDED_PATH)
      window.setTimeout(connect, pauseMs)
      pauseMs = Math.min(pauseMs * 2, RECONNECT_LONGEST_MS)
    }
  }
  connect()
  return {
    send: (text) => {
      if (socket.readyState !== WebSocket.OPEN) return false
      socket.send(text)
      return true
    },
  }
}

function socketUrl({ protocol, host }: Place): string {
  return `${protocol === 'https:' ? 'wss:' : 'ws:'}//${host}${SCREEN_SOCKET_PATH}`
}

/** One function a command, all by the same way; the calls have checked what they answer. */
function commandsOf({ call }: Calls): StationLink['commands'] {
  const made = SCREEN_COMMANDS.map((name) => [name, (params: unknown) => call(name, params)])
  return Object.fromEntries(made) as StationLink['commands']
}
