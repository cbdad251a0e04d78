import { HEARTBEAT_INTERVAL_MS, HEARTBEATS_MISSED_MAX } from '../../../contract/limits.ts'
import type { Welcome } from '../../../contract/wire/frames.ts'
import { HEARTBEAT_GRACE_MS, SIGN_IN_TIMEOUT_MS } from '../limits.ts'
import type { Clock, StationSocket } from '../ports.ts'
import type { CloseMeaning } from './close-problems.ts'
import type { Identity } from './identity.ts'
import { createRequests, type Requests } from './requests.ts'
import { createSession } from './session.ts'

/** One connection: signs in, keeps the heart beating, and ends itself when the other side is silent. */
export interface Connection {
  readonly ask: Requests['ask']
  readonly send: Requests['send']
  /** Leaves. `onEnd` is called before this returns, unless the connection ended before. */
  readonly leave: () => void
  /** Leaves as soon as nothing waits for a reply. */
  readonly leaveWhenDone: () => void
}

/** What a connection tells; nothing after `onEnd`. */
export interface ConnectionEvents {
  readonly onWelcome: (welcome: Welcome) => void
  /** An authenticated frame came: the server is there. */
  readonly onHeard: () => void
  readonly onEvent: (name: string, body: unknown) => void
  readonly onEnd: (meaning: CloseMeaning) => void
  /** Told to the server with each heartbeat. */
  readonly waitingOperations: () => number
}

/** Silence for two beats and a little: the way back is broken, whatever TCP believes. */
const SILENCE_MS = HEARTBEAT_INTERVAL_MS * HEARTBEATS_MISSED_MAX + HEARTBEAT_GRACE_MS

export function openConnection(
  socket: StationSocket,
  identity: Identity,
  clock: Clock,
  events: ConnectionEvents,
): Connection {
  let stopBeat = noTimer
  let isLeaving = false
  const requests = createRequests((name, params) => session.request(name, params), clock)

  const heard = () => {
    stopSilence()
    stopSilence = clock.after(SILENCE_MS, () => session.end('silent'))
    events.onHeard()
  }
  const beat = () => {
    const waitingOperations = events.waitingOperations()
    void requests.ask('heartbeat', { stationTimeMs: clock.nowMs(), waitingOperations })
    stopBeat = clock.after(HEARTBEAT_INTERVAL_MS, beat)
  }
  const session = createSession(socket, identity, {
    onWelcome: (welcome) => {
      heard()
      beat()
      events.onWelcome(welcome)
    },
    onFrame: (frame) => {
      heard()
      if (frame.type === 'event') events.onEvent(frame.name, frame.body)
      else if (!requests.take(frame.id, frame.reply)) session.end('FRAME_MALFORMED')
      if (isLeaving && requests.isIdle()) session.end('leaving')
    },
    onEnd: (meaning) => {
      stopSilence()
      stopBeat()
      requests.drop()
      events.onEnd(meaning)
    },
  })
  let stopSilence = clock.after(SIGN_IN_TIMEOUT_MS, () => session.end('SIGN_IN_TOO_SLOW'))
  return {
    ask: requests.ask,
    send: requests.send,
    leave: () => session.end('leaving'),
    leaveWhenDone: () => {
      isLeaving = true
      if (requests.isIdle()) session.end('leaving')
    },
  }
}

const noTimer = () => {}
