import type { ServerContext } from '../context.ts'
import { noteLastSeen, readDevice } from '../devices/index.ts'
import { type HelloVerdict, judgeHello, type Opening, openChallenge } from './hello.ts'
import {
  EARLY_FRAMES_MAX,
  HELLO_WAITED_FOR_MS,
  SIGN_IN_TIMEOUT_MS,
  SILENCE_TIMEOUT_MS,
} from './limits.ts'
import { enterStation, type SignedInStation, type StationParts } from './signed-in.ts'
import { type RawSocket, type TextSocket, wrapSocket } from './socket.ts'

/** One socket of one station, from its challenge to its close. */
export interface StationSession {
  readonly requestsUnderWay: () => number
  /** Closes the socket if it has had time for its hello and said nothing. True when it did. */
  readonly makeRoom: () => boolean
  /** Tells the station that the server stops; what it asks from now on is refused, not lost. */
  readonly drain: () => void
  readonly closeDraining: () => void
  /** Resolves when the station is signed in, or its socket closed before. */
  readonly settled: Promise<void>
  /** Resolves when the socket is closed and what is kept of it is written. */
  readonly ended: Promise<void>
}

/** Where the session stands; the only thing that changes about it. */
interface State {
  phase: 'challenged' | 'checking' | 'open' | 'closed'
  station: SignedInStation | undefined
  draining: boolean
  /** Frames that came while the device was looked up. */
  readonly early: string[]
}

interface Life {
  readonly parts: StationParts
  readonly state: State
  readonly opening: Opening
  readonly socket: TextSocket
  readonly signInTimer: NodeJS.Timeout
  readonly silenceTimer: NodeJS.Timeout
  readonly settle: () => void
}

/** Serves a socket that has just opened: listens and sends the challenge before this returns. */
export function serveStation(raw: RawSocket, parts: StationParts): StationSession {
  const ended = Promise.withResolvers<void>()
  const settled = Promise.withResolvers<void>()
  const state: State = { phase: 'challenged', station: undefined, draining: false, early: [] }
  const socket = wrapSocket(raw, {
    onText: (text) => onText(life, text),
    onClose: (code) => void onClose(life, code).then(ended.resolve),
  })
  const life: Life = {
    parts,
    state,
    opening: openChallenge(parts.context),
    socket,
    signInTimer: setTimeout(() => socket.close('SIGN_IN_TOO_SLOW'), SIGN_IN_TIMEOUT_MS),
    silenceTimer: setTimeout(() => socket.cut(), SILENCE_TIMEOUT_MS),
    settle: settled.resolve,
  }
  socket.send(JSON.stringify(life.opening.challenge))
  const openedAtMs = performance.now()

  return {
    makeRoom: () => {
      const isSilent = state.phase === 'challenged'
      if (!isSilent || performance.now() - openedAtMs < HELLO_WAITED_FOR_MS) return false
      socket.close('SIGN_IN_TOO_SLOW')
      // Closing takes an answer of the other end: its place is free before that.
      life.settle()
      return true
    },
    requestsUnderWay: () => state.station?.requestsUnderWay() ?? 0,
    drain: () => {
      state.draining = true
      if (state.phase === 'open') state.station?.drain()
    },
    closeDraining: () => socket.close('DRAINING'),
    settled: settled.promise,
    ended: ended.promise,
  }
}

function onText(life: Life, text: string): void {
  const { state, socket } = life
  if (state.phase === 'open') {
    life.silenceTimer.refresh()
    state.station?.onFrame(text)
  } else if (state.phase === 'challenged') {
    state.phase = 'checking'
    void signIn(life, text)
  } else if (state.early.push(text) > EARLY_FRAMES_MAX) {
    socket.close('FRAME_MALFORMED')
  }
}

async function signIn(life: Life, hello: string): Promise<void> {
  const { parts, socket, state } = life
  try {
    const verdict = await judgeHello(parts.context, life.opening, hello)
    if (state.phase === 'closed') return
    if (verdict.ok) await welcome(life, verdict)
    else socket.close(verdict.reason)
  } catch (error) {
    parts.context.log.error({ err: error }, 'a station could not be signed in')
    socket.fail()
  }
}

async function welcome(life: Life, verdict: Extract<HelloVerdict, { ok: true }>): Promise<void> {
  const { parts, socket, state } = life
  const station = enterStation(parts, socket, verdict)
  state.station = station
  // Read again now that a revocation would find this socket: none can slip in between.
  const device = await readDevice(parts.context, verdict.hello.deviceId)
  // Closed meanwhile; the compiler cannot know that waiting changes the phase.
  if ((state.phase as State['phase']) === 'closed') return
  if (device?.state !== 'active') {
    socket.close('DEVICE_REVOKED')
    return
  }
  station.welcome(device.settings)
  clearTimeout(life.signInTimer)
  life.silenceTimer.refresh()
  state.phase = 'open'
  life.settle()
  void keepLastSeen(parts.context, station)
  for (const text of state.early.splice(0)) onText(life, text)
  if (state.draining) station.drain()
}

async function onClose(life: Life, code: number): Promise<void> {
  const { parts, state } = life
  state.phase = 'closed'
  life.settle()
  clearTimeout(life.signInTimer)
  clearTimeout(life.silenceTimer)
  if (!state.station) return
  state.station.leave()
  parts.context.log.info({ device: state.station.device().deviceCode, code }, 'station left')
  await keepLastSeen(parts.context, state.station)
}

/** For the lists only: that it could not be kept hurts nobody. */
async function keepLastSeen(context: ServerContext, station: SignedInStation): Promise<void> {
  try {
    await noteLastSeen(context, station.device().deviceId, station.lastHeardAtMs())
  } catch (error) {
    context.log.warn({ err: error }, 'when a station was last seen could not be kept')
  }
}
