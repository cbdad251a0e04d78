import { HEARTBEAT_INTERVAL_MS, HEARTBEATS_MISSED_MAX } from '../../../contract/limits.ts'
import { parseUnknown } from '../../../contract/parse.ts'
import type { Health } from '../../../contract/screen/state.ts'
import { type ServerFrame, STATION_PATH, type Welcome } from '../../../contract/wire/frames.ts'
import {
  type StationSettings,
  WIRE_EVENTS,
  type WireEvent,
} from '../../../contract/wire/messages.ts'
import {
  HEARTBEAT_GRACE_MS,
  RECONNECT_CAP_MS,
  SESSION_GOOD_AFTER_MS,
  SIGN_IN_TIMEOUT_MS,
} from '../limits.ts'
import type { Clock, Log, Random, Sockets } from '../ports.ts'
import { jittered, reconnectDelay } from './backoff.ts'
import type { CloseMeaning } from './close-problems.ts'
import type { Identity } from './identity.ts'
import { type LinkState, linkHealth } from './link-health.ts'
import { createRequests, type Requests } from './requests.ts'
import { createSession, type Session } from './session.ts'

/** The station's side of the way to the server: signs in, stays, comes back. */
export interface Link {
  /** Connects as this device, and again whenever the connection is lost. Replaces an earlier one. */
  readonly open: (identity: Identity) => void
  readonly close: () => void
  /** Tries now instead of at the next turn; does nothing while online. */
  readonly connectNow: () => void
  readonly isOnline: () => boolean
  readonly health: () => Health
  readonly ask: Requests['ask']
  readonly send: Requests['send']
}

/** What the link tells the station. */
export interface LinkEvents {
  readonly onOnline: (settings: StationSettings) => void
  readonly onOffline: () => void
  readonly onSettings: (settings: StationSettings) => void
  readonly onCardChanged: (event: WireEvent<'card-changed'>) => void
  /** The server knows this device no more, or revoked it. */
  readonly onShutOut: () => void
  /** The health may read otherwise now. */
  readonly onChange: () => void
  /** Told to the server with each heartbeat. */
  readonly waitingOperations: () => number
}

/** What {@link createLink} needs. */
export interface LinkOptions {
  readonly clock: Clock
  readonly random: Random
  readonly sockets: Sockets
  readonly log: Log
}

export function createLink(options: LinkOptions, events: LinkEvents): Link {
  const { clock, random, sockets, log } = options
  let state: LinkState = { name: 'closed', problem: null, detail: null, lastSeenAtMs: null }
  let identity: Identity | undefined
  let session: Session | undefined
  let failures = 0
  const timers = { retry: noTimer, signIn: noTimer, silence: noTimer, beat: noTimer, good: noTimer }
  const requests = createRequests((name, params) => session?.request(name, params), clock)

  const become = (next: Partial<LinkState>) => {
    state = { ...state, ...next }
    events.onChange()
  }
  const stopTimers = () => {
    for (const name of Object.keys(timers) as Array<keyof typeof timers>) {
      timers[name]()
      timers[name] = noTimer
    }
  }
  const connect = () => {
    if (identity === undefined || session !== undefined) return
    stopTimers()
    become({ name: 'connecting', detail: identity.serverUrl })
    const socket = sockets.connect(socketUrl(identity.serverUrl))
    const own = createSession(socket, identity, {
      onWelcome: (welcome) => session === own && welcomed(own, welcome),
      onFrame: (frame) => session === own && take(own, frame),
      onEnd: (meaning) => session === own && ended(meaning),
    })
    session = own
    timers.signIn = clock.after(SIGN_IN_TIMEOUT_MS, () => own.end('SIGN_IN_TOO_SLOW'))
  }
  const welcomed = (own: Session, welcome: Welcome) => {
    timers.signIn()
    heard(own)
    timers.good = clock.after(SESSION_GOOD_AFTER_MS, () => {
      failures = 0
    })
    become({ name: 'online', problem: null })
    log.info('server-online')
    beat(own)
    events.onOnline(welcome.settings)
  }
  /** Any authenticated frame proves the way back; silence for two beats and a little ends it. */
  const heard = (own: Session) => {
    state = { ...state, lastSeenAtMs: clock.nowMs() }
    timers.silence()
    const silenceMs = HEARTBEAT_INTERVAL_MS * HEARTBEATS_MISSED_MAX + HEARTBEAT_GRACE_MS
    timers.silence = clock.after(silenceMs, () => own.end('silent'))
  }
  const beat = (own: Session) => {
    const waitingOperations = events.waitingOperations()
    void requests.ask('heartbeat', { stationTimeMs: clock.nowMs(), waitingOperations })
    timers.beat = clock.after(HEARTBEAT_INTERVAL_MS, () => beat(own))
  }
  const take = (own: Session, frame: Exclude<ServerFrame, Welcome>) => {
    heard(own)
    if (frame.type === 'event') return takeEvent(frame.name, frame.body)
    if (!requests.take(frame.id, frame.reply)) own.end('FRAME_MALFORMED')
  }
  const takeEvent = (name: string, body: unknown) => {
    const settings = parseUnknown(WIRE_EVENTS['settings-changed'], body)
    if (name === 'settings-changed' && settings.ok) return events.onSettings(settings.value)
    const card = parseUnknown(WIRE_EVENTS['card-changed'], body)
    if (name === 'card-changed' && card.ok) return events.onCardChanged(card.value)
    const draining = parseUnknown(WIRE_EVENTS['server-draining'], body)
    if (name === 'server-draining' && draining.ok) return drained(draining.value.comeBackAfterMs)
    // An event of a newer server: nothing that this version could do anything with.
    log.info('event-not-known', { name })
  }
  const drained = (comeBackAfterMs: number) => {
    session?.end('leaving')
    become({ problem: 'server-draining' })
    retryAfter(comeBackAfterMs + reconnectDelay(1, random))
  }
  const ended = (meaning: CloseMeaning) => {
    const wasOnline = state.name === 'online'
    session = undefined
    stopTimers()
    requests.drop()
    become({ name: 'waiting', problem: meaning.problem })
    log.warn('server-offline', { problem: meaning.problem })
    if (wasOnline) events.onOffline()
    if (meaning.problem === 'device-revoked' || meaning.problem === 'device-unknown') {
      events.onShutOut()
    }
    if (meaning.retry === 'soon') retryAfter(reconnectDelay(failures, random))
    if (meaning.retry === 'slowly') retryAfter(jittered(RECONNECT_CAP_MS, random))
    failures += 1
  }
  const retryAfter = (delayMs: number) => {
    timers.retry()
    timers.retry = clock.after(delayMs, connect)
  }

  return {
    open: (next) => {
      leave()
      identity = next
      failures = 0
      connect()
    },
    close: () => {
      leave()
      become({ name: 'closed' })
    },
    connectNow: connect,
    isOnline: () => state.name === 'online',
    health: () => linkHealth(state),
    ask: requests.ask,
    send: requests.send,
  }

  function leave(): void {
    identity = undefined
    session?.end('leaving')
    stopTimers()
  }
}

const noTimer = () => {}

/** `https://host/base` -> `wss://host/base/v1/station`. */
export function socketUrl(serverUrl: string): string {
  return `${serverUrl.replace(/^http/, 'ws').replace(/\/+$/, '')}${STATION_PATH}`
}
