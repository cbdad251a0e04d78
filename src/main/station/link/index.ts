import { failed } from '../../../contract/refusals.ts'
import type { Health } from '../../../contract/screen/state.ts'
import { STATION_PATH } from '../../../contract/wire/frames.ts'
import type { StationSettings, WireEvent } from '../../../contract/wire/messages.ts'
import { RECONNECT_CAP_MS, SESSION_GOOD_AFTER_MS } from '../limits.ts'
import type { Clock, Log, Random, Sockets } from '../ports.ts'
import { jittered, reconnectDelay } from './backoff.ts'
import type { CloseMeaning } from './close-problems.ts'
import { type Connection, openConnection } from './connection.ts'
import type { Identity } from './identity.ts'
import { type LinkState, linkHealth } from './link-health.ts'
import type { Requests } from './requests.ts'
import { readServerEvent } from './server-events.ts'

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
  const { clock, log } = options
  let state: LinkState = { name: 'closed', problem: null, detail: null, lastSeenAtMs: null }
  let identity: Identity | undefined
  let connection: Connection | undefined
  /** The server said that it stops and when to come back. */
  let pauseMs: number | undefined
  const retry = createRetry(options)

  const become = (next: Partial<LinkState>) => {
    state = { ...state, ...next }
    events.onChange()
  }
  const connect = () => {
    if (identity === undefined || connection !== undefined) return
    retry.stop()
    become({ name: 'connecting', detail: identity.serverUrl })
    const socket = options.sockets.connect(socketUrl(identity.serverUrl))
    connection = openConnection(socket, identity, clock, {
      onWelcome: ({ settings }) => {
        retry.begun()
        become({ name: 'online', problem: null })
        log.info('server-online')
        events.onOnline(settings)
      },
      onHeard: () => {
        state = { ...state, lastSeenAtMs: clock.nowMs() }
      },
      onEvent: take,
      onEnd: ended,
      waitingOperations: events.waitingOperations,
    })
  }
  const take = (name: string, body: unknown) => {
    const event = readServerEvent(name, body)
    if (event?.name === 'settings-changed') return events.onSettings(event.body)
    if (event?.name === 'card-changed') return events.onCardChanged(event.body)
    if (event?.name === 'server-draining') return drained(event.body.comeBackAfterMs)
    // An event of a newer server: nothing that this version could do anything with.
    log.info('event-not-known', { name })
  }
  const drained = (comeBackAfterMs: number) => {
    become({ problem: 'server-draining' })
    pauseMs = comeBackAfterMs
    connection?.leaveWhenDone()
  }
  const ended = (meaning: CloseMeaning) => {
    const wasOnline = state.name === 'online'
    const problem = pauseMs === undefined ? meaning.problem : 'server-draining'
    connection = undefined
    become({ name: 'waiting', problem })
    log.warn('server-offline', { problem })
    if (wasOnline) events.onOffline()
    if (SHUT_OUT.has(problem)) events.onShutOut()
    retry.afterEnd(meaning.retry, pauseMs ?? 0, connect)
    pauseMs = undefined
  }
  const leave = () => {
    identity = undefined
    connection?.leave()
    retry.stop()
  }

  return {
    open: (next) => {
      leave()
      identity = next
      connect()
    },
    close: () => {
      leave()
      become({ name: 'closed' })
    },
    connectNow: connect,
    isOnline: () => state.name === 'online',
    health: () => linkHealth(state),
    ask: async (name, params) => connection?.ask(name, params) ?? failed('NOT_CONNECTED'),
    send: (name, params, answered) => connection?.send(name, params, answered) ?? false,
  }
}

const SHUT_OUT: ReadonlySet<CloseMeaning['problem']> = new Set(['device-revoked', 'device-unknown'])

/** `https://host/base` -> `wss://host/base/v1/station`. */
function socketUrl(serverUrl: string): string {
  return `${serverUrl.replace(/^http/, 'ws').replace(/\/+$/, '')}${STATION_PATH}`
}

/** When to connect again: fast after a session that held, later and later when none does. */
function createRetry({ clock, random }: Pick<LinkOptions, 'clock' | 'random'>) {
  let failures = 0
  let cancel = () => {}
  const wait = (delayMs: number, connect: () => void) => {
    cancel()
    cancel = clock.after(delayMs, connect)
  }
  return {
    stop: () => cancel(),
    begun: () =>
      wait(SESSION_GOOD_AFTER_MS, () => {
        failures = 0
      }),
    /** At the earliest after the pause that the server asked for. */
    afterEnd: (how: CloseMeaning['retry'], pauseMs: number, connect: () => void) => {
      cancel()
      if (how === 'soon') wait(pauseMs + reconnectDelay(failures, random), connect)
      if (how === 'slowly') wait(pauseMs + jittered(RECONNECT_CAP_MS, random), connect)
      failures += 1
    },
  }
}
