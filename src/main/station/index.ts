import { failed, type Reply } from '../../contract/refusals.ts'
import type { ScreenEvent } from '../../contract/screen/commands.ts'
import { loadIdentity } from './link/identity.ts'
import { joinParts, type Parts } from './parts.ts'
import type { StationPorts } from './ports.ts'
import { answerCall, type ScreenHandlers } from './screen-calls.ts'
import { createHandlers } from './screen-handlers.ts'
import { createScreenPush, type ScreenPush } from './screen-push.ts'
import { readScreenState } from './screen-state.ts'
import type { StationOptions } from './station-options.ts'
import { createTrainingSwitch, type TrainingSwitch } from './training/switch.ts'

export type { StationOptions } from './station-options.ts'

/** One station: what listens to the till, reads cards and redeems them. */
export interface Station {
  /**
   * Opens the journal, signs in if this device was activated, starts sources and scanners. Rejects
   * with a JournalError, in words for the technician, when the journal may not be used.
   */
  readonly start: () => Promise<void>
  /** Stops everything at once. What is not final stays in the journal for the next start. */
  readonly stop: () => Promise<void>
  readonly screen: StationScreen
}

/** The core's side of the clerk's screen. */
export interface StationScreen {
  /** Params are checked against the SCREEN table. Never rejects. */
  readonly call: (name: string, params: unknown) => Promise<Reply<unknown>>
  /** Calls back with the present state at once and every event after it. Returns how to stop. */
  readonly listen: (listener: (event: ScreenEvent) => void) => () => void
  /** Whether the page has the camera's panel open now. */
  readonly mayUseCamera: () => boolean
}

interface Running {
  readonly parts: Parts
  readonly training: TrainingSwitch
  /** The commands of what the screen shows now: the real parts, or those of training. */
  handlers: ScreenHandlers
}

/** Puts a station together. Nothing is opened before `start`. */
export function createStation(ports: StationPorts, options: StationOptions): Station {
  const push = createScreenPush()
  let running: Running | undefined
  return {
    start: async () => {
      if (running !== undefined) return
      const beginning = join(ports, options, push)
      running = beginning
      try {
        await begin(beginning, ports, push)
      } catch (error) {
        running = undefined
        await end(beginning, push)
        throw error
      }
    },
    stop: async () => {
      const stopping = running
      running = undefined
      if (stopping !== undefined) await end(stopping, push)
    },
    screen: {
      call: async (name, params) =>
        running === undefined
          ? failed('UNAVAILABLE', 'The station is not running. Start it again.')
          : answerCall(running.handlers, name, params, (error) =>
              ports.log.error('command-failed', { name, why: String(error) }),
            ),
      listen: push.listen,
      mayUseCamera: () => running?.parts.scanning.mayUseCamera() ?? false,
    },
  }
}

/** The real parts, and the way to those of training. */
function join(ports: StationPorts, options: StationOptions, push: ScreenPush): Running {
  const handlersOf = (parts: Parts) =>
    createHandlers({
      ...{ ...options, ...parts, onChange: push.changed },
      setTraining: async (on) => {
        const reply = await training.set(on)
        if (training.current() === undefined) running.handlers = real
        return reply
      },
    })
  const training = createTrainingSwitch({
    ...{ ports, station: options, push, real: () => parts },
    onBegun: (begun) => {
      running.handlers = handlersOf(begun.parts)
    },
  })
  const parts = joinParts(ports, options, push, { divert: training.current })
  const real = handlersOf(parts)
  const running: Running = { parts, training, handlers: real }
  return running
}

/** What was left open is taken up before anything new can begin. */
async function begin(
  { parts, training }: Running,
  ports: StationPorts,
  push: ScreenPush,
): Promise<void> {
  const { link, redemption, membership, devices } = parts
  const identity = await loadIdentity(ports.secrets)
  membership.restore(identity)
  redemption.replay()
  if (identity !== undefined) link.open(identity)
  push.start((revision) => {
    const shown = training.current()?.parts ?? parts
    const isTraining = shown !== parts
    return readScreenState({ ...shown, clock: ports.clock, isTraining }, revision)
  })
  await devices.start()
  parts.dayEnd.start()
}

/** Screens first, so that they do not see the station come apart; the journal last. */
async function end({ parts, training }: Running, push: ScreenPush): Promise<void> {
  push.stop()
  await training.stop()
  parts.link.close()
  parts.redemption.stop()
  parts.dayEnd.stop()
  parts.desk.cashiers.stopLearning()
  await parts.devices.stop()
  parts.journal.close()
}
