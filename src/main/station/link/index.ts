import { assertNever } from '../../../contract/parse.ts'
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
import { readServerEvent, type ServerEvent } from './server-events.ts'

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
  /**
   * Calls back when the station comes online, and when there is something new of a till in the cloud.
   * Returns how to stop.
   */
  readonly onPosNews: (listener: () => void) => () => void
}

/** What the link tells the station. */
export interface LinkEvents {
  readonly onOnline: (settings: StationSettings) => void
  readonly onOffline: () => void
  readonly onSettings: (settings: StationSettings) => void
  readonly onCardChanged: (event: WireEvent<'card-changed'>) => void
  readonly onPaymentStanding: (event: WireEvent<'payment-standing'>) => void
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
  const line: Line = {
    options,
    events,
    retry: createRetry(options),
    state: { name: 'closed', problem: null, detail: null, lastSeenAtMs: null },
    identity: undefined,
    connection: undefined,
    pauseMs: undefined,
    posListeners: new Set(),
  }
  return {
    open: (identity) => {
      leave(line)
      line.identity = identity
      connect(line)
    },
    close: () => {
      leave(line)
      become(line, { name: 'closed' })
    },
    connectNow: () => connect(line),
    isOnline: () => line.state.name === 'online',
    health: () => linkHealth(line.state),
    ask: async (name, params) => line.connection?.ask(name, params) ?? failed('NOT_CONNECTED'),
    send: (name, params, answered) => line.connection?.send(name, params, answered) ?? false,
    onPosNews: (listener) => {
      line.posListeners.add(listener)
      return () => line.posListeners.delete(listener)
    },
  }
}

/** The link as it stands. */
interface Line {
  readonly options: LinkOptions
  readonly events: LinkEvents
  readonly retry: ReturnType<typeof createRetry>
  state: LinkState
  identity: Identity | undefined
  connection: Connection | undefined
  /** The server said that it stops, and when to come back. */
  pauseMs: number | undefined
  readonly posListeners: Set<() => void>
}

function become(line: Line, next: Partial<LinkState>): void {
  line.state = { ...line.state, ...next }
  line.events.onChange()
}

function connect(line: Line): void {
  const { options, events, identity, retry } = line
  if (identity === undefined || line.connection !== undefined) return
  retry.stop()
  become(line, { name: 'connecting', detail: identity.serverUrl })
  const socket = options.sockets.connect(socketUrl(identity.serverUrl))
  line.connection = openConnection(socket, identity, options.clock, {
    onWelcome: ({ settings }) => {
      retry.begun()
      become(line, { name: 'online', problem: null })
      options.log.info('server-online')
      events.onOnline(settings)
      tellPosNews(line)
    },
    onHeard: () => {
      line.state = { ...line.state, lastSeenAtMs: options.clock.nowMs() }
    },
    onEvent: (name, body) => {
      // An event of a newer server is nothing that this version could do anything with.
      if (!tell(line, readServerEvent(name, body))) options.log.info('event-not-known', { name })
    },
    onEnd: (meaning) => ended(line, meaning),
    waitingOperations: events.waitingOperations,
  })
}

function ended(line: Line, meaning: CloseMeaning): void {
  const { events, pauseMs } = line
  const wasOnline = line.state.name === 'online'
  const problem = pauseMs === undefined ? meaning.problem : 'server-draining'
  line.connection = undefined
  line.pauseMs = undefined
  become(line, { name: 'waiting', problem })
  line.options.log.warn('server-offline', { problem })
  if (wasOnline) events.onOffline()
  if (SHUT_OUT.has(problem)) events.onShutOut()
  line.retry.afterEnd(meaning.retry, pauseMs ?? 0, () => connect(line))
}

function leave(line: Line): void {
  line.identity = undefined
  line.connection?.leave()
  line.retry.stop()
}

/** Passes an event on. False when there is none. */
function tell(line: Line, event: ServerEvent | undefined): boolean {
  switch (event?.name) {
    case undefined:
      return false
    case 'settings-changed':
      line.events.onSettings(event.body)
      return true
    case 'card-changed':
      line.events.onCardChanged(event.body)
      return true
    case 'pos-payment':
      tellPosNews(line)
      return true
    case 'payment-standing':
      line.events.onPaymentStanding(event.body)
      return true
    case 'server-draining':
      become(line, { problem: 'server-draining' })
      line.pauseMs = event.body.comeBackAfterMs
      line.connection?.leaveWhenDone()
      return true
    default:
      return assertNever(event)
  }
}

function tellPosNews({ posListeners }: Line): void {
  for (const listener of posListeners) listener()
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
