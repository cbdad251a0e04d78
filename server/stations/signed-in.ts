import { failed, type Reply, replyCode } from '../../src/contract/refusals.ts'
import type { StationSettings, WireEvent, WireEventName } from '../../src/contract/wire/messages.ts'
import type { ServerContext, StationDevice, StationHandlers } from '../context.ts'
import type { Presence } from '../devices/index.ts'
import type { Load } from '../load/index.ts'
import type { Metrics } from '../watch/index.ts'
import { type Channel, createChannel, type ServerSays } from './channel.ts'
import { createFrameRate, type RateVerdict } from './frame-rate.ts'
import type { HelloVerdict } from './hello.ts'
import { COME_BACK_AFTER_MS } from './limits.ts'
import { createRequests, type Requests } from './requests.ts'
import type { TextSocket } from './socket.ts'

/** What every station's session is given. */
export interface StationParts {
  readonly context: ServerContext
  readonly handlers: StationHandlers
  readonly presence: Presence
  readonly load: Load
  readonly metrics: Pick<Metrics, 'countReply'>
}

/** A station whose hello was accepted. */
export interface SignedInStation {
  readonly device: () => StationDevice
  readonly lastHeardAtMs: () => number
  readonly requestsUnderWay: () => number
  /** The first authenticated frame; nothing is sent before it. */
  readonly welcome: (settings: StationSettings) => void
  readonly onFrame: (text: string) => void
  readonly drain: () => void
  /** No longer among the connected. */
  readonly leave: () => void
}

interface Conversation {
  readonly context: ServerContext
  readonly socket: TextSocket
  readonly channel: Channel
  readonly requests: Requests
  readonly rate: () => RateVerdict
  readonly metrics: Pick<Metrics, 'countReply'>
  device: StationDevice
  lastHeardAtMs: number
  welcomed: boolean
  draining: boolean
}

/** Puts the station among the connected ones; an older socket of the same device is closed. */
export function enterStation(
  parts: StationParts,
  socket: TextSocket,
  { device, keys }: Extract<HelloVerdict, { ok: true }>,
): SignedInStation {
  const { context, presence } = parts
  const { settings, networkId } = device
  const { deviceId, deviceCode, locationId } = settings
  const talk: Conversation = {
    context,
    metrics: parts.metrics,
    socket,
    channel: createChannel(keys),
    requests: createRequests(parts),
    rate: createFrameRate(context.nowMs, context.config.stationRate),
    device: { deviceId, deviceCode, locationId, networkId, settings },
    lastHeardAtMs: context.nowMs(),
    welcomed: false,
    draining: false,
  }
  const leave = presence.enter({
    deviceId,
    locationId,
    networkId,
    lastHeardAtMs: () => talk.lastHeardAtMs,
    settings: () => talk.device.settings,
    changeSettings: (changed) => changeSettings(talk, changed),
    tell: (name, body) => {
      if (talk.welcomed) sayEvent(talk, name, body)
    },
    close: socket.close,
  })
  return {
    device: () => talk.device,
    lastHeardAtMs: () => talk.lastHeardAtMs,
    requestsUnderWay: talk.requests.count,
    welcome: (current) => welcome(talk, current),
    onFrame: (text) => onFrame(talk, text),
    drain: () => drain(talk),
    leave,
  }
}

function welcome(talk: Conversation, settings: StationSettings): void {
  talk.device = { ...talk.device, settings }
  talk.welcomed = true
  say(talk, { type: 'welcome', settings, serverTimeMs: talk.context.nowMs() })
  talk.context.log.info({ device: talk.device.deviceCode }, 'station signed in')
}

function changeSettings(talk: Conversation, settings: StationSettings): void {
  talk.device = { ...talk.device, settings }
  // Before the welcome there is nothing to change: the welcome reads them afresh.
  if (talk.welcomed) sayEvent(talk, 'settings-changed', settings)
}

function onFrame(talk: Conversation, text: string): void {
  const opened = talk.channel.open(text)
  if (!opened.ok) {
    talk.socket.close(opened.reason)
    return
  }
  talk.lastHeardAtMs = talk.context.nowMs()
  const { id, name } = opened.frame
  const verdict = talk.rate()
  if (verdict === 'flood') talk.socket.close('RATE_LIMITED')
  else if (verdict === 'refuse') sayReply(talk, id, failed('RATE_LIMITED', undefined, 1_000))
  else if (talk.draining && name !== 'heartbeat') sayReply(talk, id, failed('UNAVAILABLE'))
  else {
    void talk.requests.answer(talk.device, opened.frame).then((reply) => sayReply(talk, id, reply))
  }
}

function drain(talk: Conversation): void {
  talk.draining = true
  sayEvent(talk, 'server-draining', { comeBackAfterMs: COME_BACK_AFTER_MS })
}

function sayReply(talk: Conversation, id: number, reply: Reply<unknown>): void {
  talk.metrics.countReply('station', reply.ok ? 'ok' : replyCode(reply))
  say(talk, { type: 'reply', id, reply })
}

function sayEvent<Name extends WireEventName>(
  talk: Conversation,
  name: Name,
  body: WireEvent<Name>,
): void {
  say(talk, { type: 'event', name, body })
}

function say(talk: Conversation, says: ServerSays): void {
  talk.socket.send(talk.channel.seal(says))
}
